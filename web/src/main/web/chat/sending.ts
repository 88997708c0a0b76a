// What goes out by itself: messages out of the outbox, how far one has read, and that one writes.

import type { Calls } from "./calls.ts";
import type { Connection } from "./connection.ts";
import { CallFailed } from "./failures.ts";
import { draftOf, type Outbox, type Outgoing } from "./outbox.ts";

/** A mark goes out so long after it was made, with those of the same moment. */
const MARK_MILLIS = 400;
/** And the next not sooner than this after it: in a busy room a thousand readers would write all the time. */
const MARK_PAUSE_MILLIS = 3_000;
/** The server tells others at most so often that somebody writes. */
const TYPING_PAUSE_MILLIS = 3_000;

export interface SendingParts {
  connection: Pick<Connection, "isOpen" | "silentSince" | "abandon">;
  calls: Calls;
  outbox: Outbox;
  /** What waits to be sent in a room has changed. */
  changed(room: string): void;
}

export class Sending {
  private readonly parts: SendingParts;
  /** Up to where rooms are read, where the server may not know it. */
  private readonly marks = new Map<string, number>();
  private marking: number | undefined;
  private markedAt = 0;
  private typedAt = 0;

  constructor(parts: SendingParts) {
    this.parts = parts;
  }

  /** Whether something waits for a pause to be over. */
  get waits(): boolean {
    return this.parts.connection.isOpen && this.parts.outbox.due !== null;
  }

  /** There is a connection again. */
  reconnected(): void {
    this.parts.outbox.reconnected();
    this.flush();
    this.sendMarks();
  }

  end(): void {
    window.clearTimeout(this.marking);
  }

  /** Sends what may go out now. */
  flush(): void {
    const { connection, outbox } = this.parts;
    if (connection.isOpen) for (const outgoing of outbox.next(Date.now())) void this.post(outgoing);
  }

  mark(room: string, position: number): void {
    this.marks.set(room, position);
    this.sendMarks();
  }

  /** The page may end now. */
  marksNow(): void {
    const { connection, calls } = this.parts;
    window.clearTimeout(this.marking);
    this.marking = undefined;
    if (!connection.isOpen || this.marks.size === 0) return;
    this.markedAt = Date.now();
    for (const [room, position] of this.marks) {
      this.marks.delete(room);
      calls.read(room, position).catch((error: unknown) => {
        // Nobody answers: it goes out with the next connection.
        if (error instanceof CallFailed && error.unanswered && !this.marks.has(room)) this.marks.set(room, position);
      });
    }
  }

  /** As often as one likes. */
  typing(room: string): void {
    const now = Date.now();
    if (!this.parts.connection.isOpen || now - this.typedAt < TYPING_PAUSE_MILLIS) return;
    this.typedAt = now;
    this.parts.calls.typing(room).catch(() => undefined); // nobody misses it
  }

  /** What was written has been sent: what is written next is news. */
  typed(): void {
    this.typedAt = 0;
  }

  private sendMarks(): void {
    if (this.marking !== undefined || this.marks.size === 0 || !this.parts.connection.isOpen) return;
    const wait = Math.max(MARK_MILLIS, this.markedAt + MARK_PAUSE_MILLIS - Date.now());
    this.marking = window.setTimeout(() => this.marksNow(), Math.min(wait, MARK_PAUSE_MILLIS));
  }

  private async post(outgoing: Outgoing): Promise<void> {
    const { id, room } = outgoing;
    const { connection, calls, outbox } = this.parts;
    const since = Date.now();
    this.parts.changed(room);
    try {
      const sent = await calls.send(draftOf(outgoing));
      outbox.accepted(id, sent.id, sent.position);
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      if (error.unanswered) {
        outbox.unanswered(id, Date.now());
        if (error.timedOut && connection.silentSince(since)) connection.abandon();
      } else if (error.temporary) outbox.later(id, error.message, Date.now());
      else outbox.refused(id, error.message, error.code);
    }
    this.parts.changed(room);
    this.flush();
  }
}
