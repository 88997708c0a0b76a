// What one does with a message, by pointer, finger and keyboard. One row of buttons serves all messages: it goes where the
// pointer or the focus is.

import { element } from "../../shared/dom.ts";
import { t } from "../i18n/words.ts";
import type { Chat } from "../model.ts";
import type { Message } from "../wire.ts";
import type { ListDoor } from "./door.ts";

export interface ActionParts {
  scroller: HTMLElement;
  messages: HTMLElement;
  chat: Chat;
  door: ListDoor;
  /** The message of a row; null for what is no message or not there any more. */
  messageOf(row: HTMLElement): Message | null;
  goTo(position: number): void;
  toEnd(): void;
}

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  react: "M12 20.5a8.5 8.5 0 1 1 8.5-8.5M8.8 14.2a4 4 0 0 0 6.4 0M9.2 9.6h.01M14.8 9.600h.01M18.500 16v5M16 18.500h5",
  reply: "M9.5 7 4.500 12l5 5M5 12h9a5 5 0 0 1 5 5v1.500",
  more: "M5.500 12h.01M12 12h.01M18.500 12h.01",
} as const;
type Action = keyof typeof ICONS;

export class Actions {
  private readonly parts: ActionParts;
  private readonly bar = element("div", { class: "actions", role: "toolbar", "aria-label": t("message.actions") });
  private readonly buttons: Record<Action, HTMLButtonElement>;
  private row: HTMLElement | null = null;
  /** Where they were when a finger came: its tap moves the focus, and with that the buttons, before it is a click. */
  private before: HTMLElement | null = null;

  constructor(parts: ActionParts) {
    this.parts = parts;
    this.buttons = { react: button("react"), reply: button("reply"), more: button("more") };
    this.bar.append(this.buttons.react, this.buttons.reply, this.buttons.more);
    const { messages, scroller } = parts;
    // Not `pointerover`: what closes over a row, or comes to lie under the pointer, enters nothing.
    messages.addEventListener("pointermove", (event) => {
      if (event.pointerType === "mouse") this.goWith(rowOf(event.target));
    });
    scroller.addEventListener("pointerleave", ({ pointerType }) => {
      if (pointerType !== "mouse") return; // a finger leaves when it is lifted, and its click is yet to come
      if (!this.bar.contains(document.activeElement) && this.row !== document.activeElement) this.goWith(null);
    });
    messages.addEventListener("pointerdown", () => (this.before = this.row));
    messages.addEventListener("focusin", (event) => this.goWith(rowOf(event.target)));
    messages.addEventListener("click", (event) => this.clicked(event));
    messages.addEventListener("contextmenu", (event) => this.wantsMenu(event));
    scroller.addEventListener("keydown", (event) => this.pressed(event));
  }

  /** Puts a row that was drawn anew into its place, with the focus that was in it. */
  replace(before: HTMLElement, now: HTMLElement): void {
    const focused = focusIn(before);
    const at = this.row === before ? now : this.row;
    before.replaceWith(now);
    this.goWith(at);
    if (focused === null) return;
    const kept = now.contains(this.bar) && this.bar.contains(focused) ? focused : now;
    kept.focus({ preventScroll: true });
    this.goWith(at);
  }

  /** Takes a row away. */
  remove(row: HTMLElement): void {
    const focused = focusIn(row);
    if (this.row === row) this.goWith(null);
    row.remove();
    if (focused !== null) this.parts.scroller.focus({ preventScroll: true });
  }

  private goWith(row: HTMLElement | null): void {
    if (row === this.row) return;
    const message = row === null ? null : this.parts.messageOf(row);
    this.row = message === null ? null : row;
    if (row === null || message === null || message.deleted !== null) {
      this.bar.remove();
      return;
    }
    const may = this.parts.door.may(message);
    this.buttons.react.hidden = !may.react;
    this.buttons.reply.hidden = !may.reply;
    row.append(this.bar);
  }

