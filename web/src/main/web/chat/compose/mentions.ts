// Whom one means by @: a list while one types, and the ids that go with the message.

import { element } from "../../shared/dom.ts";
import { t } from "../i18n/words.ts";
import type { Person } from "../wire.ts";
import type { App } from "../shell/app.ts";
import { avatar } from "../shell/avatar.ts";

const LISTED = 8;
const ASK_MILLIS = 150;
/** Longer names than that there aren't. */
const LONGEST = 40;
const MENTIONED = 50;

export class Mentions {
  private readonly app: App;
  private readonly text: HTMLTextAreaElement;
  private readonly list: HTMLElement;
  /** Whom this page has been told of by these names, so that a name that was typed is somebody. */
  private readonly byName = new Map<string, string>();
  private shown: Person[] = [];
  private at = 0;
  private from = -1;
  private asking: number | undefined;

  constructor(app: App, text: HTMLTextAreaElement, place: HTMLElement) {
    this.app = app;
    this.text = text;
    this.list = element("ul", {
      class: "mentions",
      id: "mention-list",
      role: "listbox",
      "aria-label": t("write.mentions"),
      hidden: "",
    });
    place.append(this.list);
    text.setAttribute("aria-controls", "mention-list");
    text.setAttribute("aria-autocomplete", "list");
    text.addEventListener("input", () => this.look());
    text.addEventListener("blur", () => window.setTimeout(() => this.close(), 150));
  }

  /** Those whose names the text has behind an @. */
  meant(text: string): string[] {
    this.rememberHere();
    const meant = new Set<string>();
    // The longest names first: “@Ann Lee” isn't Ann.
    const names = [...this.byName.keys()].sort((a, b) => b.length - a.length);
    let rest = text;
    for (const name of names) {
      const wanted = `@${name}`;
      if (!rest.includes(wanted)) continue;
      rest = rest.replaceAll(wanted, "");
      meant.add(this.byName.get(name) ?? "");
      if (meant.size === MENTIONED) break;
    }
    return [...meant];
  }

  /** A name was put into the text by other means. */
  chosen(name: string): void {
    const { chat } = this.app;
    for (const person of chat.current?.here.values() ?? []) if (person.name === name) this.byName.set(name, person.id);
  }

  /** Whether the key was the list's. */
  key(event: KeyboardEvent): boolean {
    if (this.list.hidden) return false;
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp":
        this.at = (this.at + (event.key === "ArrowDown" ? 1 : -1) + this.shown.length) % this.shown.length;
        this.draw();
        break;
      case "Enter":
        if (this.isWhole(this.shown[this.at])) {
          this.close();
          return false; // there is nothing to complete: it sends
        }
        this.take(this.shown[this.at]);
        break;
      case "Tab":
        this.take(this.shown[this.at]);
        break;
      case "Escape":
        this.close();
        break;
      default:
        return false;
    }
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  /** Whether it was open. */
  close(): boolean {
    window.clearTimeout(this.asking);
    if (this.list.hidden) return false;
    this.list.hidden = true;
    this.text.removeAttribute("aria-activedescendant");
    return true;
  }

  private look(): void {
    const before = this.text.value.slice(0, this.text.selectionStart);
    const [, typed] = /(?:^|[\s(])@([^\s@](?:[^@\n]{0,38}[^\s@])?|)$/u.exec(before) ?? [];
    if (typed === undefined || typed.length > LONGEST) {
      this.close();
      return;
    }
    this.from = before.length - typed.length - 1;
    this.rememberHere();
    const lower = typed.toLocaleLowerCase();
    const { chat } = this.app;
    const here = [...(chat.current?.here.values() ?? []), ...this.authors()];
    const fitting = here.filter(({ id, name }) => id !== chat.me?.id && name.toLocaleLowerCase().startsWith(lower));
    this.show(fitting);
    window.clearTimeout(this.asking);
    if (typed !== "") this.asking = window.setTimeout(() => void this.ask(typed, fitting), ASK_MILLIS);
  }

  private async ask(typed: string, fitting: Person[]): Promise<void> {
    const { chat } = this.app;
    const room = chat.current?.info.id ?? "";
    try {
      const found = await chat.calls.people(typed, room, LISTED);
      const still = this.text.value.slice(this.from, this.from + 1 + typed.length) === `@${typed}`;
      if (still && chat.current?.info.id === room) this.show([...fitting, ...found.filter(({ id }) => id !== chat.me?.id)]);
    } catch {
      // Those who are here are listed all the same.
    }
  }

  private authors(): Person[] {
    const { chat } = this.app;
    const ids = new Set((chat.current?.timeline.messages ?? []).slice(-100).map(({ author }) => author));
    return [...ids].map((id) => chat.person(id)).filter((person) => person !== null);
  }

  private rememberHere(): void {
    const { chat } = this.app;
    for (const { id, name } of [...(chat.current?.here.values() ?? []), ...this.authors()])
      if (id !== chat.me?.id) this.byName.set(name, id);
  }

  private show(people: readonly Person[]): void {
    const distinct = new Map(people.map((person) => [person.id, person]));
    this.shown = [...distinct.values()].slice(0, LISTED);
    this.at = 0;
    this.list.hidden = this.shown.length === 0;
    this.draw();
  }

  private draw(): void {
    this.list.replaceChildren(
      ...this.shown.map((person, i) => {
        const option = element(
          "li",
          { role: "option", id: `mention-${i}`, "aria-selected": String(i === this.at) },
          avatar(person),
          element("bdi", {}, person.name),
        );
        option.addEventListener("pointerdown", (event) => {
          event.preventDefault(); // the text keeps the focus
          this.take(person);
        });
        return option;
      }),
    );
    if (this.list.hidden) this.text.removeAttribute("aria-activedescendant");
    else this.text.setAttribute("aria-activedescendant", `mention-${this.at}`);
  }

  private isWhole(person: Person | undefined): boolean {
    if (person === undefined) return false;
    this.byName.set(person.name, person.id);
    return this.text.value.slice(this.from, this.text.selectionStart) === `@${person.name}`;
  }

  private take(person: Person | undefined): void {
    if (person === undefined) return;
    this.byName.set(person.name, person.id);
    this.app.chat.learn([person]);
    this.text.setRangeText(`@${person.name} `, this.from, this.text.selectionStart, "end");
    this.close();
    this.text.dispatchEvent(new Event("input"));
    this.text.focus();
  }
}
