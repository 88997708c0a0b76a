// Bytes as people write and read them.

import type { Checked } from "./address.ts";

/** `48 65 6c` with spaces, colons, commas and 0x as one likes. */
export function parseHex(typed: string): Checked<Uint8Array<ArrayBuffer>> {
  const digits = typed.replace(/0x|[\s:,_-]/gi, "");
  const wrong = /[^0-9a-f]/i.exec(digits);
  if (wrong) return { problem: `“${wrong[0]}” isn’t a hexadecimal digit.` };
  if (digits.length % 2 === 1) return { problem: "Write two hexadecimal digits for each byte: one is missing." };
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return { value: bytes };
}

/** Base64, or its URL alphabet, with or without padding (RFC 4648). */
export function parseBase64(typed: string): Checked<Uint8Array<ArrayBuffer>> {
  const text = typed
    .replace(/\s/g, "")
    .replaceAll("-", "+")
    .replaceAll("_", "/")
    .replace(/={1,2}$/, "");
  const wrong = /[^A-Za-z0-9+/]/.exec(text);
  if (wrong) return { problem: `“${wrong[0]}” isn’t part of base64.` };
  if (text.length % 4 === 1) return { problem: "This base64 is cut off: its last character says nothing." };
  return { value: Uint8Array.from(atob(text), (char) => char.charCodeAt(0)) };
}

/** Sixteen bytes a line: offset, hexadecimal, and what is printable ASCII. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.subarray(at, at + 16)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, "0"));
    const columns = `${hex.slice(0, 8).join(" ").padEnd(23)}  ${hex.slice(8).join(" ").padEnd(23)}`;
    const text = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·")).join("");
    lines.push(`${at.toString(16).padStart(8, "0")}  ${columns}  ${text}`);
  }
  return lines.join("\n");
}

const NAMED_ESCAPES: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" };

/** The text with everything that can't be seen, or that turns the direction of reading, as an escape. */
export function escapeText(text: string): string {
  return text.replace(
    /[\\\p{Cc}\p{Surrogate}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu,
    (char) => NAMED_ESCAPES[char] ?? `\\u{${char.codePointAt(0)?.toString(16) ?? ""}}`,
  );
}
