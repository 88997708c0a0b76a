// What may be said and under which name, checked before anything is sent. The server checks the same again.

import { codePoints, plural } from "../shared/text.ts";

export const NAME_LIMIT = 32;
export const ROOM_LIMIT = 64;
/** Until the server has said its own. */
export const TEXT_LIMIT = 1024;

/** Anything that leaves a mark on the screen: not spaces, not format characters, not letters that are drawn as nothing. */
const VISIBLE = /[^\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Z}\p{Mn}\p{Me}\u115f\u1160\u2800\u3164\uffa0]/u;
/** Control characters, what has no meaning yet or only a private one, and what turns the direction of reading. */
const NOT_IN_A_NAME = /[\p{Cc}\p{Cs}\p{Cn}\p{Co}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]/u;

/** The name as the room will see it. */
export function nameAsShown(typed: string): string {
  return typed.normalize("NFC").trim();
}

/** A sentence that says what to do, or null when the name will do. */
export function nameProblem(name: string, limit = NAME_LIMIT): string | null {
  if (!VISIBLE.test(name)) return "Choose a name, so that others know who is talking.";
  if (NOT_IN_A_NAME.test(name)) return "Leave out of the name what can’t be seen or turns the direction of text.";
  const excess = codePoints(name) - limit;
  return excess > 0 ? `Shorten the name by ${plural(excess, "character", "characters")}: it may have ${limit}.` : null;
}

/** Rooms are part of the address, where `.` and `..` mean something else. */
export function roomProblem(room: string): string | null {
  if (room === "") return "Choose a room, such as “lobby”.";
  if (!/^[A-Za-z0-9._-]+$/.test(room)) return "Use only letters A to Z, digits and - _ . in the room’s name.";
  if (/^\.+$/.test(room)) return "Give the room a letter or a digit too.";
  const excess = room.length - ROOM_LIMIT;
  return excess > 0
    ? `Shorten the room’s name by ${plural(excess, "character", "characters")}: it may have ${ROOM_LIMIT}.`
    : null;
}

export function textProblem(text: string, limit: number): string | null {
  if (!VISIBLE.test(text)) return "There is nothing to send yet: write a message first.";
  const excess = codePoints(text) - limit;
  return excess > 0
    ? `Shorten the message by ${plural(excess, "character", "characters")}: it may have ${limit.toLocaleString("en")}.`
    : null;
}

/** The room that an address names after its `#`, or null. */
export function roomOfFragment(fragment: string): string | null {
  let room: string;
  try {
    room = decodeURIComponent(fragment.replace(/^#/, ""));
  } catch {
    return null;
  }
  return roomProblem(room) === null ? room : null;
}

/** Where the server's WebSocket for the SDK is, seen from the page. */
export function hubAddress(page: string): string {
  const address = new URL("connection/websocket", page);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  address.search = "";
  address.hash = "";
  return address.href;
}
