// What page and server say to each other about the chat: people, rooms, messages, events.
//
// What the server says is decoded field by field, and nothing is believed to have a type: a newer server may say more than
// an older page hears, and what a page can't use is passed over. A decoder answers null for what isn't there; what is in a
// list and can't be decoded is left out of it.

import { bool, count, fields, list, milliseconds, text, texts, type Fields } from "./fields.ts";

export type PersonKind = "guest" | "account" | "site";

export interface Person {
  readonly id: string;
  readonly name: string;
  /** An address of http or https, or a path of the server; absent for one without a picture. */
  readonly avatar?: string;
  readonly kind: PersonKind;
}

export type RoomKind = "public" | "invitation" | "announcement" | "private" | "support";
export type Role = "owner" | "moderator" | "member" | "guest";

/** A room as its reader sees it. */
export interface Room {
  readonly id: string;
  readonly name: string;
  readonly kind: RoomKind;
  readonly topic: string;
  /** Null for one who isn't in. */
  readonly role: Role | null;
  readonly joined: boolean;
  /** The position of the last message; 0 for none. */
  readonly last: number;
  /** Up to which position it is read. */
  readonly read: number;
  readonly unread: number;
  /** Whether there are more unread than `unread` says. */
  readonly more: boolean;
  /** How many of the unread name the reader. */
  readonly mentions: number;
  /** Seconds between two messages of one person; 0 for none. */
  readonly slowMode: number;
  /** 0 for ever. */
  readonly retentionDays: number;
  /** Milliseconds since 1970; 0 for one who isn't muted. */
  readonly mutedUntil: number;
  /** User ids of those in a private talk. */
  readonly with: readonly string[];
}

/** A room in the list of all. */
export interface ListedRoom {
  readonly id: string;
  readonly name: string;
  readonly kind: RoomKind;
  readonly topic: string;
  readonly here: number;
}

export interface Reply {
  readonly id: string;
  /** Its place in the room; 0 when it isn't there any more. */
  readonly position: number;
  readonly author: string;
  readonly text: string;
  readonly deleted: boolean;
}

/** Who changed a message, and when in milliseconds since 1970. */
export interface Change {
  readonly by: string;
  readonly time: number;
}

export interface Reaction {
  readonly reaction: string;
  readonly count: number;
  readonly mine: boolean;
}

/** An uploaded file. */
export interface Attachment {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  /** Pixels; 0 for what is no picture. */
  readonly width: number;
  readonly height: number;
  /** Milliseconds; 0 for what can't be played. */
  readonly duration: number;
  /** base64url of at most 64 bytes, peaks from 0 to 255; empty for none. */
  readonly waveform: string;
  readonly thumbnail: boolean;
}

export interface Message {
  readonly id: string;
  /** Its place in the room: 1, 2, 3, … without a gap. */
  readonly position: number;
  readonly author: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly text: string;
  /** The id that its author's page gave it; empty where the server doesn't say. */
  readonly clientId: string;
  readonly reply: Reply | null;
  readonly mentions: readonly string[];
  readonly edited: Change | null;
  readonly deleted: Change | null;
  readonly reactions: readonly Reaction[];
  readonly files: readonly Attachment[];
}

export interface Member {
  readonly user: string;
  readonly role: Role;
  readonly here: boolean;
  readonly mutedUntil: number;
}

/** What comes by the channel of a room. */
export type RoomEvent =
  | { readonly type: "message"; readonly message: Message; readonly person: Person | null }
  | { readonly type: "edited" | "deleted"; readonly message: Message }
  | {
      readonly type: "reactions";
      readonly id: string;
      readonly position: number;
      /** Without `mine`, which is the same for all. */
      readonly reactions: readonly Reaction[];
    }
  | { readonly type: "typing"; readonly user: string; readonly name: string }
  | { readonly type: "presence"; readonly here: readonly Person[]; readonly gone: readonly string[]; readonly count: number }
  | {
      readonly type: "room";
      readonly name: string;
      readonly topic: string;
      readonly slowMode: number;
      readonly retentionDays: number;
    }
  | { readonly type: "member"; readonly user: string; readonly role: Role | null; readonly person: Person | null };

export type LeftWhy = "left" | "removed" | "banned" | "closed";

