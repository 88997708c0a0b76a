// What somebody wrote, as nodes: text, links, mentions, and what else the page draws in a text. Nothing here parses HTML.

import { element, type Child } from "../shared/dom.ts";
import { linksIn } from "./links.ts";

export interface Mentioned {
  readonly name: string;
  /** Whether it is the reader. */
  readonly me: boolean;
}

/** @param pieces draws what is neither a link nor a mention, such as emoticons; text as it is where absent */
export function richText(
  text: string,
  mentioned: readonly Mentioned[] = [],
  pieces: (text: string) => Child[] = (plain) => [plain],
): Child[] {
  const nodes: Child[] = [];
  let at = 0;
  const plain = (to: number): void => {
    if (to > at) nodes.push(...withMentions(text.slice(at, to), mentioned, pieces));
  };
  for (const { start, end, href } of linksIn(text)) {
    plain(start);
    nodes.push(link(text.slice(start, end), href));
    at = end;
  }
  plain(text.length);
  return nodes;
}

function link(written: string, href: string): HTMLElement {
  // What is read may be in letters that look like others: where it leads is said by the browser's own writing of it.
  const attributes = { href, target: "_blank", rel: "noopener noreferrer nofollow", title: href, dir: "auto" };
  return element("a", attributes, written);
}

function withMentions(text: string, mentioned: readonly Mentioned[], pieces: (text: string) => Child[]): Child[] {
  const longestFirst = [...mentioned].filter(({ name }) => name !== "").sort((a, b) => b.name.length - a.name.length);
  if (longestFirst.length === 0 || !text.includes("@")) return pieces(text);
  const nodes: Child[] = [];
  let at = 0;
  for (let sign = text.indexOf("@"); sign >= 0; sign = text.indexOf("@", sign + 1)) {
    const who = longestFirst.find(({ name }) => named(text, sign + 1, name));
    if (who === undefined) continue;
    const end = sign + 1 + who.name.length;
    if (sign > at) nodes.push(...pieces(text.slice(at, sign)));
    nodes.push(element("bdi", { class: "mention", "data-me": String(who.me) }, text.slice(sign, end)));
    at = end;
    sign = end - 1;
  }
  if (at < text.length) nodes.push(...pieces(text.slice(at)));
  return nodes;
}

/** Whether a text has that name there, and not the beginning of a longer one. */
function named(text: string, at: number, name: string): boolean {
  if (text.slice(at, at + name.length).toLowerCase() !== name.toLowerCase()) return false;
  return !/^[\p{L}\p{N}_]/u.test(text.slice(at + name.length)) || /^\p{Script=Han}/u.test(name);
}
