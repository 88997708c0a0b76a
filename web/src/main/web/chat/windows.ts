// Fetches what isn't held of a room: before and behind the window, around a message, at the end, and once more.

import type { Calls, Page } from "./calls.ts";
import { CallFailed } from "./failures.ts";
import type { RoomState } from "./room.ts";
import { WINDOW } from "./timeline.ts";
import type { Message, Person } from "./wire.ts";

/** So many messages are asked for at a time; the server gives 100 at most. */
export const PAGE = 50;
const MOST = 100;
/** Somebody who comes back to more than this doesn't read it all at once: they see the end, and scroll. */
export const MOST_TO_CATCH_UP = 200;

export interface WindowsParts {
  calls: Calls;
  isOpen(): boolean;
  learn(people: readonly Person[]): void;
  /** What is held of a room is other than before. */
  changed(room: RoomState): void;
}

export class Windows {
  private readonly parts: WindowsParts;
  /** What is being asked for: a kind and a room. */
  private readonly asked = new Set<string>();

  constructor(parts: WindowsParts) {
    this.parts = parts;
  }

  /** Adds what was said before what is held. Whether something came. */
  before(room: RoomState): Promise<boolean> {
    const { timeline } = room;
    if (timeline.complete || !room.loaded) return Promise.resolve(false);
    return this.fetch(room, "before", async () => {
      const { from } = timeline;
      const { messages, more } = await this.known(this.parts.calls.before(room.info.id, from, PAGE));
      if (timeline.from > from || timeline.to < from - 1) return timeline.unanswered(); // the window is another one
      timeline.answered(messages, more ? (messages[0]?.position ?? 1) : 1, from - 1, false);
    });
  }

  /** Adds what was said behind what is held. */
  after(room: RoomState): Promise<boolean> {
    const { timeline } = room;
    if (timeline.live && !timeline.holed) return Promise.resolve(false);
    return this.fetch(room, "after", async () => {
      const { to } = timeline;
      if (timeline.live && timeline.end - to > MOST_TO_CATCH_UP) timeline.detach();
      const { messages, more } = await this.known(this.parts.calls.after(room.info.id, to, MOST));
      if (timeline.to < to || timeline.from > to + 1) return timeline.unanswered(); // the window is another one
      // Where nothing comes although something was heard, it isn't there any more.
      timeline.answered(messages, to + 1, messages[messages.length - 1]?.position ?? timeline.end, !more);
    });
  }

  /** Holds what was said around a position instead. */
  around(room: RoomState, position: number): Promise<boolean> {
    const { timeline } = room;
    if (timeline.at(position) !== null) return Promise.resolve(true);
    return this.fetch(room, "window", async () => {
      const { messages, more } = await this.known(this.parts.calls.around(room.info.id, position, MOST));
      const [first, last] = [messages[0], messages[messages.length - 1]];
      if (first === undefined || last === undefined) return timeline.unanswered();
      timeline.answered(messages, more ? first.position : 1, last.position, last.position >= timeline.end);
    });
  }

  /** Holds the room's end instead. */
  end(room: RoomState): Promise<boolean> {
    if (room.timeline.live && !room.timeline.holed) return Promise.resolve(true);
    return this.fetch(room, "window", async () => {
      const { calls } = this.parts;
      const { messages, more } = await this.known(calls.before(room.info.id, Number.MAX_SAFE_INTEGER, PAGE));
      this.endIs(room, messages, more);
    });
  }

  /** Asks again for everything that is held, because what changed it meanwhile may have been missed. */
  async again(room: RoomState): Promise<void> {
    const { timeline } = room;
    const { to } = timeline;
    let next = timeline.from;
    for (let pages = 0; next <= to && pages <= WINDOW / MOST; pages++) {
      const from = next;
      await this.fetch(room, "again", async () => {
        const { messages, more } = await this.known(this.parts.calls.after(room.info.id, from - 1, MOST));
        const last = messages[messages.length - 1]?.position ?? Math.max(to, from);
        next = last + 1;
        if (timeline.from > from || timeline.to < from) return timeline.unanswered(); // the window is another one
        timeline.answered(messages, from, last, !more && timeline.live);
      });
      if (next === from) return; // no answer: with the next connection
    }
  }

  /** The answer to a question about the messages before the room's end: they are these, and `more` before them. */
  endIs({ timeline }: RoomState, messages: readonly Message[], more: boolean): void {
    const first = more ? (messages[0]?.position ?? 1) : 1;
    timeline.answered(messages, first, Math.max(messages[messages.length - 1]?.position ?? 0, first - 1), true);
  }

  private async known(asked: Promise<Page>): Promise<Page> {
    const page = await asked;
    this.parts.learn(page.people);
    return page;
  }

  /** One question of a kind at a time for each room. Whether its answer changed what is held. */
  private async fetch(room: RoomState, kind: string, ask: () => Promise<void>): Promise<boolean> {
    const key = `${kind} ${room.info.id}`;
    if (this.asked.has(key)) return false;
    this.asked.add(key);
    const before = room.timeline.messages;
    room.timeline.asking();
    try {
      await ask();
    } catch (error) {
      room.timeline.unanswered();
      if (error instanceof CallFailed) return false; // asked for again when it is wanted, or when there is a connection
      throw error;
    } finally {
      this.asked.delete(key);
    }
    this.parts.changed(room);
    if (room.timeline.holed && this.parts.isOpen()) void this.after(room);
    return room.timeline.messages !== before;
  }
}
