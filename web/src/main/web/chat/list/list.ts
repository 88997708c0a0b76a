// The list of what was said in the room that is shown: a window on a window.
//
// The model holds a bounded run of messages; of these only those around the view are in the page, so that a room of any
// length costs the same. Rows have the height that they have: nothing is estimated. When the view comes near an end of what
// is drawn, more is drawn there and less at the other end, and when that is the end of what is held, the model fetches.
//
// The view holds on to what is in it: before anything changes, the rows in view and their places are noted, and after it the
// first of them that is still there is put back to its place, whether rows came above it or a picture got its size. At
// the end of the room the view holds on to the end instead.

import { setText } from "../../shared/dom.ts";
import { counted, t } from "../i18n/words.ts";
import type { Chat } from "../model.ts";
import type { RoomState } from "../room.ts";
import { dayOf } from "../times.ts";
import type { Message } from "../wire.ts";
import { Actions } from "./actions.ts";
import { Announcer } from "./announcer.ts";
import type { ListDoor } from "./door.ts";
import { Press } from "./press.ts";
import { drawRow } from "./row.ts";
import { rowsOf, type Row } from "./rows.ts";
import { Unsent } from "./unsent.ts";
import { View } from "./view.ts";

/** So many messages are drawn at most, where a screen isn't taller than they are. */
export const MOST_DRAWN = 150;
/** So many more than the view takes are left at the end of the room. */
const SPARE_AT_END = 10;
/** So many are drawn at first, and so many more at a time. */
const FIRST_DRAWN = 50;
const STEP = 40;
/** A message is read when so much of it is in view, in CSS pixels, or all of it. */
const READ_PIXELS = 60;
/** In a busy room what comes is drawn together, no more often than this: each time costs the same, however much comes. */
const PACE_MILLIS = 80;
/** How often the list is drawn while nobody can see it. */
const HIDDEN_MILLIS = 250;
const FLASH_MILLIS = 2_000;

export interface ListParts {
  scroller: HTMLElement;
  messages: HTMLElement;
  outgoing: HTMLElement;
  /** Shown in a room where nothing has been said. */
  empty: HTMLElement;
  /** To the end; says how much is new there. */
  jump: HTMLButtonElement;
  /** To the first message that is new. */
  jumpUnread: HTMLButtonElement;
  chat: Chat;
  door: ListDoor;
}

interface Drawn {
  readonly row: Row;
  readonly element: HTMLElement;
  readonly version: number;
}

export class MessageList {
  private readonly parts: ListParts;
  private readonly view: View;
  private readonly unsent: Unsent;
  private readonly actions: Actions;
  private readonly press: Press;
  private readonly announcer = new Announcer();
  private readonly drawn = new Map<string, Drawn>();
  private room: RoomState | null = null;
  /** Positions of the first and the last message that are drawn. */
  private from = 0;
  private to = 0;
  private following = true;
  private placed = false;
  private attended = true;
  private lineSeen = false;
  private version = 0;
  private scheduled = false;
  private drawnAt = 0;
  private today = "";

  constructor(parts: ListParts) {
    this.parts = parts;
    const { scroller, messages, outgoing, jump, jumpUnread, chat, door } = parts;
    this.view = new View(scroller, messages);
    this.unsent = new Unsent(outgoing, chat, door);
    this.actions = new Actions({
      scroller,
      messages,
      chat,
      door,
      messageOf: (row) => this.room?.timeline.at(Number(row.dataset["position"])) ?? null,
      goTo: (position) => void this.goTo(position),
      toEnd: () => void this.toEnd(),
    });
    this.press = new Press(messages, () => this.schedule());
    // A log is live by nature, and would read out what was said long ago as it is drawn: the announcer says what is new.
    scroller.setAttribute("aria-live", "off");
    scroller.after(this.announcer.element);
    scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    const sizes = new ResizeObserver(() => this.resized());
    sizes.observe(scroller);
    sizes.observe(messages);
    sizes.observe(outgoing);
    jump.addEventListener("click", () => {
      void this.toEnd();
      scroller.focus({ preventScroll: true });
    });
    jumpUnread.addEventListener("click", () => void this.toUnread());
    document.addEventListener("visibilitychange", () => this.attentionChanged());
    chat.events.on("current", (room) => this.show(room));
    chat.events.on("timeline", (room) => room === this.room && this.schedule(PACE_MILLIS));
    chat.events.on("rooms", () => this.showJumps());
    chat.events.on("people", () => this.redraw());
    chat.events.on("me", () => this.redraw());
    chat.events.on("link", ({ kind }) => kind === "open" && this.schedule());
    chat.events.on("outbox", (room) => {
      if (room === this.room?.info.id) this.outboxChanged();
    });
    chat.events.on("heard", ({ room, message }) => {
      if (room !== this.room || !this.watched) return;
      const name = chat.person(message.author)?.name ?? t("message.someone");
      this.announcer.say(`${name}: ${message.text || t("notify.picture")}`);
    });
    this.show(chat.current);
  }

