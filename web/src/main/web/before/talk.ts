// The list of what was said: grouped by author and minute, bounded, and followed only while its end is in view.

import { element, setText } from "../shared/dom.ts";
import { plural } from "../shared/text.ts";
import { hue, initials } from "../chat/names.ts";
import { move, tell, type Movement } from "./notices.ts";
import type { Outgoing } from "./outbox.ts";
import { clockTime, dayLabel, dayOf, minuteOf } from "../chat/times.ts";
import type { Message } from "./wire.ts";

/** So many entries are kept in the page while its end is followed; the oldest go first. */
export const ENTRIES_KEPT = 500;
/** And so many while somebody reads what was said before. */
const MOST_ENTRIES = 5_000;
/** Closer to the beginning than this asks for what was said before, in CSS pixels. */
const NEAR_BEGINNING_PIXELS = 200;
/** Closer to the end than this counts as being there, in CSS pixels. */
const AT_END_PIXELS = 60;

export interface Said extends Message {
  own: boolean;
  /** Whether it was said just now: such a message is announced to who reads elsewhere in the list. */
  fresh: boolean;
}

/** What the next message that is drawn is compared with. */
interface Run {
  last: Said | null;
  day: string;
}

type Entry =
  | { kind: "said"; said: Said }
  | { kind: "moved"; how: "joined" | "left"; name: string }
  | { kind: "gap"; text: string };

export interface TalkParts {
  scroller: HTMLElement;
  said: HTMLElement;
  outgoing: HTMLElement;
  empty: HTMLElement;
  jump: HTMLButtonElement;
  sayAgain(id: string): void;
  takeBack(id: string): void;
  /** The beginning is near: what was said before `offset`, if anything, may be shown with `older`. */
  wantsBefore(offset: number): void;
}

export class Talk {
  private readonly parts: TalkParts;
  private pending: Entry[] = [];
  private scheduled = false;
  private following = true;
  private unseen = 0;
  private end: Run = { last: null, day: "" };
  private movement: { shown: HTMLElement; movement: Movement } | null = null;
  /** Ids shown lately: a message that was sent again after a lost connection is shown once. */
  private readonly shown = new Set<string>();

  constructor(parts: TalkParts) {
    this.parts = parts;
    const { scroller, jump } = parts;
    scroller.addEventListener(
      "scroll",
      () => {
        this.following = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < AT_END_PIXELS;
        if (this.following) this.seen();
        this.askForOlder();
      },
      { passive: true },
    );
    new ResizeObserver(() => this.keepEnd()).observe(scroller);
    jump.addEventListener("click", () => {
      this.toEnd();
      scroller.focus({ preventScroll: true });
    });
  }

  /** False when it has been shown already. */
  say(said: Said): boolean {
    if (!this.isNew(said)) return false;
    this.add({ kind: "said", said });
    return true;
  }

  /** Puts what was said before everything else above it, oldest first. What is in view stays where it is. */
  older(all: Said[]): void {
    const { said, scroller } = this.parts;
    const before = scroller.scrollHeight;
    const top = scroller.scrollTop;
    const fragment = document.createDocumentFragment();
    const run: Run = { last: null, day: "" };
    for (const one of all) if (this.isNew(one)) this.drawSaid(fragment, one, run);
    if (!fragment.hasChildNodes()) return;
    const first = said.firstElementChild;
    if (first instanceof HTMLElement && first.dataset["day"] === run.day) first.remove();
    said.prepend(fragment);
    this.parts.empty.hidden = true;
    scroller.scrollTop = top + scroller.scrollHeight - before;
    this.keepEnd();
    this.askForOlder();
  }

  moved(how: "joined" | "left", name: string): void {
    this.add({ kind: "moved", how, name });
  }

  /** Something is missing between what was shown and what comes. */
  gap(text: string): void {
    this.add({ kind: "gap", text });
  }

  clear(): void {
    this.pending = [];
    this.shown.clear();
    this.end = { last: null, day: "" };
    this.movement = null;
    this.parts.said.replaceChildren();
    this.parts.outgoing.replaceChildren();
    this.parts.empty.hidden = false;
    this.toEnd();
  }

