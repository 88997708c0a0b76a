// What this person has written and the room hasn't shown yet.
//
//        try later, unanswered
//     ┌────────────────┐
//     ▼                │
//   queued ──next──► sending ──accepted──► sent ──shown──► (gone: it is in the room)
//     ▲ │              └─refused──► refused ──┐
//     │ └─too long ago──► unconfirmed ────────┤
//     └───────────── send again ──────────────┘
//
// One message is under way at a time, so that the room sees them in the order in which they were written. What has no
// answer, because the connection went, is sent again by itself: it keeps its id, and the server publishes an id once. It
// remembers ids for five minutes at least; what was handed over longer ago and never answered may or may not be in the
// room, so that is said, and only the person sends it again.

export type Fate = "queued" | "sending" | "sent" | "unconfirmed" | "refused";

export interface Outgoing {
  readonly id: string;
  readonly text: string;
  fate: Fate;
  /** For `refused`, and for `queued` after it was to come later: what the server said. Empty otherwise. */
  reason: string;
  /** For `sending`: since when, in milliseconds since 1970. */
  since: number;
  /** Since when the server may have it without having said so, in milliseconds since 1970; 0 when it hasn't. */
  doubtSince: number;
}

/** More than this isn't a conversation; the person is asked to wait. */
export const OUTBOX_LIMIT = 50;
/** How long a message that came too fast, or got no answer, waits before it goes out again. */
export const PAUSE_MILLIS = 1_000;
/** For less than this a message may be sent again without anybody seeing it twice: the server remembers ids a bit longer. */
export const REMEMBERED_MILLIS = 4.5 * 60_000;

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
  add(id: string, text: string, doubtSince = 0): Outgoing | null {
    if (this.waiting.size >= OUTBOX_LIMIT) return null;
    const added: Outgoing = { id, text, fate: "queued", reason: "", since: 0, doubtSince };
    this.waiting.set(id, added);
    return added;
  }

  /** The next to hand to the connection, oldest first, or null; it is `sending` from now on. */
  next(now: number): Outgoing | null {
    if (now < this.pausedUntil || this.underWay() !== null) return null;
    this.pausedUntil = 0;
    for (const outgoing of this.waiting.values()) {
      if (outgoing.fate !== "queued") continue;
      if (outgoing.doubtSince !== 0 && now - outgoing.doubtSince >= REMEMBERED_MILLIS) {
        outgoing.fate = "unconfirmed";
        outgoing.reason = "";
        continue;
      }
      outgoing.fate = "sending";
      outgoing.reason = "";
      outgoing.since = now;
      return outgoing;
    }
    return null;
  }

  /** The message that is under way, or null. */
  underWay(): Outgoing | null {
    return this.all().find((outgoing) => outgoing.fate === "sending") ?? null;
  }

  /** Whether something waits for a pause to end, so that the next has to be asked for again. */
  get paused(): boolean {
    return this.pausedUntil !== 0 && this.all().some(({ fate }) => fate === "queued");
  }

  /** The server has it. */
  accepted(id: string): void {
    const outgoing = this.waiting.get(id);
    if (outgoing !== undefined) outgoing.fate = "sent";
  }

  /** The room has shown it. Whether it was one of ours. */
  shown(id: string): boolean {
    return this.waiting.delete(id);
  }

  /** Nobody knows whether the server has it. */
  unanswered(id: string, now: number): void {
    const outgoing = this.waiting.get(id);
    if (outgoing?.fate !== "sending") return;
    outgoing.fate = "queued";
    if (outgoing.doubtSince === 0) outgoing.doubtSince = outgoing.since;
    this.pausedUntil = now + PAUSE_MILLIS;
  }

  /** The server won't have it now; later it may. */
  later(id: string, reason: string, now: number): void {
    const outgoing = this.waiting.get(id);
    if (outgoing?.fate !== "sending") return;
    outgoing.fate = "queued";
    outgoing.reason = reason;
    this.pausedUntil = now + PAUSE_MILLIS;
  }

  refused(id: string, reason: string): void {
    const outgoing = this.waiting.get(id);
    if (outgoing === undefined) return;
    outgoing.fate = "refused";
    outgoing.reason = reason;
  }

  /** What the server has and the room won't show any more. */
  forgetSent(): void {
    for (const { id, fate } of this.all()) if (fate === "sent") this.waiting.delete(id);
  }

  /** Behind everything else, as if it had been written now. */
  again(id: string): void {
    const outgoing = this.waiting.get(id);
    if (outgoing === undefined || (outgoing.fate !== "refused" && outgoing.fate !== "unconfirmed")) return;
    this.waiting.delete(id);
    this.waiting.set(id, { ...outgoing, fate: "queued", reason: "", doubtSince: 0 });
  }

  /** The text of a message that is given up, or null when there is none such or the server may have it. */
  takeBack(id: string): string | null {
    const outgoing = this.waiting.get(id);
    if (outgoing === undefined || outgoing.fate === "sending" || outgoing.fate === "sent") return null;
    this.waiting.delete(id);
    return outgoing.text;
  }

  clear(): void {
    this.waiting.clear();
  }
}
