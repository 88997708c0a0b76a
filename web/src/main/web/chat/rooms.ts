// The rooms that one is in, and the one that is shown.

import type { Observers } from "./observers.ts";
import { RoomState } from "./room.ts";
import type { ChatEvents } from "./events.ts";
import type { LeftWhy, Room } from "./wire.ts";

/** So many rooms keep what was said in them while another one is shown. */
const WINDOWS_KEPT = 8;

export class Rooms {
  private readonly events: Observers<ChatEvents>;
  private readonly isOpen: () => boolean;
  /** By id; the one that was shown last is the last. */
  private readonly states = new Map<string, RoomState>();
  private current: RoomState | null = null;
  /** The room that is to be shown, also while it can't be entered yet; empty for none. */
  wanted = "";

  /** @param isOpen whether there is a connection */
  constructor(events: Observers<ChatEvents>, isOpen: () => boolean) {
    this.events = events;
    this.isOpen = isOpen;
  }

  get all(): RoomState[] {
    return [...this.states.values()];
  }

  get shown(): RoomState | null {
    return this.current;
  }

  get(id: string): RoomState | undefined {
    return this.states.get(id);
  }

  /** The server's account of a room that one is in. */
  know(info: Room): RoomState {
    let state = this.states.get(info.id);
    if (state === undefined) this.states.set(info.id, (state = new RoomState(info)));
    else state.learn(info);
    return state;
  }

  /** One is no longer in it. */
  forget(id: string, why: LeftWhy): void {
    const state = this.states.get(id);
    if (state === undefined) return;
    this.states.delete(id);
    if (this.wanted === id) this.wanted = "";
    if (state === this.current) this.show(null);
    this.events.tell("left", { room: state.info, why });
    this.events.tell("rooms", undefined);
  }

  show(room: RoomState | null): void {
    const before = this.current;
    if (before === room) return;
    if (before !== null) {
      before.newAfter = null;
      before.timeline.viewing(0, Number.MAX_SAFE_INTEGER);
    }
    // One comes back to what is new, and not to where one once was.
    if (room !== null && !room.timeline.live && this.isOpen()) this.unload(room);
    this.current = room;
    if (room !== null) {
      const { unread, read } = room.info;
      room.newAfter = unread > 0 ? read : null;
      this.states.delete(room.info.id);
      this.states.set(room.info.id, room);
      const held = this.all.filter(({ loaded }) => loaded);
      for (const oldest of held.slice(0, Math.max(0, held.length - WINDOWS_KEPT))) this.unload(oldest);
    }
    this.events.tell("current", room);
  }

  /** Holds nothing of what was said there any more. */
  unload(room: RoomState): void {
    room.timeline.clear();
    room.timeline.endsAt(room.info.last);
    room.loaded = false;
    room.stale = false;
  }
}
