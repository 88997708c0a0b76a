// What the chat tells whoever shows it.

import type { CallFailed } from "./failures.ts";
import type { Link } from "./link.ts";
import type { RoomState } from "./room.ts";
import type { LeftWhy, Message, Person, Room } from "./wire.ts";

export interface ChatEvents {
  /** The link has changed, or a moment of its wait has passed. */
  link: Link;
  me: Person;
  /** Rooms came, went, or have other names or counts. */
  rooms: void;
  /** Another room is shown; null for none. */
  current: RoomState | null;
  /** The messages that are held of a room are others now. */
  timeline: RoomState;
  /** What waits to be sent in a room has changed. */
  outbox: string;
  typing: RoomState;
  here: RoomState;
  /** Somebody is called otherwise. */
  people: void;
  /** Somebody else has just said something. */
  heard: { room: RoomState; message: Message; mentioned: boolean };
  /** One is no longer in the room. */
  left: { room: Room; why: LeftWhy };
  /** How many visitors wait for an operator. */
  queue: number;
  /** How many reports of a room wait for a moderator. */
  reports: { room: string; count: number };
  /** The room that was to be entered when there is a connection can't be. */
  refused: { room: string; error: CallFailed };
  /** The server no longer knows who one is: sign in again. */
  signedOut: void;
}
