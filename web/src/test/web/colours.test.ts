import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

// WCAG 2.2, success criteria 1.4.3 (text: 4.5) and 1.4.11 (edges of controls and focus: 3).

const CSS = readFileSync("src/main/web/style/tokens.css", "utf8");
const [LIGHT = "", ...DARK] = CSS.split("@media (prefers-color-scheme: dark)");
const DAY = declarations(LIGHT + DARK.map((part) => part.slice(endOfBlock(part))).join(""));
const NIGHT = new Map([...DAY, ...declarations(DARK.map((part) => part.slice(0, endOfBlock(part))).join(""))]);

const GROUNDS = ["paper", "surface", "sunken"];
const TEXTS = ["ink", "ink-soft", "accent", "connected", "warm", "danger"];

for (const [scheme, colours] of [
  ["light", DAY],
  ["dark", NIGHT],
] as const) {
  const ratio = (text: string, ground: string): number => contrast(colour(colours, text), colour(colours, ground));

  test(`${scheme}: every text on every ground has a contrast of at least 4.5`, () => {
    const pairs = TEXTS.flatMap((text) => GROUNDS.map((ground) => [text, ground] as const));
    for (const [text, ground] of [
      ...pairs,
      ["ink", "own"],
      ["ink-soft", "own"],
      ["on-accent", "accent"],
      ["on-accent", "accent-strong"],
      ["warm", "warm-ground"],
    ] as const) {
      assert.ok(ratio(text, ground) >= 4.5, `${text} on ${ground}: ${ratio(text, ground).toFixed(2)}`);
    }
  });

  test(`${scheme}: all twelve faces and authors can be read`, () => {
    for (let hue = 0; hue < 12; hue++) {
      const face = contrast("#ffffff", colour(colours, `face ${hue}`));
      assert.ok(face >= 4.5, `initials on face ${hue}: ${face.toFixed(2)}`);
      assert.ok(ratio(`author ${hue}`, "paper") >= 4.5, `author ${hue}: ${ratio(`author ${hue}`, "paper").toFixed(2)}`);
    }
  });

  test(`${scheme}: the edges of fields and the focus ring stand out by at least 3`, () => {
    for (const edge of ["edge", "accent"])
      assert.ok(ratio(edge, "paper") >= 3, `${edge}: ${ratio(edge, "paper").toFixed(2)}`);
  });
}

function declarations(css: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, hue, block = ""] of css.matchAll(/(?:\[data-hue="(\d+)"\]|:root)\s*\{([^}]*)\}/g)) {
    for (const [, name, value = ""] of block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)) {
      found.set(hue === undefined ? `${name}` : `${name} ${hue}`, value);
    }
  }
  return found;
}

function endOfBlock(css: string): number {
  let depth = 0;
  for (let i = 0; i < css.length; i++) {
    if (css[i] === "{") depth++;
    if (css[i] === "}" && --depth === 0) return i + 1;
  }
  return css.length;
}

function colour(colours: Map<string, string>, name: string): string {
  const value = colours.get(name);
  assert.ok(value !== undefined, `no colour ${name}`);
  return value;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
