// The list of rooms and private talks: what is new in each, and who of one's partners is here.

import { byId, element, setText } from "../../shared/dom.ts";
import { counted, number, t } from "../i18n/words.ts";
import type { RoomState } from "../room.ts";
import type { RoomKind } from "../wire.ts";
import { roomName, type App } from "./app.ts";
import { fragmentOf } from "./address.ts";
import { avatar, dress } from "./avatar.ts";
import { icon, type Icon } from "./icons.ts";
import { mannerOf } from "./manners.ts";

const ICONS: Record<RoomKind, Icon> = {
  public: "hash",
  invitation: "lock",
  announcement: "announcement",
  private: "group",
  support: "support",
};
const MOST_SHOWN = 999;
/** Whoever is in no more rooms is told in words that there are others; then the plus is enough. */
const FEW = 3;

interface Row {
  readonly li: HTMLElement;
  readonly button: HTMLButtonElement;
  readonly face: HTMLElement;
  readonly name: HTMLElement;
  readonly marks: HTMLElement;
}

export class Sidebar {
  private readonly app: App;
  private readonly rows = new Map<string, Row>();
  /** When something was last said in a talk, as far as this page has heard it. */
  private readonly heardAt = new Map<string, number>();
  private scheduled = false;
  /** The row of the room that has just become the current one. */
  private scrollTo: HTMLElement | null = null;

  constructor(app: App) {
    this.app = app;
    const { events } = app.chat;
    for (const name of ["rooms", "current", "here", "people", "me"] as const) events.on(name, () => this.changed());
    events.on("heard", ({ room, message }) => this.heardAt.set(room.info.id, message.time));
    events.on("outbox", (room) => this.heardAt.set(room, Date.now()));
    events.on("queue", () => this.changed());
    byId("sidebar", HTMLElement).addEventListener("keydown", (event) => this.move(event));
  }

  changed(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    queueMicrotask(() => {
      this.scheduled = false;
      this.draw();
    });
  }

  /** The rooms from top to bottom. */
  inOrder(): RoomState[] {
    const { chat } = this.app;
    const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
    const byName = (a: RoomState, b: RoomState): number =>
      collator.compare(roomName(chat, a.info), roomName(chat, b.info)) || (a.info.id < b.info.id ? -1 : 1);
    const byTime = (a: RoomState, b: RoomState): number => this.lastTime(b) - this.lastTime(a) || byName(a, b);
    const of = (list: string): RoomState[] => chat.rooms.filter(({ info }) => listOf(info.kind) === list);
    return [...of("rooms").sort(byName), ...of("talks").sort(byTime), ...of("support-talks").sort(byTime)];
  }

  private lastTime(room: RoomState): number {
    const { messages } = room.timeline;
    return Math.max(this.heardAt.get(room.info.id) ?? 0, messages[messages.length - 1]?.time ?? 0);
  }

  private draw(): void {
    const { chat } = this.app;
    const ordered = this.inOrder();
    const wanted = new Set(ordered.map(({ info }) => info.id));
    for (const [id, { li }] of this.rows) {
      if (wanted.has(id)) continue;
      li.remove();
      this.rows.delete(id);
    }
    for (const list of ["rooms", "talks", "support-talks"]) {
      const place = byId(list, HTMLElement);
      let before: Element | null = place.firstElementChild;
      for (const room of ordered.filter(({ info }) => listOf(info.kind) === list)) {
        const row = this.rowOf(room);
        this.update(row, room);
        if (row.li !== before) place.insertBefore(row.li, before);
        else before = before.nextElementSibling;
      }
    }
    this.scrollTo?.scrollIntoView({ block: "nearest" });
    this.scrollTo = null;
    byId("no-talks", HTMLElement).hidden = ordered.some(({ info }) => info.kind === "private");
    byId("browse-all", HTMLElement).hidden = ordered.filter(({ info }) => listOf(info.kind) === "rooms").length > FEW;
    this.drawSupport(ordered);
    const { me } = chat;
    if (me === null) return;
    dress(byId("my-avatar", HTMLElement), me);
    setText(byId("my-name", HTMLElement), me.name);
  }

