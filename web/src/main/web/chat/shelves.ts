// What the browser keeps of one person: messages that aren't sent, and what is being written in which room.
//
// Each message and each draft has a key of its own, so that two tabs don't overwrite each other's.

import { forget, recall, remember, rememberedKeys } from "../shared/memory.ts";
import type { Shelf } from "./outbox.ts";

/** So many drafts are kept; the one that was touched longest ago goes first. */
const DRAFTS_KEPT = 50;

/** Ids hold no space, so the person's id ends at the first. */
function keyOf(what: string, user: string, id = ""): string {
  return `parley.chat.${what}.${encodeURIComponent(user)} ${id}`;
}

export function unsentShelf(user: string): Shelf {
  const prefix = keyOf("unsent", user);
  return {
    all: () =>
      rememberedKeys(prefix).map((key) => ({ id: key.slice(prefix.length), value: recall(key)["message"] ?? "" })),
    put: (id, message) => remember(prefix + id, { message }),
    remove: (id) => forget(prefix + id),
  };
}

/** The unsent message whose key this is, or null. */
export function unsentOfKey(user: string, key: string): string | null {
  const prefix = keyOf("unsent", user);
  return key.startsWith(prefix) ? key.slice(prefix.length) : null;
}

export class Drafts {
  private readonly user: string;

  constructor(user: string) {
    this.user = user;
  }

  in(room: string): string {
    return recall(keyOf("draft", this.user, room))["text"] ?? "";
  }

  /** The rooms in which something has been begun. */
  rooms(): string[] {
    const prefix = keyOf("draft", this.user);
    return rememberedKeys(prefix).map((key) => key.slice(prefix.length));
  }

  keep(room: string, text: string, now: number): void {
    const key = keyOf("draft", this.user, room);
    if (text === "") {
      forget(key);
      return;
    }
    remember(key, { text, time: String(now) });
    const keys = rememberedKeys(keyOf("draft", this.user));
    if (keys.length <= DRAFTS_KEPT) return;
    const times = keys.map((each): [string, number] => [each, Number(recall(each)["time"] ?? 0)]);
    times.sort(([, a], [, b]) => a - b);
    for (const [oldest] of times.slice(0, keys.length - DRAFTS_KEPT)) forget(oldest);
  }
}
