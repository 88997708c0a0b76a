// The chat as this page knows it: who one is, which rooms one is in, what is said there, and what goes out.
//
// The server subscribes every session of a person to the rooms that they are in, so what happens comes by itself. What a
// page misses while it is away comes with the next connection where the server still has it; where it says that it hasn't
// (`recovered: false`, also when the stream is another one since a restart), the rooms and the window that is shown are
// asked for again. Messages are told apart by their positions, so what comes by both ways is there once.
//
// Everything here runs on the page's one thread; what is awaited is looked at again when it comes, since the person may
// have gone elsewhere meanwhile.

import { Calls, type Limits, type Overview } from "./calls.ts";
import { CatchingUp } from "./catching-up.ts";
import { Connection, type Pass } from "./connection.ts";
import type { ChatEvents } from "./events.ts";
import { CallFailed } from "./failures.ts";
import { Hearing } from "./hearing.ts";
import { NOT_YET, type Link } from "./link.ts";
import { Observers } from "./observers.ts";
import { Outbox, type Outgoing, type Written } from "./outbox.ts";
import { People } from "./people.ts";
import type { RoomState } from "./room.ts";
import { Rooms } from "./rooms.ts";
import { Sending } from "./sending.ts";
import { Drafts, unsentOfKey, unsentShelf } from "./shelves.ts";
import { excerpt } from "./timeline.ts";
import { Windows } from "./windows.ts";
import { isMyChannel, myEventOf, roomEventOf, roomOfChannel } from "./wire.ts";
import type { Message, Person, Reply } from "./wire.ts";

const TICK_MILLIS = 250;

export interface ChatParts {
  /** Where the server's WebSocket for the SDK is. */
  address: string;
  /** Whose chat this is, which says what the browser keeps of it. */
  user: string;
  pass: Pass;
}

export class Chat {
  readonly events = new Observers<ChatEvents>();
  readonly calls: Calls;
  readonly people = new People();
  readonly outbox: Outbox;
  readonly drafts: Drafts;
  /** What the server said when the page connected last; null until then. */
  overview: Overview | null = null;
  private readonly user: string;
  private readonly connection: Connection;
  private readonly windows: Windows;
  private readonly sending: Sending;
  private readonly states: Rooms;
  private readonly hearing: Hearing;
  private readonly catching: CatchingUp;
  private readonly ending = new AbortController();
  private ticking: number | undefined;
  private latest: Link = NOT_YET;
  private mine: Person | null = null;

  constructor({ address, user, pass }: ChatParts) {
    this.user = user;
    this.outbox = new Outbox(unsentShelf(user));
    this.drafts = new Drafts(user);
    const renew = async (): Promise<string | null> => {
      const token = await pass.renew();
      if (token === null) this.events.tell("signedOut", undefined);
      return token;
    };
    this.connection = new Connection(
      address,
      {},
      {
        link: (link) => this.linkChanged(link),
        connected: () => this.catching.connected(),
        subscribed: (channel, recovered) => {
          if (!recovered) this.catching.miss(channel);
        },
        published: (channel, data) => {
          const room = roomOfChannel(channel);
          if (room !== null) this.hearing.hear(room, roomEventOf(data));
          else if (isMyChannel(channel)) this.hearing.hearMine(myEventOf(data));
        },
      },
      { token: pass.token, renew },
    );
    this.calls = new Calls((method, params) => this.connection.rpc(method, params));
    this.windows = new Windows({
      calls: this.calls,
      isOpen: () => this.connection.isOpen,
      learn: (people) => this.learn(people),
      changed: (room) => this.changed(room),
    });
    this.states = new Rooms(this.events, () => this.connection.isOpen);
    this.hearing = new Hearing({
      events: this.events,
      rooms: this.states,
      windows: this.windows,
      me: () => this.myId,
      person: (id) => this.person(id),
      learn: (people) => this.learn(people),
      become: (person) => this.become(person),
      changed: (room) => this.changed(room),
      typing: () => this.watch(),
    });
    this.catching = new CatchingUp({
      events: this.events,
      calls: this.calls,
      rooms: this.states,
      windows: this.windows,
      isOpen: () => this.connection.isOpen,
      person: (id) => this.person(id),
      learn: (people) => this.learn(people),
      begun: () => {
        this.sending.reconnected();
        this.watch();
      },
      overseen: (overview) => {
        this.overview = overview;
        this.mine = overview.me;
      },
      changed: (room) => this.changed(room),
    });
    this.sending = new Sending({
      connection: this.connection,
      calls: this.calls,
      outbox: this.outbox,
      changed: (room) => this.outboxChanged(room),
    });
    window.addEventListener("pagehide", () => this.sending.marksNow(), { signal: this.ending.signal });
    window.addEventListener(
      "storage",
      ({ key, newValue }) => {
        const id = key === null ? null : unsentOfKey(user, key);
        const room = id === null ? undefined : this.outbox.get(id)?.room;
        if (newValue !== null || id === null || room === undefined) return;
        if (this.outbox.goneElsewhere(id)) this.events.tell("outbox", room);
      },
      { signal: this.ending.signal },
    );
    this.outbox.restore();
  }

