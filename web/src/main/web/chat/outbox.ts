// What this person has written and the room hasn't shown yet.
//
//          too fast
//     ┌────────────────┐
//     ▼                │
//   queued ──next──► sending ──echoed──► (gone: it is in the room)
//     ▲                │  │
//     │                │  └─refused──► refused ──┐
//     │                └─lost──► unconfirmed ────┤
//     └───────────── send again ─────────────────┘
//
// One message is under way at a time, so that the room sees them in the order in which they were written. What was
// never handed to a connection goes out by itself when one opens, and what came too fast after a pause. What was
// handed over and not echoed may or may not have arrived: that is said, and only the person sends it again. It keeps
// its id, by which pages that have shown it already know it.

export type Fate = "queued" | "sending" | "unconfirmed" | "refused";

export interface Outgoing {
  readonly id: string;
  readonly text: string;
  fate: Fate;
  /** For `refused`, and for `queued` after it came too fast: what the server said. Empty otherwise. */
  reason: string;
  /** For `sending`: since when, in milliseconds. */
  since: number;
}

/** More than this isn't a conversation; the person is asked to wait. */
export const OUTBOX_LIMIT = 50;
/** How long a message that came too fast waits before it goes out again. */
export const PAUSE_MILLIS = 1_000;

export class Outbox {
  private readonly waiting = new Map<string, Outgoing>();
  private pausedUntil = 0;

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
    if (now < this.pausedUntil || this.underWay() !== null) return null;
    const queued = this.all().find((outgoing) => outgoing.fate === "queued");
    if (queued === undefined) return null;
    queued.fate = "sending";
    queued.reason = "";
    queued.since = now;
    return queued;
  }

  /** The message that is under way, or null. */
  underWay(): Outgoing | null {
    return this.all().find((outgoing) => outgoing.fate === "sending") ?? null;
  }

  /** Whether something goes out, or will by itself. */
  get moving(): boolean {
    return this.all().some((outgoing) => outgoing.fate === "sending" || outgoing.fate === "queued");
  }

  /** The room has shown it. Whether it was one of ours. */
  echoed(id: string): boolean {
    return this.waiting.delete(id);
  }

  /** Whether it was one of ours. */
  refused(id: string, code: string, reason: string, now: number): boolean {
    const outgoing = this.waiting.get(id);
    if (outgoing === undefined) return false;
    const early = code === "too_fast";
    outgoing.fate = early ? "queued" : "refused";
    outgoing.reason = reason;
    if (early) this.pausedUntil = now + PAUSE_MILLIS;
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
