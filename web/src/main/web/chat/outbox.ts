// What this person has written and the rooms haven't shown yet, of all rooms.
//
//        try later, unanswered
//     ┌────────────────┐
//     ▼                │
//   queued ──next──► sending ──accepted──► sent ──shown──► (gone: it is in the room)
//     ▲                └─refused──► refused
//     └──────── send again ────────────┘
//
// One message of a room is under way at a time, so that the room has them in the order in which they were written. What has
// no answer, because the connection went, is sent again under its old id: the server takes an id of an author once in a
// room, however often it comes, so a message is there once.
//
// It is kept in the browser until the server has it, and found again by the next page of the same person. Two tabs may find
// and send the same message: that is the same id again.

import type { Draft } from "./calls.ts";
import { count, fields, list, text, texts } from "./fields.ts";
import { attachmentOf, replyOf, type Attachment, type Message, type Reply } from "./wire.ts";

export type Fate = "queued" | "sending" | "sent" | "refused";

export interface Outgoing {
  readonly id: string;
  readonly room: string;
  readonly text: string;
  readonly reply: Reply | null;
  readonly mentions: readonly string[];
  readonly files: readonly Attachment[];
  /** When it was written, in milliseconds since 1970. */
  readonly time: number;
  fate: Fate;
  /** For `refused`, and for `queued` after it was to come later: what the server said. Empty otherwise. */
  reason: string;
  /** For `refused`: the server's code, 0 when it isn't known. */
  code: number;
  /** For `sent`: what the room knows it by. */
  messageId: string;
  position: number;
}

export type Written = Pick<Outgoing, "id" | "room" | "text" | "reply" | "mentions" | "files">;

/** Where unsent messages outlive the page. */
export interface Shelf {
  all(): { id: string; value: string }[];
  put(id: string, value: string): void;
  remove(id: string): void;
}

/** More than this in all rooms isn't a conversation; the person is asked to wait. */
export const OUTBOX_LIMIT = 50;
/** How long a room's messages wait at first when the server asks for a pause, and at most. */
export const FIRST_PAUSE_MILLIS = 1_000;
export const LONGEST_PAUSE_MILLIS = 15_000;

interface Lane {
  until: number;
  pauses: number;
}

export class Outbox {
  private readonly waiting = new Map<string, Outgoing>();
  private readonly lanes = new Map<string, Lane>();
  private readonly shelf: Shelf;

  constructor(shelf: Shelf) {
    this.shelf = shelf;
  }

  get size(): number {
    return this.waiting.size;
  }

  /** How many the server may not have. */
  get unsent(): number {
    return this.all().filter(({ fate }) => fate !== "sent").length;
  }

  all(): Outgoing[] {
    return [...this.waiting.values()];
  }

  in(room: string): Outgoing[] {
    return this.all().filter((outgoing) => outgoing.room === room);
  }

  get(id: string): Outgoing | null {
    return this.waiting.get(id) ?? null;
  }

  /** Takes what an earlier page, or another one, has left, oldest first. */
  restore(): void {
    const found = this.shelf.all().map(({ id, value }) => outgoingOf(id, value));
    for (const each of found) if (each.outgoing === null) this.shelf.remove(each.id);
    const left = found
      .map(({ outgoing }) => outgoing)
      .filter((each) => each !== null)
      .sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
    for (const outgoing of left) {
      if (this.waiting.size < OUTBOX_LIMIT && !this.waiting.has(outgoing.id)) this.waiting.set(outgoing.id, outgoing);
    }
  }

  /** Null when the box is full. */
  add(written: Written, now: number): Outgoing | null {
    if (this.waiting.size >= OUTBOX_LIMIT) return null;
    const latest = Math.max(0, ...this.all().map(({ time }) => time));
    const time = Math.max(now, latest + 1); // the order outlives the page, also within a millisecond
    const added: Outgoing = { ...written, time, fate: "queued", reason: "", code: 0, messageId: "", position: 0 };
    this.waiting.set(added.id, added);
    this.keep(added);
    return added;
  }

  /** The next of each room to hand to the connection; they are `sending` from now on. */
  next(now: number): Outgoing[] {
    const busy = new Set(this.all().filter(({ fate }) => fate === "sending").map(({ room }) => room));
    const next: Outgoing[] = [];
    for (const outgoing of this.waiting.values()) {
      if (outgoing.fate !== "queued" || busy.has(outgoing.room)) continue;
      busy.add(outgoing.room);
      if (now < (this.lanes.get(outgoing.room)?.until ?? 0)) continue;
      outgoing.fate = "sending";
      next.push(outgoing);
    }
    return next;
  }

  /** When the next pause is over, in milliseconds since 1970; null when nothing waits for one. */
  get due(): number | null {
    const times = this.all()
      .filter(({ fate }) => fate === "queued")
      .map(({ room }) => this.lanes.get(room)?.until ?? 0);
    return times.length === 0 ? null : Math.min(...times);
  }