  get link(): Link {
    return this.latest;
  }

  /** Null until the server has said who one is. */
  get me(): Person | null {
    return this.mine;
  }

  /** The rooms that one is in, in no particular order. */
  get rooms(): RoomState[] {
    return this.states.all;
  }

  get current(): RoomState | null {
    return this.states.shown;
  }

  /** Until the server has said its own. */
  get limits(): Limits {
    return this.overview?.limits ?? { text: 1024, name: 32, files: 10 };
  }

  room(id: string): RoomState | null {
    return this.states.get(id) ?? null;
  }

  person(id: string): Person | null {
    return this.mine?.id === id ? this.mine : this.people.get(id);
  }

  isMine(message: Message): boolean {
    return message.author === this.myId;
  }

  private get myId(): string {
    return this.mine?.id ?? this.user;
  }

  // ---- the connection

  connect(): void {
    this.connection.join();
  }

  reconnectNow(): void {
    this.connection.tryNow();
  }

  /** Ends everything. What isn't sent is kept for the next time. */
  disconnect(): void {
    this.ending.abort();
    window.clearInterval(this.ticking);
    this.sending.end();
    this.connection.leave();
  }

  // ---- rooms

  /**
   * Shows a room, and enters it where that has to be done first. Without a connection a room that one is in is shown as
   * far as it is known, and another one as soon as there is a connection; `refused` tells when it can't be.
   *
   * @param code of an invitation
   * @throws CallFailed when the server doesn't let one in; then the room that was shown before still is
   */
  async enter(id: string, code = ""): Promise<void> {
    const before = this.states.shown;
    this.states.wanted = id;
    const known = this.states.get(id);
    if (known !== undefined) this.states.show(known);
    try {
      await this.catching.load(id, code);
    } catch (error) {
      if (error instanceof CallFailed && error.unanswered) return; // entered when there is a connection
      if (this.states.wanted === id) {
        this.states.wanted = before?.info.id ?? "";
        if (known !== undefined && this.states.shown === known) this.states.show(before);
      }
      throw error;
    }
  }

  /** Shows none. */
  close(): void {
    this.states.wanted = "";
    this.states.show(null);
  }

  /** Is no longer in the room. */
  async leave(id: string): Promise<void> {
    await this.calls.leave(id);
    this.states.forget(id, "left");
  }

  /** A private talk with these, which is shown. */
  async talk(users: readonly string[]): Promise<void> {
    const { room, people } = await this.calls.talk(users);
    this.learn(people);
    this.states.know(room);
    await this.enter(room.id);
  }

  /** The visitor's own talk with support, which is shown. */
  async support(): Promise<void> {
    const { room, people } = await this.calls.support();
    this.learn(people);
    this.states.know(room);
    await this.enter(room.id);
  }

  /** One is called so from now on, as the server has been told. */
  called(name: string): void {
    if (this.mine === null) return;
    this.become({ ...this.mine, name });
  }

  /** Says of people what the server said of them in the answer to some call. */
  learn(people: readonly Person[]): void {
    if (this.people.learn(people)) this.events.tell("people", undefined);
  }

  // ---- what is said

  /**
   * Writes into a room; it goes out when it can.
   *
   * @return false when too much waits already
   */
  send(
    room: string,
    text: string,
    more: { reply?: Message | null; mentions?: readonly string[]; files?: Written["files"] } = {},
  ): boolean {
    const reply: Reply | null = more.reply
      ? { ...quoted(more.reply), text: excerpt(more.reply.text), deleted: false }
      : null;
    const written = { id: newId(), room, text, reply, mentions: more.mentions ?? [], files: more.files ?? [] };
    if (this.outbox.add(written, Date.now()) === null) return false;
    this.sending.typed();
    const state = this.states.get(room);
    if (state !== undefined) state.newAfter = null;
    this.events.tell("outbox", room);
    this.flush();
    return true;
  }

