// What the chat's server can be asked, as calls with types. Every call rejects with a CallFailed, and with nothing else.

import { CallFailed } from "./failures.ts";
import { bool, count, fields, list, text, texts, type Fields } from "./fields.ts";
import {
  listedRoomOf,
  memberOf,
  messageOf,
  peopleOf,
  personOf,
  roomOf,
  type ListedRoom,
  type Member,
  type Message,
  type Person,
  type Role,
  type Room,
  type RoomKind,
} from "./wire.ts";

export interface Limits {
  /** Code points of a message. */
  readonly text: number;
  /** Code points of a name. */
  readonly name: number;
  /** Files of a message. */
  readonly files: number;
}

export interface Overview {
  readonly me: Person;
  readonly rooms: Room[];
  readonly people: Person[];
  readonly operator: boolean;
  readonly support: boolean;
  readonly queue: number;
  readonly mayCreate: boolean;
  readonly limits: Limits;
}

export interface Entered {
  readonly room: Room;
  readonly messages: Message[];
  readonly people: Person[];
  readonly here: string[];
  readonly hereCount: number;
  /** Whether there are messages before the first of these. */
  readonly more: boolean;
}

/** Messages in the order of their positions. */
export interface Page {
  readonly messages: Message[];
  readonly people: Person[];
  readonly more: boolean;
}

export interface Sent {
  readonly id: string;
  readonly position: number;
  readonly time: number;
}

export interface Draft {
  /** The page's own id of it, which makes it sent once however often it is tried. */
  readonly id: string;
  readonly room: string;
  readonly text: string;
  /** The id of the message that it answers, or empty. */
  readonly reply: string;
  readonly mentions: readonly string[];
  /** Ids of uploaded files. */
  readonly files: readonly string[];
}

export interface Talk {
  readonly room: string;
  readonly visitor: string;
  readonly since: number;
  readonly text: string;
}

/** One entry of a list that only moderators see; `what` is the server's own word for it. */
export interface Entry {
  readonly id: string;
  readonly time: number;
  readonly by: string;
  readonly what: string;
  readonly about: string;
  readonly text: string;
  readonly message: Message | null;
}

export type Rpc = (method: string, params: object) => Promise<unknown>;

export class Calls {
  private readonly rpc: Rpc;

  constructor(rpc: Rpc) {
    this.rpc = rpc;
  }

  async overview(): Promise<Overview> {
    const from = await this.ask("overview", {});
    const limits = fields(from["limits"]);
    return {
      me: known(personOf(from["me"])),
      rooms: list(from, "rooms", roomOf),
      people: peopleOf(from["people"]),
      operator: bool(from, "operator"),
      support: bool(from, "support"),
      queue: count(from, "queue"),
      mayCreate: bool(from, "may_create"),
      limits: {
        text: count(limits, "text") || 1024,
        name: count(limits, "name") || 32,
        files: count(limits, "files") || 10,
      },
    };
  }

  async rooms(after = "", limit = 100): Promise<{ rooms: ListedRoom[]; more: boolean }> {
    const from = await this.ask("rooms", { after, limit });
    return { rooms: list(from, "rooms", listedRoomOf), more: bool(from, "more") };
  }

  async enter(room: string, code = ""): Promise<Entered> {
    const from = await this.ask("enter", code === "" ? { room } : { room, code });
    return {
      room: known(roomOf(from["room"])),
      ...pageOf(from),
      here: texts(from, "here"),
      hereCount: count(from, "here_count"),
    };
  }

  async leave(room: string): Promise<void> {
    await this.ask("leave", { room });
  }

  async create(name: string, kind: RoomKind, more: { id?: string; topic?: string } = {}): Promise<Room> {
    return known(roomOf((await this.ask("create", { name, kind, ...more }))["room"]));
  }

  async change(
    room: string,
    wanted: { name?: string; topic?: string; slow_mode?: number; retention_days?: number },
  ): Promise<Room> {
    return known(roomOf((await this.ask("change", { room, ...wanted }))["room"]));
  }

  async talk(users: readonly string[]): Promise<{ room: Room; people: Person[] }> {
    const from = await this.ask("talk", { users });
    return { room: known(roomOf(from["room"])), people: peopleOf(from["people"]) };
  }

  async invite(room: string, user: string): Promise<void> {
    await this.ask("invite", { room, user });
  }

  async inviteLink(room: string, renew = false): Promise<string> {
    return text(await this.ask("invite_link", { room, renew }), "code");
  }

  async send({ id, room, text, reply, mentions, files }: Draft): Promise<Sent> {
    const params: Fields = { room, id, text };
    if (reply !== "") params["reply"] = reply;
    if (mentions.length > 0) params["mentions"] = mentions;
    if (files.length > 0) params["files"] = files;
    const from = await this.ask("send", params);
    return { id: String(from["id"] ?? ""), position: count(from, "position"), time: count(from, "time") };
  }

  async edit(message: string, text: string, mentions: readonly string[]): Promise<Message> {
    return known(messageOf((await this.ask("edit", { message, text, mentions }))["message"]));
  }

  async delete(message: string): Promise<Message> {
    return known(messageOf((await this.ask("delete", { message }))["message"]));
  }

