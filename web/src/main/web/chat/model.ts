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
import { Connection, type Pass } from "./connection.ts";
import { CallFailed } from "./failures.ts";
import { NOT_YET, type Link } from "./link.ts";
import { Observers } from "./observers.ts";
import { draftOf, Outbox, type Outgoing, type Written } from "./outbox.ts";
import { People } from "./people.ts";
import { RoomState } from "./room.ts";
import { Drafts, unsentOfKey, unsentShelf } from "./shelves.ts";
import { excerpt, WINDOW, type Heard } from "./timeline.ts";
import { isMyChannel, myEventOf, roomEventOf, roomOfChannel } from "./wire.ts";
import type { LeftWhy, Message, MyEvent, Person, Reply, Room, RoomEvent } from "./wire.ts";

/** So many messages are asked for at a time; the server gives 100 at most. */
export const PAGE = 50;
const REFRESH_PAGE = 100;
/** Somebody who comes back to more than this doesn't read it all at once: they see the end, and scroll. */
const MOST_TO_CATCH_UP = 200;
/** So many rooms keep what was said in them while another one is shown. */
const WINDOWS_KEPT = 8;
/** A mark moves at most so often. */
const MARK_MILLIS = 400;
/** The server tells others at most so often that somebody writes. */
const TYPING_PAUSE_MILLIS = 3_000;
const TICK_MILLIS = 250;

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
  private readonly states = new Map<string, RoomState>();
  private readonly ending = new AbortController();
  private readonly marks = new Map<string, number>();
  private readonly fetching = new Set<string>();
  private readonly loading = new Map<string, Promise<void>>();
  private marking: number | undefined;
  private ticking: number | undefined;
  private latest: Link = NOT_YET;
  private shown: RoomState | null = null;
  private wanted = "";
  private mine: Person | null = null;
  private typedAt = 0;
  private missed = true;
  private connections = 0;

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
        connected: () => {
          // What the server subscribes this session to is told right after this.
          queueMicrotask(() => void this.catchUp(++this.connections));
        },
        subscribed: (channel, recovered) => {
          if (!recovered) this.miss(channel);
        },
        published: (channel, data) => {
          const room = roomOfChannel(channel);
          if (room !== null) this.hear(room, roomEventOf(data));
          else if (isMyChannel(channel)) this.hearMine(myEventOf(data));
        },
      },
      { token: pass.token, renew },
    );
    this.calls = new Calls((method, params) => this.connection.rpc(method, params));
    window.addEventListener("pagehide", () => this.sendMarksNow(), { signal: this.ending.signal });
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
    return [...this.states.values()];
  }

  get current(): RoomState | null {
    return this.shown;
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
    window.clearTimeout(this.marking);
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
    const before = this.shown;
    this.wanted = id;
    const known = this.states.get(id);
    if (known !== undefined) this.show(known);
    try {
      await this.load(id, code);
    } catch (error) {
      if (error instanceof CallFailed && error.unanswered) return; // entered when there is a connection
      if (this.wanted === id) {
        this.wanted = before?.info.id ?? "";
        if (known !== undefined && this.shown === known) this.show(before);
      }
      throw error;
    }
  }

  /** Shows none. */
  close(): void {
    this.wanted = "";
    this.show(null);
  }

  /** Is no longer in the room. */
  async leave(id: string): Promise<void> {
    await this.calls.leave(id);
    this.forget(id, "left");
  }

  /** A private talk with these, which is shown. */
  async talk(users: readonly string[]): Promise<void> {
    const { room, people } = await this.calls.talk(users);
    this.learn(people);
    this.know(room);
    await this.enter(room.id);
  }

  /** The visitor's own talk with support, which is shown. */
  async support(): Promise<void> {
    const { room, people } = await this.calls.support();
    this.learn(people);
    this.know(room);
    await this.enter(room.id);
  }

  /** One is called so from now on, as the server has been told. */
  called(name: string): void {
    if (this.mine === null) return;
    this.mine = { ...this.mine, name };
    this.learn([this.mine]);
    this.events.tell("me", this.mine);
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
      ? { id: more.reply.id, position: more.reply.position, author: more.reply.author, text: excerpt(more.reply.text), deleted: false }
      : null;
    const written = { id: newId(), room, text, reply, mentions: more.mentions ?? [], files: more.files ?? [] };
    if (this.outbox.add(written, Date.now()) === null) return false;
    this.typedAt = 0;
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
    this.apply(room, { type: "edited", message: await this.calls.edit(message.id, text, mentions) });
  }

  async delete(room: string, message: Message): Promise<void> {
    this.apply(room, { type: "deleted", message: await this.calls.delete(message.id) });
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
      this.apply(room, { type: "edited", message: await this.calls.react(id, reaction, on) });
      this.apply(room, { type: "reacted", id, reaction, on });
    } catch (error) {
      expect(!on);
      throw error;
    }
  }

  /** Tells others that one writes; as often as one likes. */
  typing(): void {
    const room = this.shown?.info.id;
    const now = Date.now();
    if (room === undefined || !this.connection.isOpen || now - this.typedAt < TYPING_PAUSE_MILLIS) return;
    this.typedAt = now;
    this.calls.typing(room).catch(() => undefined); // nobody misses it
  }

  // ---- windows

  /** Adds what was said before what is held. Whether something came. */
  loadBefore(room: RoomState): Promise<boolean> {
    const { timeline } = room;
    if (timeline.complete || !room.loaded) return Promise.resolve(false);
    return this.fetch(room, "before", async () => {
      const { from } = timeline;
      const { messages, people, more } = await this.calls.before(room.info.id, from, PAGE);
      this.learn(people);
      const begin = more ? (messages[0]?.position ?? 1) : 1;
      timeline.answered(messages, begin, from - 1, false);
    });
  }

  /** Adds what was said behind what is held. */
  loadAfter(room: RoomState): Promise<boolean> {
    if (room.timeline.live && !room.timeline.holed) return Promise.resolve(false);
    return this.fetch(room, "after", () => this.fetchAfter(room));
  }

  /** Holds what was said around a position instead. */
  async loadAround(room: RoomState, position: number): Promise<boolean> {
    if (room.timeline.at(position) !== null) return true;
    return this.fetch(room, "window", async () => {
      const { messages, people, more } = await this.calls.around(room.info.id, position, REFRESH_PAGE);
      this.learn(people);
      const [first, last] = [messages[0], messages[messages.length - 1]];
      if (first === undefined || last === undefined) return room.timeline.unanswered();
      const begin = more ? first.position : 1;
      room.timeline.answered(messages, begin, last.position, last.position >= room.timeline.end);
    });
  }

  /** Holds the room's end instead. */
  async loadEnd(room: RoomState): Promise<boolean> {
    if (room.timeline.live && !room.timeline.holed) return true;
    return this.fetch(room, "window", async () => {
      const { messages, people, more } = await this.calls.before(room.info.id, Number.MAX_SAFE_INTEGER, PAGE);
      this.learn(people);
      this.endIs(room, messages, more);
    });
  }

  // ---- what is read

  /** Everything up to there has been in view. Call it only while a person can see the page. */
  markRead(room: RoomState, position: number): void {
    if (!room.readUpTo(position, this.myId)) return;
    this.marks.set(room.info.id, position);
    this.events.tell("rooms", undefined);
    this.sendMarks();
  }

  // ---- what comes

  private linkChanged(link: Link): void {
    const wasOpen = this.latest.kind === "open";
    this.latest = link;
    if (wasOpen && link.kind !== "open") {
      for (const room of this.states.values()) {
        room.lost();
        if (room === this.shown) {
          this.events.tell("here", room);
          this.events.tell("typing", room);
        }
      }
    }
    this.events.tell("link", link);
  }

  /** The server may have said something in this channel that doesn't come any more. */
  private miss(channel: string): void {
    const room = roomOfChannel(channel);
    const state = room === null ? undefined : this.states.get(room);
    if (state === undefined) this.missed = true;
    else if (state.loaded) {
      state.stale = true;
      // After a connection's beginning `catchUp` does it, which comes first.
      queueMicrotask(() => {
        if (state === this.shown && state.stale) this.load(state.info.id, "").catch(() => undefined);
      });
    }
  }

  private async catchUp(connection: number): Promise<void> {
    const current = (): boolean => connection === this.connections && this.connection.isOpen;
    this.outbox.reconnected();
    this.flush();
    this.sendMarks();
    const entering = this.wanted;
    try {
      const shown = entering === "" ? undefined : this.load(entering, "");
      shown?.catch(() => undefined); // looked at below
      const overview = await this.calls.overview();
      if (!current()) return;
      this.oversee(overview, entering);
      await shown;
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      if (error.unanswered || error.temporary) {
        if (current()) window.setTimeout(() => current() && void this.catchUp(connection), 2_000);
      } else if (entering !== "" && this.wanted === entering) {
        this.wanted = "";
        if (this.states.has(entering)) this.forget(entering, "removed");
        else this.events.tell("refused", { room: entering, error });
      }
    }
  }

  private oversee(overview: Overview, entering: string): void {
    this.overview = overview;
    this.mine = overview.me;
    this.learn(overview.people);
    const joined = new Set(overview.rooms.map(({ id }) => id));
    for (const [id, state] of this.states) {
      if (joined.has(id) || id === entering) continue;
      this.states.delete(id);
      if (state === this.shown) this.show(null);
      this.events.tell("left", { room: state.info, why: "left" });
    }
    for (const room of overview.rooms) {
      const state = this.know(room, false);
      const behind = room.last > state.timeline.end || this.missed;
      if ((behind || state.stale) && state !== this.shown) this.unload(state);
    }
    this.missed = false;
    this.events.tell("me", overview.me);
    this.events.tell("queue", overview.queue);
    this.events.tell("rooms", undefined);
  }

  private load(id: string, code: string): Promise<void> {
    const before = this.loading.get(id);
    if (before !== undefined && code === "") return before;
    const loading = this.loadNow(id, code).finally(() => {
      if (this.loading.get(id) === loading) this.loading.delete(id);
    });
    this.loading.set(id, loading);
    return loading;
  }

  /** Enters the room, or is told again what one missed there. */
  private async loadNow(id: string, code: string): Promise<void> {
    const held = this.states.get(id);
    held?.timeline.asking();
    let answered = false;
    try {
      const entered = await this.calls.enter(id, code);
      answered = true;
      this.learn(entered.people);
      const fresh = held === undefined;
      const room = this.know(entered.room);
      if (fresh) room.timeline.asking();
      const { stale, timeline } = room;
      const begin = entered.messages[0]?.position ?? 0;
      const reset = entered.room.last < timeline.to && entered.messages.every(({ position }) => position < timeline.to);
      const gap = timeline.live && begin > timeline.to + 1;
      const far = gap && entered.room.last - timeline.to > MOST_TO_CATCH_UP;
      const replaced = !room.loaded || reset || far;
      if (reset) timeline.clear();
      if (replaced || (timeline.live && !gap)) this.endIs(room, entered.messages, entered.more);
      else {
        timeline.endsAt(entered.room.last); // the gap is fetched below, and a reader of what was said before stays there
        timeline.unanswered();
      }
      room.loaded = true;
      room.stale = false;
      room.presentAre(
        entered.here.map((each) => this.person(each)).filter((each) => each !== null),
        entered.hereCount,
      );
      if (this.wanted === id && this.shown !== room) this.show(room);
      this.changed(room);
      this.events.tell("here", room);
      this.events.tell("rooms", undefined);
      if (stale && !replaced) await this.refresh(room);
      if (timeline.holed) await this.loadAfter(room);
    } finally {
      if (!answered) held?.timeline.unanswered();
    }
  }

  /** The messages before the room's end are these. */
  private endIs(room: RoomState, messages: readonly Message[], more: boolean): void {
    const { timeline } = room;
    const last = messages[messages.length - 1]?.position ?? 0;
    const first = more ? (messages[0]?.position ?? 1) : 1;
    const to = Math.max(last, first - 1);
    timeline.answered(messages, first, to, true);
  }

  /** Asks again for everything that is held, because what changed it meanwhile may have been missed. */
  private async refresh(room: RoomState): Promise<void> {
    const { timeline } = room;
    const to = timeline.to;
    let next = timeline.from;
    for (let pages = 0; next <= to && pages <= WINDOW / REFRESH_PAGE; pages++) {
      await this.fetch(room, "refresh", async () => {
        const from = next;
        const { messages, people, more } = await this.calls.after(room.info.id, from - 1, REFRESH_PAGE);
        this.learn(people);
        const last = messages[messages.length - 1]?.position ?? Math.max(to, from);
        next = last + 1;
        if (timeline.from > from || timeline.to < from) return timeline.unanswered(); // the window is another one
        timeline.answered(messages, from, last, !more && timeline.live);
      });
    }
  }

  private async fetchAfter(room: RoomState): Promise<void> {
    const { timeline } = room;
    const { to } = timeline;
    if (timeline.live && timeline.end - to > MOST_TO_CATCH_UP) timeline.detach();
    const { messages, people, more } = await this.calls.after(room.info.id, to, REFRESH_PAGE);
    this.learn(people);
    // Where nothing comes although something was heard, it isn't there any more.
    const last = messages[messages.length - 1]?.position ?? timeline.end;
    timeline.answered(messages, to + 1, last, !more);
  }

  /** One question of a kind at a time for each room. Whether its answer changed what is held. */
  private async fetch(room: RoomState, kind: string, ask: () => Promise<void>): Promise<boolean> {
    const key = `${kind} ${room.info.id}`;
    if (this.fetching.has(key)) return false;
    this.fetching.add(key);
    const before = room.timeline.messages;
    room.timeline.asking();
    try {
      await ask();
    } catch (error) {
      room.timeline.unanswered();
      if (error instanceof CallFailed) return false; // asked for again when it is wanted, or when there is a connection
      throw error;
    } finally {
      this.fetching.delete(key);
    }
    this.changed(room);
    if (room.timeline.holed && this.connection.isOpen) void this.loadAfter(room);
    return room.timeline.messages !== before;
  }

  private hear(id: string, event: RoomEvent | null): void {
    const room = this.states.get(id);
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
        if (event.user === this.myId) break;
        room.writes(event.user, this.person(event.user)?.name ?? event.name, Date.now());
        this.events.tell("typing", room);
        this.watch();
        break;
      case "presence":
        this.learn(event.here);
        room.present(event);
        this.events.tell("here", room);
        break;
      case "room":
        room.change({
          name: event.name,
          topic: event.topic,
          slowMode: event.slowMode,
          retentionDays: event.retentionDays,
        });
        this.events.tell("rooms", undefined);
        break;
      case "member":
        if (event.person !== null) this.learn([event.person]);
        if (event.user === this.myId && event.role !== null) room.change({ role: event.role });
        this.events.tell("rooms", undefined);
        break;
    }
  }

  private hearMessage(room: RoomState, message: Message, person: Person | null): void {
    if (person !== null) this.learn([person]);
    const typed = room.someoneTypes;
    const isNew = room.said(message, this.myId);
    if (typed) this.events.tell("typing", room);
    if (room.timeline.hear({ type: "message", message })) this.changed(room);
    if (room.loaded && room.timeline.holed) void this.loadAfter(room);
    if (!isNew) return;
    if (room !== this.shown) room.timeline.trim(PAGE);
    this.events.tell("rooms", undefined);
    if (message.author === this.myId) return;
    this.events.tell("heard", { room, message, mentioned: message.mentions.includes(this.myId) });
  }

  private hearMine(event: MyEvent | null): void {
    if (event === null) return;
    switch (event.type) {
      case "read":
        if (this.states.get(event.room)?.readUpTo(event.position, this.myId)) this.events.tell("rooms", undefined);
        break;
      case "joined":
        this.learn(event.people);
        this.know(event.room);
        this.events.tell("rooms", undefined);
        break;
      case "left":
        this.forget(event.room, event.why);
        break;
      case "role":
        this.states.get(event.room)?.change({ role: event.role });
        this.events.tell("rooms", undefined);
        break;
      case "muted":
        this.states.get(event.room)?.change({ mutedUntil: event.until });
        this.events.tell("rooms", undefined);
        break;
      case "reacted":
        this.apply(event.room, event);
        break;
      case "queue":
        this.events.tell("queue", event.count);
        break;
      case "report":
        this.events.tell("reports", { room: event.room, count: event.count });
        break;
      case "me":
        this.mine = event.person;
        this.learn([event.person]);
        this.events.tell("me", event.person);
        break;
    }
  }

  private apply(id: string, event: Heard): void {
    const room = this.states.get(id);
    if (room !== undefined && room.timeline.hear(event)) this.changed(room);
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

  private know(info: Room, tell = true): RoomState {
    let state = this.states.get(info.id);
    if (state === undefined) this.states.set(info.id, (state = new RoomState(info)));
    else state.learn(info);
    if (tell) this.events.tell("rooms", undefined);
    return state;
  }

  private forget(id: string, why: LeftWhy): void {
    const state = this.states.get(id);
    if (state === undefined) return;
    this.states.delete(id);
    if (this.wanted === id) this.wanted = "";
    if (state === this.shown) this.show(null);
    this.events.tell("left", { room: state.info, why });
    this.events.tell("rooms", undefined);
  }

  private show(room: RoomState | null): void {
    const before = this.shown;
    if (before === room) return;
    if (before !== null) {
      before.newAfter = null;
      before.timeline.viewing(0, Number.MAX_SAFE_INTEGER);
    }
    // One comes back to what is new, and not to where one once was.
    if (room !== null && !room.timeline.live && this.connection.isOpen) this.unload(room);
    this.shown = room;
    if (room !== null) {
      const { unread, read } = room.info;
      room.newAfter = unread > 0 ? read : null;
      // The latest is the last of the map, and the one that was shown longest ago the first.
      this.states.delete(room.info.id);
      this.states.set(room.info.id, room);
      const held = this.rooms.filter(({ loaded }) => loaded);
      for (const oldest of held.slice(0, Math.max(0, held.length - WINDOWS_KEPT))) this.unload(oldest);
    }
    this.events.tell("current", room);
  }

  private unload(room: RoomState): void {
    room.timeline.clear();
    room.timeline.endsAt(room.info.last);
    room.loaded = false;
    room.stale = false;
  }

  // ---- what goes out

  private flush(): void {
    if (this.connection.isOpen) for (const outgoing of this.outbox.next(Date.now())) void this.post(outgoing);
    this.watch();
  }

  private async post(outgoing: Outgoing): Promise<void> {
    const { id, room } = outgoing;
    const since = Date.now();
    this.events.tell("outbox", room);
    try {
      const sent = await this.calls.send(draftOf(outgoing));
      this.outbox.accepted(id, sent.id, sent.position);
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      if (error.unanswered) {
        this.outbox.unanswered(id, Date.now());
        if (error.timedOut && this.connection.silentSince(since)) this.connection.abandon();
      } else if (error.temporary) this.outbox.later(id, error.message, Date.now());
      else this.outbox.refused(id, error.message);
    }
    const state = this.states.get(room);
    if (state !== undefined) this.changed(state);
    this.events.tell("outbox", room);
    this.flush();
  }

  /** Marks go out one after another; a mark that nobody answers goes out with the next connection. */
  private sendMarks(): void {
    if (this.marking !== undefined || this.marks.size === 0 || !this.connection.isOpen) return;
    this.marking = window.setTimeout(() => this.sendMarksNow(), MARK_MILLIS);
  }

  private sendMarksNow(): void {
    window.clearTimeout(this.marking);
    this.marking = undefined;
    if (!this.connection.isOpen) return;
    for (const [room, position] of this.marks) {
      this.marks.delete(room);
      this.calls.read(room, position).catch((error: unknown) => {
        if (error instanceof CallFailed && error.unanswered && !this.marks.has(room)) this.marks.set(room, position);
      });
    }
  }

  private watch(): void {
    const sends = this.connection.isOpen && this.outbox.due !== null;
    const needed = sends || this.rooms.some(({ someoneTypes }) => someoneTypes);
    if (needed && this.ticking === undefined) this.ticking = window.setInterval(() => this.tick(), TICK_MILLIS);
    if (needed || this.ticking === undefined) return;
    window.clearInterval(this.ticking);
    this.ticking = undefined;
  }

  private tick(): void {
    for (const room of this.states.values()) if (room.stopTyping(Date.now())) this.events.tell("typing", room);
    this.flush();
  }
}

/** Unique enough that nobody can guess it; also where the page isn't served over TLS. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
