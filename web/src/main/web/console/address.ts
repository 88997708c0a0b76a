// What may be dialled and how it may be hung up, by the rules of the WebSocket API itself, so that a person reads a
// sentence before the browser throws.

import { plural, utf8Length } from "../shared/text.ts";

export type Checked<T> = { value: T } | { problem: string };

/** Relative addresses start at the page; http and https become ws and wss. */
export function checkAddress(typed: string, page: string): Checked<string> {
  if (typed.trim() === "") return { problem: "Enter an address, such as ws://localhost:8000/echo." };
  let url: URL;
  try {
    url = new URL(typed.trim(), page);
  } catch {
    return { problem: "This isn’t an address. One looks like wss://example.org/path." };
  }
  if (url.protocol === "http:") url.protocol = "ws:";
  if (url.protocol === "https:") url.protocol = "wss:";
  if (url.protocol !== "ws:" && url.protocol !== "wss:") {
    return { problem: `The address starts with ${url.protocol} but should with ws: or wss:.` };
  }
  if (typed.includes("#")) return { problem: "Leave out the # and what follows: a WebSocket address has no fragment." };
  return { value: url.href };
}

/** Names separated by commas or spaces; each a token (RFC 9110 section 5.6.2), none twice. */
export function checkProtocols(typed: string): Checked<string[]> {
  const protocols = typed.split(/[\s,]+/).filter((name) => name !== "");
  for (const name of protocols) {
    if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)) {
      return { problem: `“${name}” can’t name a subprotocol: use letters, digits and !#$%&'*+-.^_\`|~` };
    }
  }
  const twice = protocols.find((name, i) => protocols.indexOf(name) !== i);
  return twice === undefined
    ? { value: protocols }
    : { problem: `“${twice}” is there twice: name each subprotocol once.` };
}

export interface Closing {
  code?: number;
  reason?: string;
}

/** Codes and reasons that a page may give: RFC 6455 section 7.4 leaves it 1000 and 3000 to 4999. */
export function checkClosing(code: string, reason: string): Checked<Closing> {
  const typed = code.trim();
  if (typed === "") {
    return reason === "" ? { value: {} } : { problem: "A reason needs a code: enter 1000, or one from 3000 to 4999." };
  }
  const number = Number(typed);
  if (!/^\d+$/.test(typed) || !(number === 1000 || (number >= 3000 && number <= 4999))) {
    return { problem: "A page may close with 1000 or a code from 3000 to 4999, or with none." };
  }
  const excess = utf8Length(reason) - 123;
  if (excess > 0)
    return { problem: `Shorten the reason by ${plural(excess, "byte", "bytes")}: it may have 123 in UTF-8.` };
  return { value: reason === "" ? { code: number } : { code: number, reason } };
}
