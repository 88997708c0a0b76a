// How loud each room may be for this person: every message, only what mentions them, or nothing. Kept by the browser.

import { recall, remember } from "../../shared/memory.ts";
import type { Room } from "../wire.ts";

export type Manner = "all" | "mentions" | "none";

const MANNERS = "parley.chat.manners";
const SOUND = "parley.chat.sound";

export function usualManner({ kind }: Pick<Room, "kind">): Manner {
  return kind === "private" || kind === "support" ? "all" : "mentions";
}

export function mannerOf(room: Pick<Room, "id" | "kind">): Manner {
  const chosen = recall(MANNERS)[room.id];
  return chosen === "all" || chosen === "mentions" || chosen === "none" ? chosen : usualManner(room);
}

export function setManner(room: Pick<Room, "id" | "kind">, manner: Manner): void {
  const all = recall(MANNERS);
  if (manner === usualManner(room)) delete all[room.id];
  else all[room.id] = manner;
  remember(MANNERS, all);
}

/** Whether a message there is worth disturbing the person. */
export function disturbs(manner: Manner, mentioned: boolean): boolean {
  return manner === "all" || (manner === "mentions" && mentioned);
}

export function soundOn(): boolean {
  return recall(SOUND)["on"] === "true";
}

export function setSound(on: boolean): void {
  remember(SOUND, { on: String(on) });
}

const NOTIFICATIONS = "parley.chat.notifications";

/** Whether the person wants notifications, and the browser lets them. */
export function notificationsOn(): boolean {
  return typeof Notification === "function" && Notification.permission === "granted" && recall(NOTIFICATIONS)["on"] === "true";
}

/** Asks the browser; only on a click, as browsers demand. Whether they are on now. */
export async function setNotifications(on: boolean): Promise<boolean> {
  if (on && typeof Notification === "function" && Notification.permission === "default") {
    await Notification.requestPermission();
  }
  remember(NOTIFICATIONS, { on: String(on) });
  return notificationsOn();
}