/** What comes by one's own channel. */
export type MyEvent =
  | { readonly type: "read"; readonly room: string; readonly position: number }
  | { readonly type: "joined"; readonly room: Room; readonly people: readonly Person[] }
  | { readonly type: "left"; readonly room: string; readonly why: LeftWhy }
  | { readonly type: "role"; readonly room: string; readonly role: Role }
  | { readonly type: "muted"; readonly room: string; readonly until: number }
  | { readonly type: "reacted"; readonly room: string; readonly id: string; readonly reaction: string; readonly on: boolean }
  | { readonly type: "queue"; readonly count: number }
  | { readonly type: "report"; readonly room: string; readonly count: number }
  | { readonly type: "me"; readonly person: Person };

const ROOM_CHANNEL = "chat:";
const MY_CHANNEL = "chat_me:";

/** The room whose channel this is, or null. */
export function roomOfChannel(channel: string): string | null {
  return channel.startsWith(ROOM_CHANNEL) ? channel.slice(ROOM_CHANNEL.length) : null;
}

/** Whether it is somebody's own channel; only one's own is ever heard. */
export function isMyChannel(channel: string): boolean {
  return channel.startsWith(MY_CHANNEL);
}

export function personOf(value: unknown): Person | null {
  const from = fields(value);
  const id = text(from, "id");
  const name = text(from, "name");
  if (id === "" || name === "") return null;
  const avatar = pictureAddress(text(from, "avatar"));
  const kind = oneOf(from, "kind", ["guest", "account", "site"] as const) ?? "site";
  return avatar === "" ? { id, name, kind } : { id, name, avatar, kind };
}

/** The `people` of an answer: an object from id to person. */
export function peopleOf(value: unknown): Person[] {
  return Object.values(fields(value) ?? {})
    .map(personOf)
    .filter((each) => each !== null);
}

const ROOM_KINDS = ["public", "invitation", "announcement", "private", "support"] as const;
const ROLES = ["owner", "moderator", "member", "guest"] as const;

export function roleOf(from: Fields | null): Role | null {
  return oneOf(from, "role", ROLES);
}

export function roomOf(value: unknown): Room | null {
  const from = fields(value);
  const listed = listedRoomOf(from);
  if (listed === null) return null;
  const role = roleOf(from);
  return {
    id: listed.id,
    name: listed.name,
    kind: listed.kind,
    topic: listed.topic,
    role,
    joined: from?.["joined"] === undefined ? role !== null : bool(from, "joined"),
    last: count(from, "last"),
    read: count(from, "read"),
    unread: count(from, "unread"),
    more: bool(from, "more"),
    mentions: count(from, "mentions"),
    slowMode: count(from, "slow_mode"),
    retentionDays: count(from, "retention_days"),
    mutedUntil: milliseconds(from, "muted_until"),
    with: texts(from, "with"),
  };
}

export function listedRoomOf(value: unknown): ListedRoom | null {
  const from = fields(value);
  const id = text(from, "id");
  if (id === "") return null;
  return {
    id,
    name: text(from, "name") || id,
    kind: oneOf(from, "kind", ROOM_KINDS) ?? "public",
    topic: text(from, "topic"),
    here: count(from, "here"),
  };
}

export function messageOf(value: unknown): Message | null {
  const from = fields(value);
  const id = text(from, "id");
  const position = count(from, "position");
  if (id === "" || position === 0) return null;
  return {
    id,
    position,
    author: text(from, "author"),
    time: milliseconds(from, "time"),
    text: text(from, "text"),
    clientId: text(from, "client_id"),
    reply: replyOf(from?.["reply"]),
    mentions: texts(from, "mentions"),
    edited: changeOf(from?.["edited"]),
    deleted: changeOf(from?.["deleted"]),
    reactions: list(from, "reactions", reactionOf),
    files: list(from, "files", attachmentOf),
  };
}

export function attachmentOf(value: unknown): Attachment | null {
  const from = fields(value);
  const id = text(from, "id");
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(id)) return null; // it becomes a part of an address
  return {
    id,
    name: text(from, "name") || id,
    type: text(from, "type") || "application/octet-stream",
    size: count(from, "size"),
    width: count(from, "width"),
    height: count(from, "height"),
    duration: count(from, "duration"),
    waveform: text(from, "waveform"),
    thumbnail: bool(from, "thumbnail"),
  };
}