  private rowOf(room: RoomState): Row {
    const { id, kind } = room.info;
    const known = this.rows.get(id);
    if (known !== undefined && known.button.dataset["kind"] === kind) return known;
    known?.li.remove();
    const face = kind === "private" ? avatar({ name: "" }) : element("span", { class: "face" }, icon(ICONS[kind]));
    const name = element("bdi", { class: "name" });
    const marks = element("span", { class: "marks" });
    const button = element("button", { type: "button", class: "room" }, face, name, marks);
    button.dataset["room"] = id;
    button.dataset["kind"] = kind;
    button.addEventListener("click", () => {
      if (location.hash === fragmentOf({ room: id })) void this.app.open(id);
      else location.hash = fragmentOf({ room: id });
    });
    const row = { li: element("li", {}, button), button, face, name, marks };
    this.rows.set(id, row);
    return row;
  }

  private update({ button, face, name, marks }: Row, room: RoomState): void {
    const { chat } = this.app;
    const { info } = room;
    const called = roomName(chat, info);
    setText(name, called);
    if (info.kind === "private") {
      const others = info.with.filter((id) => id !== chat.me?.id);
      const only = others.length === 1 ? chat.person(others[0] ?? "") : null;
      const here = only !== null && chat.rooms.some((each) => each.here.has(only.id));
      dress(face, only ?? { name: called }, here);
    }
    if (chat.current !== room) button.removeAttribute("aria-current");
    else if (!button.hasAttribute("aria-current")) {
      button.setAttribute("aria-current", "page");
      this.scrollTo = button;
    }
    const manner = mannerOf(info);
    const { mentions } = info;
    const unread = chat.current === room && !document.hidden ? 0 : info.unread;
    button.dataset["unread"] = String(unread > 0 && manner !== "none");
    const drawn: Node[] = [];
    if (manner === "none") drawn.push(icon("silent"));
    const drafted = unread === 0 && chat.current !== room && chat.drafts.in(info.id) !== "";
    if (drafted) drawn.push(icon("edit"));
    if (mentions > 0 && unread > 0) drawn.push(badge("mentions", mentions, "@"));
    if (unread > 0) drawn.push(badge("unread", unread, "", manner === "none", info.more));
    marks.replaceChildren(...drawn);
    const words = [
      ...(unread > 0 ? [counted("rooms.unread", unread)] : []),
      ...(mentions > 0 && unread > 0 ? [counted("rooms.mentions", mentions)] : []),
      ...(manner === "none" ? [t("rooms.muted")] : []),
      ...(drafted ? [t("rooms.draft")] : []),
    ];
    if (words.length === 0) button.removeAttribute("aria-label");
    else button.setAttribute("aria-label", [called, ...words].join(", "));
  }

  private drawSupport(ordered: readonly RoomState[]): void {
    const { chat } = this.app;
    const operator = chat.overview?.operator === true;
    const talks = ordered.some(({ info }) => info.kind === "support");
    const asks = chat.overview?.support === true && !operator && !talks;
    byId("support", HTMLElement).hidden = !operator && !talks && !asks;
    byId("ask-support", HTMLElement).hidden = !asks;
    const queue = byId("queue", HTMLElement);
    queue.hidden = !operator;
    const waiting = chat.overview?.queue ?? 0;
    setText(queue, waiting > 0 ? counted("support.waiting", waiting) : t("support.none"));
  }

  /** Arrows go through the list. */
  private move(event: KeyboardEvent): void {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = [...byId("sidebar", HTMLElement).querySelectorAll<HTMLElement>("button.room")];
    const at = all.indexOf(document.activeElement as HTMLElement);
    if (at < 0) return;
    event.preventDefault();
    all[at + step]?.focus();
  }
}

function listOf(kind: RoomKind): "rooms" | "talks" | "support-talks" {
  return kind === "private" ? "talks" : kind === "support" ? "support-talks" : "rooms";
}

function badge(kind: "unread" | "mentions", count: number, sign: string, quiet = false, more = false): HTMLElement {
  const shown = count > MOST_SHOWN ? `${number(MOST_SHOWN)}+` : `${number(count)}${more ? "+" : ""}`;
  return element("span", { class: "badge", "data-kind": kind, "data-quiet": String(quiet), "aria-hidden": "true" }, sign + shown);
}