  /** Whether a person can see the list, as far as the page around this one knows. */
  attend(attended: boolean): void {
    this.attended = attended;
    this.attentionChanged();
  }

  /** Brings a message into view, from wherever it is. */
  async goTo(position: number): Promise<void> {
    const { room } = this;
    if (room === null || position <= 0) return;
    await this.parts.chat.loadAround(room, position);
    if (this.room !== room) return;
    const index = indexOf(room.timeline.messages, position);
    const target = room.timeline.messages[index];
    if (target === undefined) return;
    this.following = false;
    this.placed = true;
    if (target.position < this.from || target.position > this.to) this.drawAround(index);
    const row = this.drawn.get(keyOf(target))?.element;
    if (row === undefined) return;
    this.view.goTo(this.view.topOf(row) - Math.max(0, (this.view.height - row.offsetHeight) / 3));
    row.dataset["flash"] = "";
    window.setTimeout(() => delete row.dataset["flash"], FLASH_MILLIS);
    row.focus({ preventScroll: true });
    this.settle();
  }

  /** Goes to what was said last, and stays there. */
  async toEnd(): Promise<void> {
    const { room } = this;
    if (room === null) return;
    if (room.info.unread > 0 && room.newAfter === null) room.newAfter = room.info.read;
    if (!room.timeline.live || room.timeline.holed) await this.parts.chat.loadEnd(room);
    if (this.room !== room) return;
    this.following = true;
    this.draw();
  }

  private async toUnread(): Promise<void> {
    const { room } = this;
    if (room === null || room.newAfter === null) return;
    await this.goTo(Math.min(room.newAfter + 1, room.info.last));
    this.lineSeen = true;
    this.showJumps();
  }

  private show(room: RoomState | null): void {
    this.room = room;
    this.parts.scroller.dataset["room"] = room?.info.id ?? "";
    for (const { element } of this.drawn.values()) this.actions.remove(element);
    this.drawn.clear();
    this.following = true;
    this.placed = false;
    this.lineSeen = false;
    this.from = 0;
    this.to = 0;
    this.view.held = [];
    this.draw();
  }

  private get watched(): boolean {
    return this.attended && !document.hidden;
  }

  private attentionChanged(): void {
    if (this.watched) this.schedule();
    else if (this.room?.loaded === true) this.room.lookAway();
  }

  private redraw(): void {
    this.version++;
    this.schedule();
  }

  private outboxChanged(): void {
    const added = this.drawUnsent();
    if (added) void this.toEnd();
    else this.schedule();
  }

  private drawUnsent(): boolean {
    const messages = this.room?.timeline.messages ?? [];
    return this.unsent.draw(this.room?.info.id ?? null, messages);
  }

  /** @param pace milliseconds since it was drawn last before it is drawn again */
  private schedule(pace = 0): void {
    if (this.scheduled) return;
    this.scheduled = true;
    const draw = (): void => {
      this.scheduled = false;
      if (this.press.holdsAll) return; // and is drawn after that
      this.drawnAt = performance.now();
      this.draw();
    };
    const wait = this.drawnAt + pace - performance.now();
    if (document.hidden) window.setTimeout(draw, HIDDEN_MILLIS);
    else if (wait > 0) window.setTimeout(() => window.requestAnimationFrame(draw), wait);
    else window.requestAnimationFrame(draw);
  }

  // ---- drawing

  private draw(): void {
    const { room } = this;
    const messages = room?.timeline.messages ?? [];
    this.drawUnsent();
    this.turnPage();
    if (this.following) this.drawEnd(messages);
    else this.drawSame(messages);
    if (room !== null && room.loaded && !this.placed) this.placeFirst(room);
    this.settle();
  }

  /** After midnight today is yesterday. */
  private turnPage(): void {
    const today = dayOf(Date.now());
    if (today !== this.today) this.version++;
    this.today = today;
  }

  private drawEnd(messages: readonly Message[]): void {
    const last = messages.length - 1;
    const known = this.to >= (messages[0]?.position ?? 0) && this.from > 0;
    let first = known ? indexOf(messages, this.from) : Math.max(0, last - FIRST_DRAWN + 1);
    const enough = this.enoughAtEnd(last - first + 1);
    if (last - first + 1 > enough + STEP + SPARE_AT_END) first = last - enough + 1;
    this.drawRows(messages, first, last);
  }

