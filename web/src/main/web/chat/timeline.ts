// A window on what was said in one room: a run of positions without a hole, bounded, and kept right by whatever comes in
// whichever order.
//
//          from                      to                  end
//   ───────●━━━━━━━━━━━━━━━━━━━━━━━━━●╌╌╌╌╌╌╌╌╌╌●╌╌╌╌╌╌╌╌●      ━ held   ╌ not held   ● ahead: heard, and held apart
//
// Positions are 1, 2, 3, … in the whole room, so what is missing shows: a message that comes with a position behind `to + 1`
// leaves a hole, is kept apart, and joins the run when the hole has been fetched. The window is `live` while its end is the
// room's end; then what is said next is added to it. Otherwise that only moves `end`, and whoever wants to see it fetches.
//
// The server's answers overtake its events, and the other way round. An answer is as old as its question, so the events
// heard since then are applied once more after it (`asking` … `answered`): each carries the whole of what it tells, so
// applying one twice is applying it once.

import type { Message, Reaction, RoomEvent } from "./wire.ts";

/** So many messages are held at most. */
export const WINDOW = 400;
/** So close to what is in view nothing is dropped. */
export const MARGIN = 60;
/** So many messages wait at most for a hole to be filled; the server has them all the same. */
const MOST_AHEAD = 200;
/** So many events are kept at most while an answer is awaited; more than that and what they told is asked for. */
const MOST_LOGGED = 2_000;

/** What changes what is held. */
export type Heard =
  | { readonly type: "message"; readonly message: Message }
  | Extract<RoomEvent, { type: "edited" | "deleted" | "reactions" }>
  | { readonly type: "reacted"; readonly id: string; readonly reaction: string; readonly on: boolean };

export class Timeline {
  private held: Message[] = [];
  private readonly ahead = new Map<number, Message>();
  private log: Heard[] = [];
  private questions = 0;
  private first = 1;
  private last = 0;
  private roomEnd = 0;
  private attached = false;
  private view = { from: 0, to: Number.MAX_SAFE_INTEGER };

  /** In the order of their positions. The array is another one after each change. */
  get messages(): readonly Message[] {
    return this.held;
  }

  /** The window's first position. */
  get from(): number {
    return this.first;
  }

  /** The window's last position; `from - 1` for an empty one. */
  get to(): number {
    return this.last;
  }

  /** The room's last position, as far as is known. */
  get end(): number {
    return this.roomEnd;
  }

  /** Whether there is nothing before the window. */
  get complete(): boolean {
    return this.first <= 1;
  }

  /** Whether what is said next is added to the window. */
  get live(): boolean {
    return this.attached;
  }

  /** Whether something between what is held and what was heard has to be fetched. */
  get holed(): boolean {
    return this.attached && this.roomEnd > this.last;
  }

  at(position: number): Message | null {
    const index = this.indexOf(position);
    const found = this.held[index];
    return found?.position === position ? found : null;
  }

  byId(id: string): Message | null {
    return this.held.find((message) => message.id === id) ?? null;
  }

  /** Which positions are in view: nothing near them is dropped. */
  viewing(from: number, to: number): void {
    this.view = { from, to };
  }

  /** The server is asked for messages. Each call is followed by one of `answered` or `unanswered`. */
  asking(): void {
    this.questions++;
  }

  unanswered(): void {
    this.questions = Math.max(0, this.questions - 1);
    if (this.questions === 0) this.log = [];
  }

  /**
   * The server's answer: all there is from one position to another, in order.
   *
   * An answer that doesn't touch the window becomes the window. One that ends at the room's end makes the window live.
   *
   * @param from where the answer begins; smaller than the first message's position when there is nothing between
   * @param to where it ends; at least the last message's position
   * @param atEnd whether the room had nothing behind `to` when it answered
   */
  answered(messages: readonly Message[], from: number, to: number, atEnd: boolean): void {
    this.roomEnd = Math.max(this.roomEnd, to);
    const touches = this.last >= this.first && from <= this.last + 1 && to >= this.first - 1;
    if (!touches) {
      this.held = [...messages];
      this.first = from;
      this.last = to;
      this.attached = atEnd;
      this.view = { from: 0, to: Number.MAX_SAFE_INTEGER };
    } else {
      const before = this.held.filter(({ position }) => position < from);
      const after = this.held.filter(({ position }) => position > to);
      this.held = [...before, ...messages, ...after];
      const newest = to >= this.last;
      this.first = Math.min(this.first, from);
      this.last = Math.max(this.last, to);
      if (newest && atEnd) this.attached = true;
    }
    this.absorb();
    for (const event of this.log) this.apply(event);
    this.unanswered();
    this.trim();
  }

  /** Something was said, changed or taken away just now. Whether that changes the window. */
  hear(event: Heard): boolean {
    if (this.questions > 0) {
      this.log.push(event);
      if (this.log.length > MOST_LOGGED) this.log.shift();
    }
    return this.apply(event);
  }

  /** Shows a reaction of the reader's before the server knows of it. Whether that changes the window. */
  expect(id: string, reaction: string, on: boolean): boolean {
    return this.update(id, (message) => ({ ...message, reactions: reactedTo(message.reactions, reaction, on) }));
  }

  /** The room's end is at least there. */
  endsAt(position: number): void {
    this.roomEnd = Math.max(this.roomEnd, position);
  }

  /** What is said next isn't added any more: its end is too far from what is held. */
  detach(): void {
    this.attached = false;
    this.ahead.clear();
  }

