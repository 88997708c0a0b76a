// What this person has written and the room hasn't shown yet.
//
//   queued ──sending──► sending ──echoed──► (gone: it is in the room)
//     ▲                   │  │
//     │                   │  └─refused──► refused ──┐
//     │                   └─lost──► unconfirmed ────┤
//     └────────────── send again ───────────────────┘
//
// A message that was never handed to a connection goes out by itself when one opens. One that was handed over and not
// echoed may or may not have arrived: that is said, and only the person sends it again. It keeps its id, by which
// pages that have shown it already know it.

export type Fate = "queued" | "sending" | "unconfirmed" | "refused";

export interface Outgoing {
  readonly id: string;
  readonly text: string;
  fate: Fate;
  /** For `refused`: why. */
  reason: string;
  /** For `sending`: since when, in milliseconds. */
  since: number;
}

/** More than this isn't a conversation; the person is asked to wait. */
export const OUTBOX_LIMIT = 50;
/** So many may be under way before the room has echoed the first. */
export const UNDER_WAY_LIMIT = 8;

export class Outbox {
  private readonly waiting = new Map<string, Outgoing>();

  get size(): number {
    return this.waiting.size;
  }

  all(): Outgoing[] {
    return [...this.waiting.values()];
  }

  /** Null when the box is full. */
  add(id: string, text: string): Outgoing | null {
    if (this.waiting.size >= OUTBOX_LIMIT) return null;
    const added: Outgoing = { id, text, fate: "queued", reason: "", since: 0 };
    this.waiting.set(id, added);
    return added;
  }

  /** The next to hand to the connection, oldest first, or null; it is `sending` from now on. */
  next(now: number): Outgoing | null {
    let queued: Outgoing | null = null;
    let underWay = 0;
    for (const outgoing of this.waiting.values()) {
      if (outgoing.fate === "sending") underWay++;
      else if (outgoing.fate === "queued") queued ??= outgoing;
    }
    if (queued === null || underWay >= UNDER_WAY_LIMIT) return null;
    queued.fate = "sending";
    queued.since = now;
    return queued;
  }

  /** The oldest that is under way, since when: milliseconds, or null. */
  underWaySince(): number | null {
    const since = this.all().filter((outgoing) => outgoing.fate === "sending").map((outgoing) => outgoing.since);
    return since.length === 0 ? null : Math.min(...since);
  }

  /** The room has shown it. Whether it was one of ours. */
  echoed(id: string): boolean {
    return this.waiting.delete(id);
  }

  refused(id: string, reason: string): boolean {
    const outgoing = this.waiting.get(id);
    if (outgoing === undefined) return false;
    outgoing.fate = "refused";
    outgoing.reason = reason;
    return true;
  }

  /** The connection is gone: nobody knows whether what was under way arrived. */
  lost(): void {
    for (const outgoing of this.waiting.values()) {
      if (outgoing.fate === "sending") outgoing.fate = "unconfirmed";
    }
  }

  /** Behind everything else, as if it had been written now. */
  again(id: string): void {
    const outgoing = this.waiting.get(id);
    if (outgoing === undefined || outgoing.fate === "sending") return;
    this.waiting.delete(id);
    this.waiting.set(id, { ...outgoing, fate: "queued", reason: "" });
  }

  /** The text of a message that is given up, or null when there is none such or it is under way. */
  takeBack(id: string): string | null {
    const outgoing = this.waiting.get(id);
    if (outgoing === undefined || outgoing.fate === "sending") return null;
    this.waiting.delete(id);
    return outgoing.text;
  }

  clear(): void {
    this.waiting.clear();
  }
}
