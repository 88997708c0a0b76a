// One room that this person is in: what is said there, who is there, who is writing, and what of it is read.

import { Timeline } from "./timeline.ts";
import type { Message, Person, Role, Room, RoomEvent } from "./wire.ts";

/** So long somebody is shown as writing after the last sign of it. */
export const TYPING_MILLIS = 5_000;
/** So many are listed of those who are there; the count says how many there are. */
const HERE_LISTED = 200;
const TYPING_LISTED = 20;

export class RoomState {
  /** As the server has it, with what was heard since. */
  info: Room;
  readonly timeline = new Timeline();
  /** Those who are there, by id: at most 200 of them. */
  readonly here = new Map<string, Person>();
  /** How many are there; null while that isn't known. */
  hereCount: number | null = null;
  /** Whether the messages around the room's end have been asked for and have come. */
  loaded = false;
  /** Whether the window may have missed something. */
  stale = false;
  /** What was behind this position was new when the room was entered, or when one looked away; null for nothing. */
  newAfter: number | null = null;
  private readonly writing = new Map<string, { name: string; until: number }>();

  constructor(info: Room) {
    this.info = info;
    this.timeline.endsAt(info.last);
  }

  /** A newer account of the room by the server. */
  learn(info: Room): void {
    // Events may have overtaken the answer: neither the end nor the mark goes back.
    const read = Math.max(info.read, this.info.read);
    const last = Math.max(info.last, this.info.last);
    const unread = info.unread + (last - info.last);
    this.info = { ...info, read, last, unread: read > info.read ? Math.min(unread, last - read) : unread };
    if (read >= last) this.change({ unread: 0, mentions: 0, more: false });
    this.timeline.endsAt(last);
  }

  change(changed: Partial<Room>): void {
    this.info = { ...this.info, ...changed };
  }

  /** Somebody came in, has another role, or is gone; talks are called by who is in them. */
  member(user: string, role: Role | null, me: string): void {
    if (user === me) {
      if (role !== null) this.change({ role });
      return;
    }
    const { kind, with: others } = this.info;
    if (kind !== "private" && kind !== "support") return;
    const rest = others.filter((each) => each !== user);
    this.change({ with: role === null ? rest : [...rest, user].sort() });
  }

  /** A message came; whether it is one that wasn't known of. */
  said(message: Message, me: string): boolean {
    const { position, author, mentions } = message;
    const isNew = position > this.info.last;
    if (isNew) {
      const others = author !== me && position > this.info.read;
      this.change({
        last: position,
        unread: this.info.unread + (others ? 1 : 0),
        mentions: this.info.mentions + (others && mentions.includes(me) ? 1 : 0),
      });
    }
    this.writing.delete(author);
    return isNew;
  }

  /** Everything up to there has been read. Whether that is more than before. */
  readUpTo(position: number, me: string): boolean {
    const read = Math.min(position, this.info.last);
    if (read <= this.info.read) return false;
    const { timeline } = this;
    const behind = timeline.messages.filter((message) => message.position > read && message.author !== me);
    const beyond = Math.max(0, this.info.last - Math.max(timeline.to, read));
    const unread = read >= this.info.last ? 0 : behind.length + beyond;
    const mentions = unread === 0 ? 0 : behind.filter((message) => message.mentions.includes(me)).length;
    this.change({ read, unread, mentions, more: false });
    return true;
  }

  /** Since now what comes is new. */
  lookAway(): void {
    if (this.newAfter === null || this.newAfter < this.info.read) this.newAfter = this.info.read;
  }

  present(event: Extract<RoomEvent, { type: "presence" }>): void {
    for (const id of event.gone) this.here.delete(id);
    for (const person of event.here) {
      if (this.here.size < HERE_LISTED || this.here.has(person.id)) this.here.set(person.id, person);
    }
    this.hereCount = Math.max(event.count, 0);
  }

  presentAre(people: readonly Person[], count: number): void {
    this.here.clear();
    for (const person of people.slice(0, HERE_LISTED)) this.here.set(person.id, person);
    this.hereCount = count;
  }

  writes(user: string, name: string, now: number): void {
    this.writing.delete(user);
    if (this.writing.size < TYPING_LISTED) this.writing.set(user, { name, until: now + TYPING_MILLIS });
  }

  /** Who is writing, by name. */
  get typing(): { user: string; name: string }[] {
    return [...this.writing].map(([user, { name }]) => ({ user, name }));
  }

  /** Forgets those who stopped. Whether there was one. */
  stopTyping(now: number): boolean {
    const before = this.writing.size;
    for (const [user, { until }] of this.writing) if (until <= now) this.writing.delete(user);
    return this.writing.size < before;
  }

  get someoneTypes(): boolean {
    return this.writing.size > 0;
  }

  /** Without a connection nobody knows who is there, and what is said meanwhile has to be asked for. */
  lost(): void {
    this.here.clear();
    this.hereCount = null;
    this.writing.clear();
  }
}
