// What is on its way to the server, as a pure function of what happens to it.
//
//            its turn            the server has it
//   queued ───────────► sending ───────────────────► done
//     ▲  ▲               │   │
//     │  │ due, online   │   └─ the server won't ──► failed
//     │  └──── lost ◄────┘                             │
//     │   nobody answered                              │
//     └───────────────── again ────────────────────────┘
//
// Two go at a time, the others wait in the order in which they were chosen. What was cut off begins anew: after a while, or
// at once when the network is back. A file whose answer was lost may be on the server twice; what no message uses, the
// server drops after a day. Removing one, in whatever state, stops it.

import type { Attachment } from "../wire.ts";

export const AT_ONCE = 2;
const FIRST_PAUSE_MILLIS = 1_000;
const LONGEST_PAUSE_MILLIS = 30_000;

/** Why the server didn't take it: its own word, and its sentence. */
export interface Refusal {
  readonly error: string;
  readonly message: string;
}

export type UploadState =
  | { readonly kind: "queued" }
  | { readonly kind: "sending"; readonly sent: number }
  | { readonly kind: "lost"; readonly until: number }
  | { readonly kind: "failed"; readonly refusal: Refusal }
  | { readonly kind: "done"; readonly attachment: Attachment };

/** What is to be uploaded. */
export interface Source {
  readonly room: string;
  readonly name: string;
  readonly body: Blob;
  /** Milliseconds; 0 for what isn't a voice message. */
  readonly duration: number;
  /** base64url, or empty. */
  readonly waveform: string;
}

export interface Upload {
  readonly id: number;
  readonly source: Source;
  readonly state: UploadState;
}

/** What a transfer tells. After `done`, `refused` or `lost` it tells nothing more, and after its end by us nothing at all. */
export interface Progress {
  sent(bytes: number): void;
  done(attachment: Attachment): void;
  refused(refusal: Refusal): void;
  lost(): void;
}

/** Starts a transfer. @return ends it */
export type Start = (source: Source, progress: Progress) => () => void;

interface Entry {
  readonly id: number;
  readonly source: Source;
  state: UploadState;
  attempts: number;
  end: () => void;
}

const NOTHING = (): void => {};

export class Uploads {
  private readonly start: Start;
  private readonly now: () => number;
  private readonly changed: () => void;
  private readonly all = new Map<number, Entry>();
  private ids = 0;

  /** @param now milliseconds since any fixed point */
  constructor(start: Start, now: () => number, changed: () => void) {
    this.start = start;
    this.now = now;
    this.changed = changed;
  }

  of(room: string): Upload[] {
    return [...this.all.values()].filter(({ source }) => source.room === room);
  }

  add(source: Source): number {
    return this.enter(source, { kind: "queued" });
  }

  /** One that the server has already, such as that of a message which was taken back. */
  restore(room: string, attachment: Attachment): void {
    const source = { room, name: attachment.name, body: new Blob(), duration: attachment.duration, waveform: "" };
    this.enter(source, { kind: "done", attachment });
  }

  remove(id: number): void {
    const entry = this.all.get(id);
    if (entry === undefined) return;
    this.all.delete(id);
    entry.end();
    this.go();
  }

  /** Once more, for what failed or would wait for a while. */
  again(id: number): void {
    const entry = this.all.get(id);
    if (entry?.state.kind !== "failed" && entry?.state.kind !== "lost") return;
    entry.state = { kind: "queued" };
    this.go();
  }

  /** The network is back: nothing waits any longer. */
  online(): void {
    for (const { id, state } of this.all.values()) if (state.kind === "lost") this.again(id);
  }

  /** Tries what is due. */
  due(): void {
    for (const { id, state } of this.all.values()) if (state.kind === "lost" && state.until <= this.now()) this.again(id);
  }

  /** When something is due next, or null. */
  get nextDue(): number | null {
    const times = [...this.all.values()].flatMap(({ state }) => (state.kind === "lost" ? [state.until] : []));
    return times.length === 0 ? null : Math.min(...times);
  }

  /** What is uploaded for that room, in the order in which it was chosen, and is no longer kept here. */
  take(room: string): Attachment[] {
    const taken: Attachment[] = [];
    for (const { id, source, state } of [...this.all.values()]) {
      if (source.room !== room || state.kind !== "done") continue;
      taken.push(state.attachment);
      this.all.delete(id);
    }
    this.changed();
    return taken;
  }

  private enter(source: Source, state: UploadState): number {
    const id = ++this.ids;
    this.all.set(id, { id, source, state, attempts: 0, end: NOTHING });
    this.go();
    return id;
  }

  private go(): void {
    const entries = [...this.all.values()];
    let free = AT_ONCE - entries.filter(({ state }) => state.kind === "sending").length;
    for (const entry of entries) {
      if (free === 0) break;
      if (entry.state.kind !== "queued") continue;
      this.send(entry);
      free--;
    }
    this.changed();
  }

  private send(entry: Entry): void {
    let over = false;
    entry.state = { kind: "sending", sent: 0 };
    const become = (state: UploadState): void => {
      if (over) return;
      over = state.kind !== "sending";
      entry.state = state;
      if (over) this.go();
      else this.changed();
    };
    const end = this.start(entry.source, {
      sent: (bytes) => become({ kind: "sending", sent: Math.min(bytes, entry.source.body.size) }),
      done: (attachment) => become({ kind: "done", attachment }),
      refused: (refusal) => become({ kind: "failed", refusal }),
      lost: () => {
        const pause = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS * 2 ** entry.attempts++);
        become({ kind: "lost", until: this.now() + pause });
      },
    });
    entry.end = () => {
      if (!over) end();
      over = true;
    };
  }
}