  /** Shows what isn't in the room yet, below what is. */
  waiting(all: Outgoing[]): void {
    const { outgoing } = this.parts;
    const before = new Map<string, HTMLElement>();
    for (const shown of outgoing.querySelectorAll<HTMLElement>("li")) before.set(shown.dataset["id"] ?? "", shown);
    const added = all.some(({ id }) => !before.has(id));
    const wanted = all.map((one) => {
      const old = before.get(one.id);
      if (old !== undefined && old.dataset["state"] === one.fate && old.dataset["reason"] === one.reason) return old;
      return this.drawOutgoing(one);
    });
    if (wanted.length !== outgoing.childElementCount || wanted.some((li, i) => outgoing.children[i] !== li)) {
      const focused = outgoing.contains(document.activeElement);
      outgoing.replaceChildren(...wanted);
      if (focused && document.activeElement === document.body) this.parts.scroller.focus({ preventScroll: true });
    }
    if (added) this.toEnd();
    else this.keepEnd();
  }

  private add(entry: Entry): void {
    this.pending.push(entry);
    if (this.pending.length > ENTRIES_KEPT) this.pending.shift();
    if (this.scheduled) return;
    this.scheduled = true;
    const draw = (): void => {
      this.scheduled = false;
      this.draw();
    };
    if (document.hidden) window.setTimeout(draw, 100);
    else window.requestAnimationFrame(draw);
  }

  private draw(): void {
    const { said, scroller, empty } = this.parts;
    const following = this.following;
    const fresh = document.createDocumentFragment();
    let own = false;
    let others = 0;
    for (const entry of this.pending) {
      if (entry.kind === "moved") {
        this.drawMovement(fresh, entry.how, entry.name);
        continue;
      }
      this.movement = null;
      if (entry.kind === "gap") {
        this.end.last = null;
        fresh.append(element("li", { class: "note", "data-kind": "gap" }, element("span", {}, entry.text)));
        continue;
      }
      empty.hidden = true;
      own ||= entry.said.own && entry.said.fresh;
      if (!entry.said.own && entry.said.fresh) others++;
      this.drawSaid(fresh, entry.said, this.end);
    }
    this.pending = [];
    said.append(fresh);
    this.trim(said, scroller, following);
    if (following || own) this.toEnd();
    else if (others > 0) {
      this.unseen += others;
      setText(this.parts.jump, plural(this.unseen, "new message", "new messages"));
      this.parts.jump.hidden = false;
    }
    this.askForOlder();
  }

  private isNew(said: Said): boolean {
    if (this.shown.has(said.id)) return false;
    this.shown.add(said.id);
    if (this.shown.size > 2 * MOST_ENTRIES) {
      for (const oldest of this.shown) {
        this.shown.delete(oldest);
        break;
      }
    }
    return true;
  }

  private askForOlder(): void {
    const { said, scroller, wantsBefore } = this.parts;
    if (scroller.scrollTop > NEAR_BEGINNING_PIXELS) return;
    const offset = Number(said.querySelector<HTMLElement>("li.message")?.dataset["offset"] ?? 0);
    if (offset > 1) wantsBefore(offset);
  }

  private trim(said: HTMLElement, scroller: HTMLElement, following: boolean): void {
    const excess = said.childElementCount - ENTRIES_KEPT;
    if (excess <= 0 || (!following && said.childElementCount <= MOST_ENTRIES)) return;
    for (let i = 0; i < excess; i++) this.forget(said.children[i]);
    const before = following ? 0 : scroller.scrollHeight;
    for (let i = 0; i < excess; i++) said.firstElementChild?.remove();
    said.firstElementChild?.removeAttribute("data-follows");
    if (!following) scroller.scrollTop -= before - scroller.scrollHeight;
  }

  /** What is no longer in the page may be read again. */
  private forget(entry: Element | undefined): void {
    if (entry instanceof HTMLElement && entry.dataset["id"] !== undefined) this.shown.delete(entry.dataset["id"]);
  }