  private clicked(event: MouseEvent): void {
    const target = event.target instanceof Element ? event.target : null;
    const row = rowOf(target);
    const message = row === null ? null : this.parts.messageOf(row);
    if (target === null || row === null || message === null) return;
    const { chat, door } = this.parts;
    const pressed = target.closest("button");
    const person = target.closest<HTMLElement>("[data-person]");
    const reaction = pressed?.dataset["reaction"];
    if (pressed !== null && this.bar.contains(pressed)) this.run(pressed.dataset["action"], message, pressed);
    else if (reaction !== undefined) {
      const room = chat.current?.info.id;
      if (room === undefined) return;
      const on = pressed?.getAttribute("aria-pressed") !== "true";
      chat.react(room, message, reaction, on).catch((error: unknown) => door.failed(error));
    } else if (pressed?.dataset["original"] !== undefined) this.parts.goTo(Number(pressed.dataset["original"]));
    else if (person !== null) door.person(person.dataset["person"] ?? "", person);
    else if (event.detail > 0 && matchMedia("(hover: none)").matches && target.closest("a") === null) {
      this.goWith(this.before === row ? null : row); // a tap shows the buttons, and another one hides them
    }
  }

  private wantsMenu(event: MouseEvent): void {
    const row = rowOf(event.target);
    const message = row === null ? null : this.parts.messageOf(row);
    const onText = event.target instanceof Element && event.target.closest("a, img, .file") !== null;
    const selected = window.getSelection()?.isCollapsed === false;
    if (row === null || message === null || message.deleted !== null || onText || selected) return;
    event.preventDefault();
    this.goWith(row);
    this.parts.door.menu(message, this.buttons.more);
  }

  private run(action: string | undefined, message: Message, at: HTMLElement): void {
    const { door } = this.parts;
    if (action === "reply") door.reply(message);
    if (action === "react") door.pickReaction(message, at);
    if (action === "more") door.menu(message, at);
  }

  /** Up and down go from message to message, left and right through what can be done with one. */
  private pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const row = rowOf(document.activeElement);
    const onRow = row !== null && row === document.activeElement;
    switch (event.key) {
      case "ArrowUp":
      case "ArrowDown":
        if (row === null && document.activeElement !== this.parts.scroller) return;
        this.step(row, event.key === "ArrowUp" ? -1 : 1);
        break;
      case "ArrowLeft":
      case "ArrowRight":
        if (row === null) return;
        this.stepWithin(row, event.key === "ArrowLeft" ? -1 : 1);
        break;
      case "End":
        this.parts.toEnd();
        break;
      case "Enter":
      case " ": {
        const message = onRow ? this.parts.messageOf(row) : null;
        if (message === null || message.deleted !== null) return;
        this.parts.door.menu(message, this.buttons.more);
        break;
      }
      case "Escape":
        if (row === null || onRow) return;
        row.focus();
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  private step(row: HTMLElement | null, by: number): void {
    const rows = [...this.parts.messages.querySelectorAll<HTMLElement>("li.message")];
    const { top, bottom } = this.parts.scroller.getBoundingClientRect();
    const inView = rows.filter((each) => {
      const box = each.getBoundingClientRect();
      return box.bottom > top && box.top < bottom;
    });
    const next = row === null ? inView[inView.length - 1] : rows[rows.indexOf(row) + by];
    next?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "nearest" });
  }

  private stepWithin(row: HTMLElement, by: number): void {
    const all = [row, ...row.querySelectorAll<HTMLElement>("a[href], button:not([hidden]), audio, [tabindex='0']")];
    const order = getComputedStyle(row).direction === "rtl" ? -by : by;
    const now = all.indexOf(document.activeElement as HTMLElement);
    all[Math.max(0, Math.min(all.length - 1, now + order))]?.focus();
  }
}

function focusIn(row: HTMLElement): HTMLElement | null {
  const focused = document.activeElement;
  return focused instanceof HTMLElement && row.contains(focused) ? focused : null;
}

function rowOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("li.message") : null;
}

function button(action: Action): HTMLButtonElement {
  const made = element("button", { type: "button", "data-action": action, tabindex: "-1", "aria-label": t(LABELS[action]) });
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[action]);
  svg.append(path);
  made.append(svg);
  return made;
}

const LABELS = { react: "message.react", reply: "message.reply", more: "message.actions" } as const;
