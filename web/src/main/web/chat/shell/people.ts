// The people of the room that is shown: who is here, and on request who else belongs to it.

import { byId, element } from "../../shared/dom.ts";
import { counted, number, t } from "../i18n/words.ts";
import type { RoomState } from "../room.ts";
import type { Member, Person } from "../wire.ts";
import type { App } from "./app.ts";
import { avatar } from "./avatar.ts";
import { icon } from "./icons.ts";
import { isNarrow } from "./narrow.ts";
import { openPersonMenu } from "./person-menu.ts";

const REMEMBERED_WIDE = "(min-width: 60rem)";
const PAGE = 100;
/** Who comes and goes is drawn together, no more often than this. */
const PACE_MILLIS = 200;

export class PeoplePanel {
  private readonly app: App;
  private readonly panel = byId("people", HTMLElement);
  private readonly list = byId("people-list", HTMLElement);
  private readonly toggle = byId("here", HTMLButtonElement);
  private open = window.matchMedia(REMEMBERED_WIDE).matches;
  private members = new Map<string, Member>();
  private after = "";
  private membersOf = "";
  private scheduled = false;
  /** Of what the list was drawn, besides who is here. */
  private drawnFor = "";

  constructor(app: App) {
    this.app = app;
    const { events } = app.chat;
    for (const name of ["current", "here", "people", "me"] as const) events.on(name, () => this.changed());
    events.on("rooms", () => this.standing() !== this.drawnFor && this.changed());
    this.toggle.addEventListener("click", () => this.show(!this.open));
    byId("people-close", HTMLElement).addEventListener("click", () => {
      this.show(false);
      this.toggle.focus();
    });
    this.changed();
  }

  /** Whether that changed anything. */
  show(open: boolean): boolean {
    const before = this.open;
    this.open = open;
    this.app.showPane(open && isNarrow() ? "people" : "room");
    this.draw();
    if (open && isNarrow()) byId("people-close", HTMLElement).focus();
    return before !== open;
  }

  get isOpen(): boolean {
    return !this.panel.hidden;
  }

  private changed(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    window.setTimeout(() => {
      this.scheduled = false;
      this.draw();
    }, PACE_MILLIS);
  }

  /** What the list depends on of the rooms' list, which changes with every message. */
  private standing(): string {
    const info = this.app.chat.current?.info;
    return info === undefined ? "" : [info.id, info.role, ...info.with].join("\n");
  }

  private draw(): void {
    const room = this.app.chat.current;
    this.drawnFor = this.standing();
    const shown = this.open && room !== null;
    this.panel.hidden = !shown;
    this.toggle.setAttribute("aria-expanded", String(shown));
    if (!shown) return;
    if (this.membersOf !== room.info.id) {
      this.membersOf = room.info.id;
      this.members.clear();
      this.after = "";
      void this.askForMembers(room);
    }
    const focused = this.list.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset["user"]
      : undefined;
    const collator = new Intl.Collator(undefined, { sensitivity: "base" });
    const me = this.app.chat.me?.id;
    const here = [...room.here.values()].sort(
      (a, b) => Number(b.id === me) - Number(a.id === me) || collator.compare(a.name, b.name),
    );
    const away = [...this.members.values()]
      .filter(({ user }) => !room.here.has(user))
      .map(({ user }) => this.app.chat.person(user))
      .filter((person) => person !== null)
      .sort((a, b) => collator.compare(a.name, b.name));
    const drawn: Node[] = here.map((person) => this.row(room, person, true));
    const more = (room.hereCount ?? 0) - here.length;
    if (more > 0) drawn.push(element("li", { class: "group" }, counted("message.andMore", more)));
    if (here.length === 0) drawn.push(element("li", { class: "group" }, t("people.none")));
    if (away.length > 0) {
      drawn.push(element("li", { class: "group" }, `${t("people.away")} · ${number(away.length)}`));
      drawn.push(...away.map((person) => this.row(room, person, false)));
    }
    if (this.after !== "") {
      const button = element("button", { type: "button", class: "side-action" }, t("people.more"));
      button.addEventListener("click", () => void this.askForMembers(room));
      drawn.push(element("li", {}, button));
    }
    this.list.replaceChildren(...drawn);
    if (focused !== undefined)
      for (const each of this.list.querySelectorAll<HTMLElement>(".person"))
        if (each.dataset["user"] === focused) each.focus({ preventScroll: true });
  }

  private row(room: RoomState, person: Person, here: boolean): HTMLElement {
    const me = person.id === this.app.chat.me?.id;
    const role = this.members.get(person.id)?.role;
    const standing = role === "owner" || role === "moderator" ? t(`role.${role}`) : "";
    const words = [me ? t("people.you") : standing === "" && person.kind === "guest" ? t("kind.guest") : "", standing]
      .filter((word) => word !== "")
      .join(" · ");
    const text = element("span", { class: "person-text" }, element("bdi", {}, person.name));
    if (words !== "") text.append(element("small", {}, words));
    const button = element("button", { type: "button", class: "person", "aria-haspopup": "menu" }, avatar(person, here), text);
    button.dataset["user"] = person.id;
    if ((this.members.get(person.id)?.mutedUntil ?? 0) > Date.now()) button.append(icon("mute"));
    button.addEventListener("click", () =>
      openPersonMenu(this.app, room, person, button, this.members.get(person.id) ?? null, () => {
        this.membersOf = "";
        this.changed();
      }),
    );
    return element("li", {}, button);
  }

  private async askForMembers(room: RoomState): Promise<void> {
    const { id, kind } = room.info;
    if (kind === "private" && room.info.with.length <= 1) return;
    try {
      const { members, people, more } = await this.app.chat.calls.members(id, this.after, PAGE);
      if (this.membersOf !== id) return;
      this.app.chat.learn(people);
      for (const member of members) this.members.set(member.user, member);
      this.after = more ? (members[members.length - 1]?.user ?? "") : "";
      this.changed();
    } catch {
      // Those who are here are listed all the same.
    }
  }
}
