// Addresses in what people write. Only http, https and mail become links, and a link is made of what can be seen: what hides
// another address behind the one that is read stays text.

export interface Linked {
  /** Where it is in the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly href: string;
}

/** A longer one is no address that somebody has written. */
const LONGEST = 2_048;
/** Ends an address: spaces, quotes, brackets of HTML, punctuation of full width, controls and what turns or hides text. */
const ENDS = String.raw`\s<>"“”«»「」『』【】《》、。，；：？！（）\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\ufffd`;
/** Of scripts that part their words by spaces: in the others an address may follow a letter. */
const LETTERS = String.raw`\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}`;
const ADDRESS = new RegExp(
  String.raw`(?<![${LETTERS}\p{N}_@./:-])(?:https?:\/\/|www\.)[^${ENDS}]+` +
    String.raw`|(?<![${LETTERS}\p{N}_.+-])(?:mailto:)?[a-z0-9][a-z0-9._+-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}(?![${LETTERS}\p{N}_@-])`,
  "giu",
);
const TRAILING = /[.,;:!?'’*_~…]+$/u;
const PAIRS: Record<string, string> = { ")": "(", "]": "[", "}": "{" };

/** The links of a text, in its order. */
export function linksIn(text: string): Linked[] {
  const found: Linked[] = [];
  for (const match of text.matchAll(ADDRESS)) {
    const written = withoutTrailing(match[0]);
    const href = written.length > LONGEST ? null : hrefOf(written);
    if (href !== null) found.push({ start: match.index, end: match.index + written.length, href });
  }
  return found;
}

/** Punctuation at the end belongs to the sentence, a bracket only when it wasn't opened within the address. */
function withoutTrailing(written: string): string {
  let end = written.length;
  const open = new Map<string, number>();
  for (const sign of written) open.set(sign, (open.get(sign) ?? 0) + 1);
  for (;;) {
    const before = end;
    end -= TRAILING.exec(written.slice(Math.max(0, end - 64), end))?.[0].length ?? 0;
    const last = written[end - 1] ?? "";
    const opening = PAIRS[last];
    if (opening !== undefined && (open.get(last) ?? 0) > (open.get(opening) ?? 0)) {
      open.set(last, (open.get(last) ?? 0) - 1);
      end--;
    }
    if (end === before) return written.slice(0, end);
  }
}

function hrefOf(written: string): string | null {
  const mail = /^(?:mailto:)?([^/]+@[^/]+)$/i.exec(written)?.[1];
  if (mail !== undefined && !/^(https?:|www\.)/i.test(written)) return `mailto:${mail}`;
  let url: URL;
  try {
    url = new URL(/^www\./i.test(written) ? `https://${written}` : written);
  } catch {
    return null;
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") return null;
  // `https://bank.example@evil.example` leads to evil.example.
  if (url.username !== "" || url.password !== "") return null;
  return url.hostname.includes(".") || url.hostname === "localhost" || url.hostname.startsWith("[") ? url.href : null;
}