export function memberOf(value: unknown): Member | null {
  const from = fields(value);
  const user = text(from, "user");
  const role = roleOf(from);
  if (user === "" || role === null) return null;
  return { user, role, here: bool(from, "here"), mutedUntil: milliseconds(from, "muted_until") };
}

/** What a publication in a room's channel says, or null for what this page doesn't know. */
export function roomEventOf(value: unknown): RoomEvent | null {
  const from = fields(value);
  const type = text(from, "type");
  switch (type) {
    case "message": {
      const message = messageOf(from?.["message"]);
      return message && { type, message, person: personOf(from?.["person"]) };
    }
    case "edited":
    case "deleted": {
      const message = messageOf(from?.["message"]);
      return message && { type, message };
    }
    case "reactions": {
      const id = text(from, "id");
      const reactions = list(from, "reactions", reactionOf);
      return id === "" ? null : { type, id, position: count(from, "position"), reactions };
    }
    case "typing": {
      const user = text(from, "user");
      return user === "" ? null : { type, user, name: text(from, "name") };
    }
    case "presence":
      return { type, here: list(from, "here", personOf), gone: texts(from, "gone"), count: count(from, "count") };
    case "room": {
      const room = fields(from?.["room"]);
      const name = text(room, "name");
      if (name === "") return null;
      const slowMode = count(room, "slow_mode");
      return { type, name, topic: text(room, "topic"), slowMode, retentionDays: count(room, "retention_days") };
    }
    case "member": {
      const user = text(from, "user");
      return user === "" ? null : { type, user, role: roleOf(from), person: personOf(from?.["person"]) };
    }
    default:
      return null;
  }
}

/** What a publication in one's own channel says, or null for what this page doesn't know. */
export function myEventOf(value: unknown): MyEvent | null {
  const from = fields(value);
  const type = text(from, "type");
  const room = text(from, "room");
  switch (type) {
    case "read":
      return room === "" ? null : { type, room, position: count(from, "position") };
    case "joined": {
      const joined = roomOf(from?.["room"]);
      return joined && { type, room: joined, people: peopleOf(from?.["people"]) };
    }
    case "left":
      if (room === "") return null;
      return { type, room, why: oneOf(from, "why", ["left", "removed", "banned", "closed"] as const) ?? "left" };
    case "role": {
      const role = roleOf(from);
      return room === "" || role === null ? null : { type, room, role };
    }
    case "muted":
      return room === "" ? null : { type, room, until: milliseconds(from, "until") };
    case "reacted": {
      const id = text(from, "id");
      if (room === "" || id === "") return null;
      return { type, room, id, reaction: text(from, "reaction"), on: bool(from, "on") };
    }
    case "queue":
      return { type, count: count(from, "count") };
    case "report":
      return room === "" ? null : { type, room, count: count(from, "count") };
    case "me": {
      const person = personOf(from?.["person"]);
      return person && { type, person };
    }
    default:
      return null;
  }
}

export function replyOf(value: unknown): Reply | null {
  const from = fields(value);
  const id = text(from, "id");
  if (id === "") return null;
  const position = count(from, "position");
  return { id, position, author: text(from, "author"), text: text(from, "text"), deleted: bool(from, "deleted") };
}

function changeOf(value: unknown): Change | null {
  const from = fields(value);
  return from && { by: text(from, "by"), time: milliseconds(from, "time") };
}

function reactionOf(value: unknown): Reaction | null {
  const from = fields(value);
  const reaction = text(from, "reaction");
  const times = count(from, "count");
  return reaction === "" || times === 0 ? null : { reaction, count: times, mine: bool(from, "mine") };
}

/** Pictures come from the web or from this server: everything else could be a script. Empty for none. */
function pictureAddress(said: string): string {
  return /^https?:\/\//i.test(said) || /^\/(?![/\\])/.test(said) || /^[A-Za-z0-9][\w./-]*$/.test(said) ? said : "";
}

function oneOf<T extends string>(from: Fields | null, name: string, all: readonly T[]): T | null {
  const said = text(from, name);
  return all.find((each) => each === said) ?? null;
}
