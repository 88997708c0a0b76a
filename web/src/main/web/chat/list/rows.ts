// Which rows a run of messages makes: the messages, a line for each day, and one above what is new.

import { dayOf } from "../times.ts";
import type { Message } from "../wire.ts";

export type Row =
  | { readonly kind: "day"; readonly key: string; readonly time: number }
  | { readonly kind: "new"; readonly key: string }
  /** `follows`: it goes on what its author said right before, and says so by having no name. */
  | { readonly kind: "message"; readonly key: string; readonly message: Message; readonly follows: boolean };

/** Messages of one author this far apart, in milliseconds, are still one run. */
export const RUN_MILLIS = 5 * 60_000;

export interface Around {
  /** The message right before the first of these; null when there is none or it isn't held. */
  readonly before: Message | null;
  /** What is behind this position, and by somebody else, is new; null for nothing. */
  readonly newAfter: number | null;
  readonly me: string;
}

export function rowsOf(messages: readonly Message[], { before, newAfter, me }: Around): Row[] {
  const rows: Row[] = [];
  let last = before;
  let lineDrawn = newAfter === null || isAbove(newAfter, messages[0], before, me);
  for (const message of messages) {
    const day = dayOf(message.time);
    const sameDay = last !== null && dayOf(last.time) === day;
    if (!sameDay) rows.push({ kind: "day", key: `day ${day}`, time: message.time });
    let follows = sameDay && last !== null && goesOn(last, message);
    if (!lineDrawn && newAfter !== null && isNew(message, newAfter, me)) {
      rows.push({ kind: "new", key: "new" });
      lineDrawn = true;
      follows = false;
    }
    rows.push({ kind: "message", key: `message ${message.position}`, message, follows });
    last = message;
  }
  return rows;
}

/** Whether what is new begins before the first of these. */
function isAbove(newAfter: number, first: Message | undefined, before: Message | null, me: string): boolean {
  if (before !== null) return isNew(before, newAfter, me);
  return first !== undefined && first.position > newAfter + 1;
}

function isNew({ position, author }: Message, newAfter: number, me: string): boolean {
  return position > newAfter && author !== me;
}

function goesOn(last: Message, message: Message): boolean {
  return (
    last.author === message.author &&
    last.deleted === null &&
    message.deleted === null &&
    message.reply === null &&
    message.time - last.time < RUN_MILLIS
  );
}