  /** The server has it. */
  accepted(id: string, messageId: string, position: number): void {
    const outgoing = this.waiting.get(id);
    this.shelf.remove(id);
    if (outgoing === undefined) return;
    this.lanes.delete(outgoing.room);
    outgoing.fate = "sent";
    outgoing.reason = "";
    outgoing.messageId = messageId;
    outgoing.position = position;
  }

  /** The room has shown one's own message. Whether it was one of these. */
  shown(message: Message): boolean {
    const shown = this.all().find(
      ({ id, messageId }) => (message.clientId !== "" && id === message.clientId) || messageId === message.id,
    );
    if (shown === undefined) return false;
    this.waiting.delete(shown.id);
    this.shelf.remove(shown.id);
    return true;
  }

  /** The room has shown everything up to there, or won't show what it has further down. */
  settle(room: string, upTo: number): void {
    for (const { id, fate, position, room: its } of this.all()) {
      if (its === room && fate === "sent" && position <= upTo) this.waiting.delete(id);
    }
  }

  /** Nobody knows whether the server has it. */
  unanswered(id: string, now: number): void {
    this.back(id, "", now);
  }

  /** The server won't have it now; later it may. */
  later(id: string, reason: string, now: number): void {
    this.back(id, reason, now);
  }

  /** There is a connection again: what waits for no reason but the last one's end needn't. */
  reconnected(): void {
    for (const outgoing of this.all()) {
      if (outgoing.fate === "sending") outgoing.fate = "queued";
      if (outgoing.fate === "queued" && outgoing.reason === "") this.lanes.delete(outgoing.room);
    }
  }

  refused(id: string, reason: string, code = 0): void {
    const outgoing = this.waiting.get(id);
    if (outgoing === undefined) return;
    outgoing.fate = "refused";
    outgoing.reason = reason;
    outgoing.code = code;
    this.lanes.delete(outgoing.room);
    this.keep(outgoing);
  }

  /** Behind everything else, as if it had been written now. */
  again(id: string, now: number): void {
    const outgoing = this.waiting.get(id);
    if (outgoing?.fate !== "refused") return;
    this.waiting.delete(id);
    this.add(outgoing, now);
  }

  /** A message that is given up, or null when there is none such or the server may have it. */
  takeBack(id: string): Outgoing | null {
    const outgoing = this.waiting.get(id);
    if (outgoing === undefined || outgoing.fate === "sending" || outgoing.fate === "sent") return null;
    this.waiting.delete(id);
    this.shelf.remove(id);
    return outgoing;
  }

  /** Another page has sent it, or taken it back. Whether it was here too. */
  goneElsewhere(id: string): boolean {
    if (this.waiting.get(id)?.fate !== "queued" && this.waiting.get(id)?.fate !== "refused") return false;
    return this.waiting.delete(id);
  }

  private back(id: string, reason: string, now: number): void {
    const outgoing = this.waiting.get(id);
    if (outgoing?.fate !== "sending") return;
    outgoing.fate = "queued";
    outgoing.reason = reason;
    const pauses = this.lanes.get(outgoing.room)?.pauses ?? 0;
    const pause = Math.min(FIRST_PAUSE_MILLIS * 2 ** pauses, LONGEST_PAUSE_MILLIS);
    this.lanes.set(outgoing.room, { until: now + pause, pauses: pauses + 1 });
  }

  private keep({ id, room, text, reply, mentions, files, time, fate, reason, code }: Outgoing): void {
    const refused = fate === "refused" ? { refused: reason, code } : {};
    const kept = { room, text, reply, mentions, files, time, ...refused };
    this.shelf.put(id, JSON.stringify(kept));
  }
}

/** What the server is to be told of it. */
export function draftOf({ id, room, text, reply, mentions, files }: Outgoing): Draft {
  return { id, room, text, reply: reply?.id ?? "", mentions, files: files.map((file) => file.id) };
}

function outgoingOf(id: string, kept: string): { id: string; outgoing: Outgoing | null } {
  let value: unknown;
  try {
    value = JSON.parse(kept);
  } catch {
    return { id, outgoing: null };
  }
  const from = fields(value);
  const room = text(from, "room");
  const files = list(from, "files", attachmentOf);
  const said = text(from, "text");
  if (room === "" || (said === "" && files.length === 0)) return { id, outgoing: null };
  const refused = from?.["refused"];
  return {
    id,
    outgoing: {
      id,
      room,
      text: said,
      files,
      reply: replyOf(from?.["reply"]),
      mentions: texts(from, "mentions"),
      time: count(from, "time"),
      fate: typeof refused === "string" ? "refused" : "queued",
      reason: typeof refused === "string" ? refused : "",
      code: count(from, "code"),
      messageId: "",
      position: 0,
    },
  };
}
