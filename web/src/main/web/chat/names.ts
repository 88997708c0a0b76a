// A face for a name: one or two initials and one of twelve colours, the same on every screen.

export const HUES = 12;

export function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s_.-]+/u)
    .filter((word) => word !== "");
  const first = firstGrapheme(words[0] ?? "");
  const last = words.length > 1 ? firstGrapheme(words[words.length - 1] ?? "") : "";
  const both = /^\p{L}$/u.test(first) && /^\p{L}$/u.test(last) ? first + last : first;
  return both.toLocaleUpperCase();
}

/** FNV-1a over the name's UTF-16 units, after normalization. */
export function hue(name: string): number {
  let hash = 0x811c9dc5;
  for (const unit of name.normalize("NFC").trim().split("")) {
    hash = Math.imul(hash ^ unit.charCodeAt(0), 0x01000193);
  }
  return ((hash ^ (hash >>> 15)) >>> 0) % HUES;
}

function firstGrapheme(word: string): string {
  if (typeof Intl.Segmenter === "function") {
    for (const { segment } of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(word)) return segment;
    return "";
  }
  return [...word][0] ?? "";
}
