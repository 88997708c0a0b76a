// The owner's colour in the page: as it is where it can be read, and darker or lighter where it couldn't.

interface Scheme {
  /** What text of that colour stands on; it is to be read on all of them. */
  grounds: readonly string[];
  /** The way to go while it can't be read. */
  towards: "#000000" | "#ffffff";
  own: number;
}

const LIGHT: Scheme = { grounds: ["#f5f2ea", "#fffdf8", "#ebe7dc"], towards: "#000000", own: 0.16 };
const DARK: Scheme = { grounds: ["#131816", "#1b221f", "#0e1211"], towards: "#ffffff", own: 0.22 };
const READABLE = 4.5;
const STEP = 0.04;

export type Accent = Record<"--accent" | "--accent-strong" | "--on-accent" | "--own" | "--chosen", string>;

export function accentOf(colour: string, dark: boolean): Accent {
  const scheme = dark ? DARK : LIGHT;
  let accent = colour.toLowerCase();
  for (let i = 0; i < 1 / STEP && scheme.grounds.some((ground) => contrast(accent, ground) < READABLE); i++)
    accent = mix(accent, scheme.towards, STEP);
  const on = contrast(accent, "#ffffff") >= contrast(accent, "#10201a") ? "#ffffff" : "#10201a";
  const [ground = ""] = scheme.grounds;
  return {
    "--accent": accent,
    "--accent-strong": mix(accent, on === "#ffffff" ? "#000000" : "#ffffff", 0.2),
    "--on-accent": on,
    "--own": mix(ground, accent, scheme.own),
    "--chosen": mix(ground, accent, scheme.own - 0.04),
  };
}

/** Gives the page the colour, in the scheme that the reader has now and in the one they may change to. */
export function wear(colour: string): void {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const put = (): void => {
    for (const [name, value] of Object.entries(accentOf(colour, dark.matches)))
      document.documentElement.style.setProperty(name, value);
  };
  dark.addEventListener("change", put);
  put();
}

/** Of WCAG 2.2, from 1 to 21. */
export function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = channels(hex).map((value) => {
    const channel = value / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function mix(from: string, to: string, share: number): string {
  const target = channels(to);
  const mixed = channels(from).map((value, i) => Math.round(value + ((target[i] ?? 0) - value) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

function channels(hex: string): number[] {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}