  clear(): void {
    this.held = [];
    this.ahead.clear();
    this.log = [];
    this.first = 1;
    this.last = 0;
    this.roomEnd = 0;
    this.attached = false;
    this.view = { from: 0, to: Number.MAX_SAFE_INTEGER };
  }

  /** Drops what is more than the window may hold: from the end that is further from what is in view. */
  trim(most = WINDOW): void {
    const excess = this.held.length - most;
    if (excess <= 0) return;
    const viewFrom = Math.max(this.view.from, this.first);
    const viewTo = Math.min(this.view.to, this.last);
    const above = viewFrom - this.first;
    const below = this.last - viewTo;
    if (below > above) {
      this.held = this.held.slice(0, -excess);
      this.last = this.held[this.held.length - 1]?.position ?? this.first - 1;
      this.detach();
    } else {
      this.held = this.held.slice(excess);
      this.first = this.held[0]?.position ?? this.last + 1;
    }
  }

  private apply(event: Heard): boolean {
    switch (event.type) {
      case "message":
        return this.say(event.message);
      case "edited":
      case "deleted":
        return this.change(event.message);
      case "reactions":
        return this.update(event.id, (message) => ({
          ...message,
          reactions: counted(event.reactions, message.reactions),
        }));
      case "reacted":
        return this.update(event.id, (message) => ({
          ...message,
          reactions: withMine(message.reactions, event.reaction, event.on),
        }));
    }
  }

  private say(message: Message): boolean {
    const { position } = message;
    this.roomEnd = Math.max(this.roomEnd, position);
    if (position >= this.first && position <= this.last) {
      // Known, or not there any more; an event of a message that was edited since says less than what is held.
      return false;
    }
    if (!this.attached || position < this.first) return false;
    if (position > this.last + 1) {
      this.ahead.set(position, message);
      if (this.ahead.size > MOST_AHEAD) this.ahead.delete(Math.max(...this.ahead.keys()));
      return false;
    }
    if (this.held.length >= WINDOW && this.viewedAwayFromEnd()) {
      this.detach();
      return false;
    }
    this.held = [...this.held, message];
    this.last = position;
    this.absorb();
    this.trim();
    return true;
  }

  private change(changed: Message): boolean {
    const waiting = this.ahead.get(changed.position);
    if (waiting !== undefined) this.ahead.set(changed.position, { ...changed, reactions: waiting.reactions });
    const known = this.update(changed.id, (message) => ({
      ...changed,
      clientId: changed.clientId || message.clientId,
      reactions: changed.deleted === null ? counted(changed.reactions, message.reactions) : [],
    }));
    return this.changeQuotes(changed) || known;
  }

  /** What was taken away isn't quoted any more, and what was corrected is quoted as it is now. */
  private changeQuotes(changed: Message): boolean {
    let found = false;
    const held = this.held.map((message) => {
      const { reply } = message;
      if (reply?.id !== changed.id) return message;
      found = true;
      const text = changed.deleted === null ? excerpt(changed.text) : "";
      return { ...message, reply: { ...reply, text, deleted: changed.deleted !== null } };
    });
    if (found) this.held = held;
    return found;
  }

  private update(id: string, how: (message: Message) => Message): boolean {
    const index = this.held.findIndex((message) => message.id === id);
    const found = this.held[index];
    if (found === undefined) return false;
    this.held = this.held.map((each) => (each === found ? how(found) : each));
    return true;
  }

  /** What was heard before a hole was filled, and now follows. */
  private absorb(): void {
    if (!this.attached) this.ahead.clear();
    for (const position of this.ahead.keys()) if (position <= this.last) this.ahead.delete(position);
    const joined: Message[] = [];
    for (let next = this.ahead.get(this.last + 1); next !== undefined; next = this.ahead.get(this.last + 1)) {
      this.ahead.delete(next.position);
      joined.push(next);
      this.last = next.position;
    }
    if (joined.length > 0) this.held = [...this.held, ...joined];
  }

  private viewedAwayFromEnd(): boolean {
    return this.view.from - this.first < MARGIN && this.view.to < this.last;
  }

  /** Where in `held` the position is, or would be. */
  private indexOf(position: number): number {
    let [low, high] = [0, this.held.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.held[middle]?.position ?? 0) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const EXCERPT = 140;

/** What a reply shows of the message that it answers. */
export function excerpt(text: string): string {
  const points = [...text];
  return points.length <= EXCERPT ? text : points.slice(0, EXCERPT).join("");
}

/** The counts that all are told, with what only this reader knows. */
function counted(told: readonly Reaction[], known: readonly Reaction[]): Reaction[] {
  return told.map((each) => ({
    ...each,
    mine: known.find(({ reaction }) => reaction === each.reaction)?.mine ?? each.mine,
  }));
}

function withMine(reactions: readonly Reaction[], reaction: string, on: boolean): Reaction[] {
  const known = reactions.find((each) => each.reaction === reaction);
  if (known === undefined) return on ? [...reactions, { reaction, count: 1, mine: true }] : [...reactions];
  return reactions.map((each) => (each === known ? { ...each, mine: on } : each));
}

/** The reactions as they will be when the server has done what one asks of it. */
function reactedTo(reactions: readonly Reaction[], reaction: string, on: boolean): Reaction[] {
  const known = reactions.find((each) => each.reaction === reaction);
  if (known === undefined) return on ? [...reactions, { reaction, count: 1, mine: true }] : [...reactions];
  if (known.mine === on) return [...reactions];
  const changed = { ...known, count: known.count + (on ? 1 : -1), mine: on };
  return reactions.map((each) => (each === known ? changed : each)).filter(({ count }) => count > 0);
}
