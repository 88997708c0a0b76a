// All rooms that one may enter, and a new one.

import { element } from "../../shared/dom.ts";
import { counted, t } from "../i18n/words.ts";
import type { ListedRoom, RoomKind } from "../wire.ts";
import { orReason, reasonOf, type App } from "../shell/app.ts";
import { choices, form, openDialog, textField, type Dialog } from "../shell/dialog.ts";
import { icon, type Icon } from "../shell/icons.ts";

const PAGE = 100;
const ICONS: Record<RoomKind, Icon> = {
  public: "hash",
  invitation: "lock",
  announcement: "announcement",
  private: "group",
  support: "support",
};

export function openBrowse(app: App): void {
  const search = element("input", { type: "search", "aria-label": t("browse.search"), placeholder: t("browse.search") });
  const field = element("div", { class: "field" }, search);
  const list = element("ul", { class: "choices", id: "browse-list" });
  const note = element("p", { class: "soft", role: "status" }, t("message.loading"));
  const more = element("button", { type: "button", class: "quiet", hidden: "" }, t("browse.more"));
  const buttons = element("div", { class: "buttons" }, more);
  const opened = openDialog("browse", t("browse.title"), field, note, list, buttons);
  if (app.chat.overview?.mayCreate === true) {
    const create = element("button", { type: "button", class: "primary", "data-action": "create" }, t("browse.create"));
    create.addEventListener("click", () => openCreate(app));
    buttons.append(create);
  }
  const all: ListedRoom[] = [];
  /** The house's own rooms come first, in its order. */
  const rank = ({ id }: ListedRoom): number => {
    const at = app.settings.rooms.indexOf(id);
    return at < 0 ? app.settings.rooms.length : at;
  };
  const draw = (): void => {
    const words = search.value.trim().toLocaleLowerCase();
    const fitting = all.filter(
      ({ name, topic }) => name.toLocaleLowerCase().includes(words) || topic.toLocaleLowerCase().includes(words),
    );
    fitting.sort((a, b) => rank(a) - rank(b));
    list.replaceChildren(...fitting.map((room) => row(app, room, opened)));
    if (fitting.length > 0) note.textContent = "";
    else if (more.hidden && !more.disabled) note.textContent = t("browse.none");
    else {
      note.textContent = t("message.loading");
      if (!more.disabled) void load(); // what is looked for may be further down
    }
  };
  const load = async (): Promise<void> => {
    more.disabled = true;
    try {
      const answer = await app.chat.calls.rooms(all[all.length - 1]?.id ?? "", PAGE);
      all.push(...answer.rooms);
      more.hidden = !answer.more;
    } catch (error) {
      more.disabled = false;
      note.textContent = reasonOf(error);
      return;
    }
    more.disabled = false;
    if (opened.dialog.open) draw();
  };
  search.addEventListener("input", draw);
  more.addEventListener("click", () => void load());
  void load();
}

function row(app: App, { id, name, kind, topic, here }: ListedRoom, opened: Dialog): HTMLElement {
  const joined = app.chat.room(id) !== null;
  const people = joined ? `${t("browse.joined")} · ${counted("browse.here", here)}` : counted("browse.here", here);
  const what = element("span", { class: "what" }, element("bdi", {}, name));
  if (topic !== "") what.append(element("small", { dir: "auto" }, topic));
  what.append(element("small", {}, people));
  const button = element("button", { type: "button", class: "whole", "data-room": id }, icon(ICONS[kind]), what);
  button.addEventListener("click", () => {
    opened.close();
    void app.open(id);
  });
  return element("li", {}, button);
}

export function openCreate(app: App): void {
  const name = textField(t("create.name"), { maxlength: "64", "data-field": "name" });
  const topic = textField(t("create.topic"), { maxlength: "200", "data-field": "topic" });
  const kind = choices(
    t("create.kind"),
    [
      { value: "public", label: t("create.public") },
      { value: "invitation", label: t("create.invitation") },
      { value: "announcement", label: t("create.announcement") },
    ],
    "public",
  );
  const made = form(
    t("create.create"),
    async () => {
      const called = name.input.value.normalize("NFC").trim();
      if (called === "") return t("create.nameNeeded");
      return orReason(async () => {
        const about = topic.input.value.trim();
        const room = await app.chat.calls.create(called, kind.value() as RoomKind, about === "" ? {} : { topic: about });
        opened.close();
        await app.open(room.id);
      });
    },
    name.row,
    topic.row,
    kind.row,
  );
  const opened = openDialog("create", t("create.title"), made.form);
  name.input.focus();
}
