// What a page does that comes, or comes back: which rooms is one in, and what was missed in the one that is shown.

import type { Calls, Overview } from "./calls.ts";
import type { ChatEvents } from "./events.ts";
import { CallFailed } from "./failures.ts";
import type { Observers } from "./observers.ts";
import type { RoomState } from "./room.ts";
import type { Rooms } from "./rooms.ts";
import { MOST_TO_CATCH_UP, type Windows } from "./windows.ts";
import { roomOfChannel, type Person } from "./wire.ts";

const AGAIN_MILLIS = 2_000;

export interface CatchingUpParts {
  events: Observers<ChatEvents>;
  calls: Calls;
  rooms: Rooms;
  windows: Windows;
  isOpen(): boolean;
  person(id: string): Person | null;
  learn(people: readonly Person[]): void;
  /** What waited for a connection may go out. */
  begun(): void;
  overseen(overview: Overview): void;
  /** What is held of a room is other than before. */
  changed(room: RoomState): void;
}

export class CatchingUp {
  private readonly parts: CatchingUpParts;
  private readonly loading = new Map<string, Promise<void>>();
  private connections = 0;
  /** Whether something may have happened in rooms that aren't known yet, or to oneself. */
  private missed = true;

  constructor(parts: CatchingUpParts) {
    this.parts = parts;
  }

  /** The server may have said something in this channel that doesn't come any more. */
  miss(channel: string): void {
    const room = roomOfChannel(channel);
    const state = room === null ? undefined : this.parts.rooms.get(room);
    if (state === undefined) this.missed = true;
    else if (state.loaded) {
      state.stale = true;
      // After a connection's beginning `catchUp` does it, which comes first.
      queueMicrotask(() => {
        if (state === this.parts.rooms.shown && state.stale) this.load(state.info.id, "").catch(() => undefined);
      });
    }
  }

  /** There is a connection again: what it is too late to recover is asked for. */
  connected(): void {
    const connection = ++this.connections;
    // What the server subscribes this session to, and what it missed there, is told right after this.
    queueMicrotask(() => void this.catchUp(connection));
  }

  private async catchUp(connection: number): Promise<void> {
    const current = (): boolean => connection === this.connections && this.parts.isOpen();
    this.parts.begun();
    const entering = this.parts.rooms.wanted;
    try {
      const shown = entering === "" ? undefined : this.load(entering, "");
      shown?.catch(() => undefined); // looked at below
      const overview = await this.parts.calls.overview();
      if (!current()) return;
      this.oversee(overview, entering);
      await shown;
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      if (error.unanswered || error.temporary) {
        if (current()) window.setTimeout(() => current() && void this.catchUp(connection), AGAIN_MILLIS);
      } else if (entering !== "" && this.parts.rooms.wanted === entering) {
        this.parts.rooms.wanted = "";
        if (this.parts.rooms.get(entering) !== undefined) this.parts.rooms.forget(entering, "removed");
        else this.parts.events.tell("refused", { room: entering, error });
      }
    }
  }

  private oversee(overview: Overview, entering: string): void {
    this.parts.overseen(overview);
    this.parts.learn(overview.people);
    const joined = new Set(overview.rooms.map(({ id }) => id));
    for (const { info } of this.parts.rooms.all) {
      if (!joined.has(info.id) && info.id !== entering) this.parts.rooms.forget(info.id, "left");
    }
    for (const room of overview.rooms) {
      const state = this.parts.rooms.know(room);
      if ((this.missed || state.stale) && state !== this.parts.rooms.shown) this.parts.rooms.unload(state);
    }
    this.missed = false;
    this.parts.events.tell("me", overview.me);
    this.parts.events.tell("queue", overview.queue);
    this.parts.events.tell("rooms", undefined);
  }

  /**
   * Enters the room, or asks again what happened there; whoever wants that at the same time waits for the same answer.
   *
   * @param code of an invitation, or empty
   * @throws CallFailed
   */
  load(id: string, code: string): Promise<void> {
    const before = this.loading.get(id);
    if (before !== undefined && code === "") return before;
    const loading = this.loadNow(id, code).finally(() => {
      if (this.loading.get(id) === loading) this.loading.delete(id);
    });
    this.loading.set(id, loading);
    return loading;
  }

  private async loadNow(id: string, code: string): Promise<void> {
    const held = this.parts.rooms.get(id);
    // The answer is as old as this: what is heard until it comes says nothing about what the server had then.
    const asked = { to: held?.timeline.to ?? 0, live: held?.timeline.live === true };
    held?.timeline.asking();
    let answered = false;
    try {
      const entered = await this.parts.calls.enter(id, code);
      answered = true;
      this.parts.learn(entered.people);
      const fresh = held === undefined;
      const room = this.parts.rooms.know(entered.room);
      if (fresh) room.timeline.asking();
      const { stale, timeline } = room;
      const begin = entered.messages[0]?.position ?? 0;
      const reset = entered.room.last < asked.to && entered.messages.every(({ position }) => position < asked.to);
      const gap = (timeline.live || asked.live) && begin > timeline.to + 1;
      const far = gap && entered.room.last - timeline.to > MOST_TO_CATCH_UP;
      const replaced = !room.loaded || reset || far;
      if (reset) timeline.clear();
      if (replaced || (timeline.live && !gap)) this.parts.windows.endIs(room, entered.messages, entered.more);
      else {
        // The gap is fetched below, and whoever reads what was said before stays there.
        timeline.endsAt(entered.room.last);
        timeline.unanswered();
      }
      room.loaded = true;
      room.stale = false;
      room.presentAre(
        entered.here.map((each) => this.parts.person(each)).filter((each) => each !== null),
        entered.hereCount,
      );
      if (this.parts.rooms.wanted === id && this.parts.rooms.shown !== room) this.parts.rooms.show(room);
      this.parts.changed(room);
      this.parts.events.tell("here", room);
      this.parts.events.tell("rooms", undefined);
      if (stale && !replaced) await this.parts.windows.again(room);
      if (timeline.holed) await this.parts.windows.after(room);
    } finally {
      if (!answered) held?.timeline.unanswered();
    }
  }
}
