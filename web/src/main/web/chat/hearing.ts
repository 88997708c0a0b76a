// What the server tells by itself, and what it changes.

import type { ChatEvents } from "./events.ts";
import type { Observers } from "./observers.ts";
import type { RoomState } from "./room.ts";
import type { Rooms } from "./rooms.ts";
import type { Heard } from "./timeline.ts";
import { PAGE, type Windows } from "./windows.ts";
import type { Message, MyEvent, Person, RoomEvent } from "./wire.ts";

export interface HearingParts {
  events: Observers<ChatEvents>;
  rooms: Rooms;
  windows: Windows;
  me(): string;
  person(id: string): Person | null;
  learn(people: readonly Person[]): void;
  /** One is this person now. */
  become(person: Person): void;
  /** What is held of a room is other than before. */
  changed(room: RoomState): void;
  /** Somebody writes, and will stop. */
  typing(): void;
}

export class Hearing {
  private readonly parts: HearingParts;

  constructor(parts: HearingParts) {
    this.parts = parts;
  }

  /** By the channel of a room. */
  hear(id: string, event: RoomEvent | null): void {
    const { events, rooms, learn } = this.parts;
    const room = rooms.get(id);
    if (event === null || room === undefined) return;
    switch (event.type) {
      case "message":
        this.hearMessage(room, event.message, event.person);
        break;
      case "edited":
      case "deleted":
      case "reactions":
        this.apply(id, event);
        break;
      case "typing":
        if (event.user === this.parts.me()) break;
        room.writes(event.user, this.parts.person(event.user)?.name ?? event.name, Date.now());
        events.tell("typing", room);
        this.parts.typing();
        break;
      case "presence":
        learn(event.here);
        room.present(event);
        events.tell("here", room);
        break;
      case "room": {
        const { name, topic, slowMode, retentionDays } = event;
        room.change({ name, topic, slowMode, retentionDays });
        events.tell("rooms", undefined);
        break;
      }
      case "member":
        if (event.person !== null) learn([event.person]);
        room.member(event.user, event.role, this.parts.me());
        events.tell("rooms", undefined);
        break;
    }
  }

  /** By one's own channel. */
  hearMine(event: MyEvent | null): void {
    if (event === null) return;
    const { events, rooms } = this.parts;
    switch (event.type) {
      case "read":
        if (rooms.get(event.room)?.readUpTo(event.position, this.parts.me())) events.tell("rooms", undefined);
        break;
      case "joined":
        this.parts.learn(event.people);
        rooms.know(event.room);
        events.tell("rooms", undefined);
        break;
      case "left":
        rooms.forget(event.room, event.why);
        break;
      case "role":
        rooms.get(event.room)?.change({ role: event.role });
        events.tell("rooms", undefined);
        break;
      case "muted":
        rooms.get(event.room)?.change({ mutedUntil: event.until });
        events.tell("rooms", undefined);
        break;
      case "reacted":
        this.apply(event.room, event);
        break;
      case "queue":
        events.tell("queue", event.count);
        break;
      case "report":
        events.tell("reports", { room: event.room, count: event.count });
        break;
      case "me":
        this.parts.become(event.person);
        break;
    }
  }

  /** Changes what is held of a room. */
  apply(id: string, event: Heard): void {
    const room = this.parts.rooms.get(id);
    if (room !== undefined && room.timeline.hear(event)) this.parts.changed(room);
  }

  private hearMessage(room: RoomState, message: Message, person: Person | null): void {
    const { events, rooms, windows } = this.parts;
    const me = this.parts.me();
    if (person !== null) this.parts.learn([person]);
    const typed = room.someoneTypes;
    const isNew = room.said(message, me);
    if (typed) events.tell("typing", room);
    if (room.timeline.hear({ type: "message", message })) this.parts.changed(room);
    if (room.loaded && room.timeline.holed) void windows.after(room);
    if (!isNew) return;
    if (room !== rooms.shown) room.timeline.trim(PAGE);
    events.tell("rooms", undefined);
    if (message.author !== me) events.tell("heard", { room, message, mentioned: message.mentions.includes(me) });
  }
}