  /** Sends what was refused once more. */
  retry(id: string): void {
    this.outbox.again(id, Date.now());
    const room = this.outbox.get(id)?.room;
    if (room !== undefined) this.events.tell("outbox", room);
    this.flush();
  }

  /** What is given up before it was sent, or null when it is too late. */
  takeBack(id: string): Outgoing | null {
    const taken = this.outbox.takeBack(id);
    if (taken !== null) this.events.tell("outbox", taken.room);
    this.flush();
    return taken;
  }

  async edit(room: string, message: Message, text: string, mentions: readonly string[] = []): Promise<void> {
    this.hearing.apply(room, { type: "edited", message: await this.calls.edit(message.id, text, mentions) });
  }

  async delete(room: string, message: Message): Promise<void> {
    this.hearing.apply(room, { type: "deleted", message: await this.calls.delete(message.id) });
  }

  /** Shown at once, and taken back when the server doesn't do it. */
  async react(room: string, message: Message, reaction: string, on: boolean): Promise<void> {
    const { id } = message;
    const expect = (wanted: boolean): void => {
      const state = this.states.get(room);
      if (state?.timeline.expect(id, reaction, wanted)) this.changed(state);
    };
    expect(on);
    try {
      this.hearing.apply(room, { type: "edited", message: await this.calls.react(id, reaction, on) });
      this.hearing.apply(room, { type: "reacted", id, reaction, on });
    } catch (error) {
      expect(!on);
      throw error;
    }
  }

  /** Tells others that one writes; as often as one likes. */
  typing(): void {
    if (this.states.shown !== null) this.sending.typing(this.states.shown.info.id);
  }

  // ---- windows

  /** Adds what was said before what is held. Whether something came. */
  loadBefore(room: RoomState): Promise<boolean> {
    return this.windows.before(room);
  }

  /** Adds what was said behind what is held. Whether something came. */
  loadAfter(room: RoomState): Promise<boolean> {
    return this.windows.after(room);
  }

  /** Holds what was said around a position instead. Whether that is held now. */
  loadAround(room: RoomState, position: number): Promise<boolean> {
    return this.windows.around(room, position);
  }

  /** Holds the room's end instead. Whether that is held now. */
  loadEnd(room: RoomState): Promise<boolean> {
    return this.windows.end(room);
  }

  // ---- what is read

  /** Everything up to there has been in view. Call it only while a person can see the page. */
  markRead(room: RoomState, position: number): void {
    if (!room.readUpTo(position, this.myId)) return;
    this.sending.mark(room.info.id, position);
    this.events.tell("rooms", undefined);
  }

  // ---- what comes

  private linkChanged(link: Link): void {
    const wasOpen = this.latest.kind === "open";
    this.latest = link;
    if (wasOpen && link.kind !== "open") {
      for (const room of this.states.all) {
        room.lost();
        if (room === this.states.shown) {
          this.events.tell("here", room);
          this.events.tell("typing", room);
        }
      }
    }
    this.events.tell("link", link);
  }

  /** The messages that are held of a room have changed: what of them was waiting to be shown is. */
  private changed(room: RoomState): void {
    const { id } = room.info;
    let shown = false;
    if (this.outbox.in(id).length > 0) {
      for (const message of room.timeline.messages) {
        if (this.isMine(message)) shown = this.outbox.shown(message) || shown;
      }
      this.outbox.settle(id, room.timeline.live ? room.timeline.to : Number.MAX_SAFE_INTEGER);
    }
    this.events.tell("timeline", room);
    if (shown) this.events.tell("outbox", id);
  }

  private become(person: Person): void {
    this.mine = person;
    this.learn([person]);
    this.events.tell("me", person);
  }

  // ---- what goes out

  private flush(): void {
    this.sending.flush();
    this.watch();
  }

  private outboxChanged(room: string): void {
    const state = this.states.get(room);
    if (state !== undefined) this.changed(state);
    this.events.tell("outbox", room);
    this.watch();
  }

  private watch(): void {
    const needed = this.sending.waits || this.rooms.some(({ someoneTypes }) => someoneTypes);
    if (needed && this.ticking === undefined) this.ticking = window.setInterval(() => this.tick(), TICK_MILLIS);
    if (needed || this.ticking === undefined) return;
    window.clearInterval(this.ticking);
    this.ticking = undefined;
  }

  private tick(): void {
    for (const room of this.states.all) if (room.stopTyping(Date.now())) this.events.tell("typing", room);
    this.flush();
  }
}

function quoted({ id, position, author }: Message): Pick<Reply, "id" | "position" | "author"> {
  return { id, position, author };
}

/** Unique enough that nobody can guess it; also where the page isn't served over TLS. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