  async react(message: string, reaction: string, on: boolean): Promise<Message> {
    return known(messageOf((await this.ask("react", { message, reaction, on }))["message"]));
  }

  async before(room: string, position: number, limit: number): Promise<Page> {
    return pageOf(await this.ask("before", { room, position, limit }));
  }

  async after(room: string, position: number, limit: number): Promise<Page> {
    return pageOf(await this.ask("after", { room, position, limit }));
  }

  async around(room: string, position: number, limit: number): Promise<Page> {
    return pageOf(await this.ask("around", { room, position, limit }));
  }

  /** In all joined rooms when `room` is empty; `before` 0 begins with the newest. */
  async search(
    words: string,
    room = "",
    before = 0,
    limit = 50,
  ): Promise<{ messages: (Message & { room: string })[]; people: Person[] }> {
    const params: Fields = { words, limit };
    if (room !== "") params["room"] = room;
    if (before > 0) params["before"] = before;
    const from = await this.ask("search", params);
    const messages = list(from, "messages", (value) => {
      const message = messageOf(value);
      return message && { ...message, room: text(fields(value), "room") || room };
    });
    return { messages, people: peopleOf(from["people"]) };
  }

  async read(room: string, position: number): Promise<number> {
    return count(await this.ask("read", { room, position }), "position");
  }

  async typing(room: string): Promise<void> {
    await this.ask("typing", { room });
  }

  async members(
    room: string,
    after = "",
    limit = 100,
  ): Promise<{ members: Member[]; people: Person[]; more: boolean }> {
    const from = await this.ask("members", after === "" ? { room, limit } : { room, after, limit });
    return { members: list(from, "members", memberOf), people: peopleOf(from["people"]), more: bool(from, "more") };
  }

  async people(prefix: string, room = "", limit = 10): Promise<Person[]> {
    const from = await this.ask("people", room === "" ? { prefix, limit } : { prefix, room, limit });
    return list(from, "people", personOf);
  }

  async role(room: string, user: string, role: Role): Promise<void> {
    await this.ask("role", { room, user, role });
  }

  /** 0 minutes end it. */
  async mute(room: string, user: string, minutes: number): Promise<void> {
    await this.ask("mute", { room, user, minutes });
  }

  /** 0 minutes end it. */
  async ban(room: string, user: string, minutes: number): Promise<void> {
    await this.ask("ban", { room, user, minutes });
  }

  async remove(room: string, user: string): Promise<void> {
    await this.ask("remove", { room, user });
  }

  async report(message: string, reason = ""): Promise<void> {
    await this.ask("report", reason === "" ? { message } : { message, reason });
  }

  async reports(room: string, before = ""): Promise<{ reports: Entry[]; people: Person[] }> {
    const from = await this.ask("reports", before === "" ? { room } : { room, before: Number(before) });
    return { reports: list(from, "reports", entryOf), people: peopleOf(from["people"]) };
  }

  async resolve(report: string): Promise<void> {
    await this.ask("resolve", { report: Number(report) });
  }

  async support(): Promise<{ room: Room; people: Person[] }> {
    const from = await this.ask("support", {});
    return { room: known(roomOf(from["room"])), people: peopleOf(from["people"]) };
  }

  async queue(): Promise<{ talks: Talk[]; people: Person[] }> {
    const from = await this.ask("queue", {});
    const talks = list(from, "talks", (value) => {
      const each = fields(value);
      const room = text(each, "room");
      if (room === "") return null;
      return { room, visitor: text(each, "visitor"), since: count(each, "since"), text: text(each, "text") };
    });
    return { talks, people: peopleOf(from["people"]) };
  }

  async take(room: string): Promise<void> {
    await this.ask("take", { room });
  }

  async close(room: string): Promise<void> {
    await this.ask("close", { room });
  }

  async audit(room: string, before = ""): Promise<{ entries: Entry[]; people: Person[] }> {
    const from = await this.ask("audit", before === "" ? { room } : { room, before: Number(before) });
    return { entries: list(from, "entries", entryOf), people: peopleOf(from["people"]) };
  }

  private async ask(method: string, params: object): Promise<Fields> {
    let answer: unknown;
    try {
      answer = await this.rpc(`chat.${method}`, params);
    } catch (error) {
      throw new CallFailed(error);
    }
    return fields(answer) ?? {};
  }
}

function pageOf(from: Fields): Page {
  const messages = list(from, "messages", messageOf).sort((a, b) => a.position - b.position);
  return { messages, people: peopleOf(from["people"]), more: bool(from, "more") };
}

function entryOf(value: unknown): Entry | null {
  const from = fields(value);
  const id = from?.["id"] ?? from?.["sequence"];
  if (typeof id !== "string" && typeof id !== "number") return null;
  return {
    id: String(id),
    time: count(from, "time"),
    by: text(from, "by"),
    what: text(from, "what") || text(from, "action"),
    about: text(from, "about") || text(from, "user"),
    text: text(from, "text") || text(from, "reason"),
    message: messageOf(from?.["message"]),
  };
}

/** An answer without what it is for is as good as none. */
function known<T>(value: T | null): T {
  if (value === null) throw new CallFailed(null);
  return value;
}