  /** How many messages to draw at the end. Each that is drawn costs a little whenever another comes. */
  private enoughAtEnd(count: number): number {
    const { view } = this;
    if (this.drawn.size === 0 || view.height === 0) return FIRST_DRAWN;
    const each = Math.max(20, (view.above + view.height + view.below) / Math.max(1, Math.min(count, this.drawn.size)));
    const pixels = view.height + this.margin();
    return Math.min(MOST_DRAWN - STEP - SPARE_AT_END, Math.ceil(pixels / each) + SPARE_AT_END);
  }

  /** Closer to an end of what is drawn than this, in CSS pixels, more is drawn. */
  private margin(): number {
    return Math.max(400, this.view.height * 0.75);
  }

  private drawSame(messages: readonly Message[]): void {
    const first = indexOf(messages, this.from);
    const last = indexOf(messages, this.to + 1) - 1;
    if (last >= first) return this.drawRows(messages, first, last);
    // What was in view isn't held any more: the room's end is, or another part of it.
    this.following = this.room?.timeline.live ?? true;
    this.placed = false;
    this.drawEnd(messages);
  }

  private drawAround(index: number): void {
    const messages = this.room?.timeline.messages ?? [];
    const first = Math.max(0, index - FIRST_DRAWN / 2);
    this.drawRows(messages, first, Math.min(messages.length - 1, index + FIRST_DRAWN / 2));
  }

  private drawRows(messages: readonly Message[], first: number, last: number): void {
    const { parts, room } = this;
    const shown = messages.slice(first, last + 1);
    this.from = shown[0]?.position ?? 0;
    this.to = shown[shown.length - 1]?.position ?? 0;
    const me = parts.chat.me?.id ?? "";
    const rows = rowsOf(shown, { before: messages[first - 1] ?? null, newAfter: room?.newAfter ?? null, me });
    const keys = new Set(rows.map(({ key }) => key));
    for (const [key, { element }] of this.drawn) {
      if (keys.has(key)) continue;
      this.drawn.delete(key);
      this.actions.remove(element);
    }
    let next = parts.messages.firstElementChild;
    for (const row of rows) {
      const before = this.drawn.get(row.key)?.element;
      const element = this.drawOne(row);
      if (before === next && before !== undefined) next = element; // drawn anew in its place
      if (element === next) next = element.nextElementSibling;
      else parts.messages.insertBefore(element, next);
    }
    this.holdOn();
    parts.empty.hidden = room === null || !room.loaded || shown.length > 0 || parts.outgoing.childElementCount > 0;
  }

  private drawOne(row: Row): HTMLElement {
    const { chat, door } = this.parts;
    const old = this.drawn.get(row.key);
    const asItWas = old !== undefined && old.version === this.version && same(old.row, row);
    if (old !== undefined && (asItWas || this.press.holds(old.element))) return old.element;
    const element = drawRow(row, chat, door);
    this.drawn.set(row.key, { row, element, version: this.version });
    if (old !== undefined) {
      this.actions.replace(old.element, element);
      this.view.replaced(old.element, element);
    }
    return element;
  }

  /** A room that is entered is shown from its first new message on, when all of what is new doesn't fit. */
  private placeFirst(room: RoomState): void {
    this.placed = true;
    const line = this.drawn.get("new")?.element;
    if (line === undefined || room.newAfter === null) return;
    const { view } = this;
    const top = view.topOf(line);
    if (view.above + view.height + view.below - top <= view.height) return;
    this.following = false;
    view.goTo(top - view.height / 4);
  }

  // ---- the view

  private scrolled(): void {
    const { view } = this;
    const up = view.hasGoneUp();
    // A view that a growing list left behind, or whose last row became shorter, is still at the end: only going up leaves it.
    if (view.isAtBottom) this.following ||= this.drawsEnd();
    else if (up) this.following = false;
    view.note();
    // Where a new message has moved the view to the end, everything that is there is drawn already.
    if (!this.following || !view.isAtBottom) this.schedule();
  }

  private resized(): void {
    this.holdOn();
    // What came at the end has moved the view there; only where more may be wanted above it is there anything to do.
    if (!this.following || this.view.above < this.margin()) this.schedule(PACE_MILLIS);
  }

  /** Whether the end of what is drawn is the end of the room. */
  private drawsEnd(): boolean {
    const timeline = this.room?.timeline;
    if (timeline === undefined) return true;
    const last = timeline.messages[timeline.messages.length - 1]?.position ?? 0;
    return timeline.live && this.to >= last;
  }