  private drawSaid(into: DocumentFragment, said: Said, run: Run): void {
    const day = dayOf(said.time);
    if (day !== run.day) {
      run.day = day;
      run.last = null;
      const label = element("span", {}, dayLabel(said.time, Date.now()));
      into.append(element("li", { class: "day", "data-day": day }, label));
    }
    const { last } = run;
    const follows =
      last !== null &&
      last.sender === said.sender &&
      last.from === said.from &&
      last.own === said.own &&
      minuteOf(last.time) === minuteOf(said.time);
    run.last = said;
    const li = element("li", { class: "message", "data-own": String(said.own), "data-state": "sent" });
    li.dataset["id"] = said.id;
    li.dataset["from"] = said.from;
    li.dataset["offset"] = String(said.offset);
    if (follows) li.dataset["follows"] = "";
    const time = element("time", { datetime: new Date(said.time).toISOString() }, clockTime(said.time));
    const author = element("bdi", { class: "author", "data-hue": String(hue(said.from)) }, said.from);
    if (!said.own) li.append(avatar(said.from));
    li.append(
      element(
        "div",
        { class: "body" },
        element(
          "p",
          { class: "byline" },
          author,
          " ",
          time,
          ...(said.own ? [element("span", { class: "fate" }, "Sent")] : []),
        ),
        element("p", { class: "text", dir: "auto" }, said.text),
      ),
    );
    into.append(li);
  }

  private drawMovement(into: DocumentFragment, how: "joined" | "left", name: string): void {
    this.end.last = null;
    if (this.movement === null || !(this.movement.shown.isConnected || into.contains(this.movement.shown))) {
      const shown = element("li", { class: "note", "data-kind": "movement" });
      into.append(shown);
      this.movement = { shown, movement: { joined: [], left: [] } };
    }
    this.movement.movement = move(this.movement.movement, how, name);
    const pieces = tell(this.movement.movement).map((piece) =>
      typeof piece === "string" ? piece : element("bdi", {}, piece.name),
    );
    this.movement.shown.replaceChildren(element("span", {}, ...pieces));
    if (pieces.length === 0) {
      this.movement.shown.remove();
      this.movement = null;
    }
  }

  private drawOutgoing(one: Outgoing): HTMLElement {
    const fate = element("p", { class: "fate" }, FATES[one.fate](one));
    const li = element(
      "li",
      { class: "message", "data-own": "true", "data-state": one.fate },
      element("div", { class: "body" }, element("p", { class: "text", dir: "auto" }, one.text), fate),
    );
    li.dataset["id"] = one.id;
    li.dataset["reason"] = one.reason;
    if (one.fate !== "sending" && one.fate !== "sent") {
      const act = (label: string, action: string, run: () => void): HTMLElement => {
        const button = element("button", { type: "button", class: "quiet", "data-action": action }, label);
        button.addEventListener("click", run);
        return button;
      };
      fate.append(" ");
      if (one.fate !== "queued")
        fate.append(
          act("Send again", "send-again", () => this.parts.sayAgain(one.id)),
          " ",
        );
      fate.append(act("Take back", "take-back", () => this.parts.takeBack(one.id)));
    }
    return li;
  }

  private keepEnd(): void {
    if (this.following) this.toEnd();
  }

  private toEnd(): void {
    this.following = true;
    this.parts.scroller.scrollTop = this.parts.scroller.scrollHeight;
    this.seen();
  }

  private seen(): void {
    this.unseen = 0;
    this.parts.jump.hidden = true;
  }
}

const FATES: Record<Outgoing["fate"], (one: Outgoing) => string> = {
  queued: (one) => (one.reason === "" ? "Waiting to be sent." : "Waiting to be sent: the server asks for a pause."),
  sending: () => "Sending…",
  sent: () => "Sent",
  unconfirmed: () => "The connection was lost: this may not have arrived.",
  refused: (one) => `Not sent. ${one.reason}`,
};

function avatar(name: string): HTMLElement {
  return element("span", { class: "avatar", "data-hue": String(hue(name)), "aria-hidden": "true" }, initials(name));
}
