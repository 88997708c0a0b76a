// What may be said and under which name, checked before anything is sent. The server checks the same again.

import { codePoints } from "../shared/text.ts";

/** Anything that leaves a mark on the screen: not spaces, not format characters, not letters that are drawn as nothing. */
const VISIBLE = /[^\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Z}\p{Mn}\p{Me}\u115f\u1160\u2800\u3164\uffa0]/u;
/** Control characters, what has no meaning yet or only a private one, and what turns the direction of reading. */
const NOT_IN_A_NAME = /[\p{Cc}\p{Cs}\p{Cn}\p{Co}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]/u;

/** The name as the room will see it. */
export function nameAsShown(typed: string): string {
  return typed.normalize("NFC").trim();
}

export type Fault = "empty" | "hidden" | "long";

/** What is wrong with a name, or null. */
export function nameFault(name: string, limit: number): Fault | null {
  if (!VISIBLE.test(name)) return "empty";
  if (NOT_IN_A_NAME.test(name)) return "hidden";
  return codePoints(name) > limit ? "long" : null;
}

/** What is wrong with a message, or null. */
export function textFault(text: string, limit: number): Fault | null {
  if (!VISIBLE.test(text)) return "empty";
  return codePoints(text) > limit ? "long" : null;
}

/** Where the server's WebSocket for the SDK is, seen from the page. */
export function hubAddress(page: string): string {
  const address = new URL("connection/websocket", page);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  address.search = "";
  address.hash = "";
  return address.href;
}
