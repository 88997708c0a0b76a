// Text as people and limits count it.

/** How many Unicode code points; a lone surrogate counts as one. */
export function codePoints(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const low = unit >= 0xd800 && unit < 0xdc00 ? text.charCodeAt(i + 1) : 0;
    if (low >= 0xdc00 && low < 0xe000) i++;
    count++;
  }
  return count;
}

export function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The text with each lone surrogate, which UTF-8 can't carry, replaced by U+FFFD as WebSocket itself would do. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}

export function plural(count: number, one: string, many: string): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