  private holdOn(): void {
    if (this.following) this.view.toBottom();
    else this.view.holdOn();
  }

  /** After everything has its place: draws or fetches more where the view is near an end, and says what is read. */
  private settle(): void {
    this.view.note();
    for (let rounds = 0; rounds < 4 && this.extend(); rounds++) this.view.note();
    this.parts.outgoing.hidden = !this.drawsEnd();
    this.tellView();
    this.showJumps();
  }

  private extend(): boolean {
    const { room } = this;
    const { view } = this;
    const { chat } = this.parts;
    if (room === null || !room.loaded || view.height === 0) return false;
    const { timeline } = room;
    const { messages } = timeline;
    const margin = this.margin();
    let first = indexOf(messages, this.from);
    let last = indexOf(messages, this.to + 1) - 1;
    const count = last - first + 1;
    let [before, after] = [0, 0];
    if (view.above < margin) {
      before = Math.min(first, STEP);
      if (first === 0 && !timeline.complete) this.fetch("before", chat.loadBefore(room));
    }
    if (view.below < margin && !this.following) {
      after = Math.min(messages.length - 1 - last, STEP);
      if (after === 0 && !timeline.live) this.fetch("after", chat.loadAfter(room));
    }
    if (before === 0 && after === 0) return false;
    const excess = count + before + after - MOST_DRAWN;
    first -= before;
    last += after;
    if (excess > 0 && after === 0) last -= this.outOfView(excess, "below", margin);
    if (excess > 0 && before === 0) first += this.outOfView(excess, "above", margin);
    this.drawRows(messages, first, last);
    return true;
  }

  /** How many messages at one end are so far out of view that nobody misses them, up to a number. */
  private outOfView(most: number, side: "above" | "below", margin: number): number {
    const rows = [...this.parts.messages.querySelectorAll<HTMLElement>("li.message")];
    if (side === "below") rows.reverse();
    let count = 0;
    for (const row of rows) {
      const away = side === "above" ? this.view.over(row) : this.view.under(row);
      if (count >= most || away < 1.5 * margin) break;
      count++;
    }
    return count;
  }

  private fetch(where: "before" | "after", fetched: Promise<boolean>): void {
    const { scroller } = this.parts;
    scroller.dataset["busy"] = where;
    void fetched.finally(() => {
      if (scroller.dataset["busy"] === where) delete scroller.dataset["busy"];
    });
  }

  private tellView(): void {
    const { room } = this;
    const { chat } = this.parts;
    if (room === null || this.view.held.length === 0) return;
    const { height } = this.view;
    const positions = this.view.held.map(({ row }) => Number(row.dataset["position"]));
    room.timeline.viewing(Math.min(...positions), this.following ? Number.MAX_SAFE_INTEGER : Math.max(...positions));
    if (!this.watched || !room.loaded) return;
    const read = this.view.held.filter(({ row, top }) => top + Math.min(row.offsetHeight, READ_PIXELS) <= height + 1);
    const last = read[read.length - 1];
    if (last !== undefined) chat.markRead(room, Number(last.row.dataset["position"]));
  }

  private showJumps(): void {
    const { room } = this;
    const { jump, jumpUnread } = this.parts;
    const nothing = room === null || !room.loaded || this.drawn.size === 0;
    jump.hidden = nothing || this.following;
    const unread = room?.info.unread ?? 0;
    if (!jump.hidden) setText(jump, unread > 0 ? counted("message.jump", unread) : t("message.toEnd"));
    jump.dataset["unread"] = String(unread > 0);
    const line = this.drawn.get("new")?.element;
    if (!nothing && line !== undefined && this.view.over(line) < 0 && this.view.under(line) < 0) this.lineSeen = true;
    const above = room !== null && room.newAfter !== null && this.from > room.newAfter + 1;
    const lineAbove = line !== undefined && this.view.over(line) > 0;
    jumpUnread.hidden = nothing || this.lineSeen || !(lineAbove || (line === undefined && above));
    if (!jumpUnread.hidden) setText(jumpUnread, t("message.toUnread"));
  }
}

function same(a: Row, b: Row): boolean {
  if (a.kind === "message" && b.kind === "message") return a.message === b.message && a.follows === b.follows;
  return a.kind === b.kind && a.key === b.key;
}

function keyOf(message: Message): string {
  return `message ${message.position}`;
}

/** Where in the list the first message is that has this position or a later one. */
function indexOf(messages: readonly Message[], position: number): number {
  let [low, high] = [0, messages.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((messages[middle]?.position ?? 0) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}
