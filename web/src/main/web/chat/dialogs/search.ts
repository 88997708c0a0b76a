// Looking for what was said: in the room that is shown, or in all that one is in.

import { element } from "../../shared/dom.ts";
import { t } from "../i18n/words.ts";
import { describeFiles } from "../media/files.ts";
import type { Message } from "../wire.ts";
import { personName, reasonOf, roomName, type App } from "../shell/app.ts";
import { avatar } from "../shell/avatar.ts";
import { openDialog, switchField, type Dialog } from "../shell/dialog.ts";
import { whenText } from "../when.ts";

const PAGE = 30;
const ASK_MILLIS = 300;
const EXCERPT = 240;

export function openSearch(app: App, everywhere: boolean): void {
  const room = app.chat.current;
  const input = element("input", { type: "search", "aria-label": t("search.words"), placeholder: t("search.words"), dir: "auto", id: "search-words" });
  const here = room === null ? null : switchField(t("search.here", { room: roomName(app.chat, room.info) }), !everywhere);
  const list = element("ul", { class: "choices found", id: "search-results" });
  const note = element("p", { class: "soft", role: "status" }, t("search.hint"));
  const more = element("button", { type: "button", class: "quiet", hidden: "" }, t("search.more"));
  const opened = openDialog(
    "search",
    t("search.title"),
    element("div", { class: "field" }, input),
    ...(here === null ? [] : [here.row]),
    note,
    list,
    element("div", { class: "buttons" }, more),
  );
  let asked = "";
  let before = 0;
  let asking: number | undefined;
  const ask = async (next: boolean): Promise<void> => {
    const words = input.value.trim();
    const where = here?.input.checked === true ? (room?.info.id ?? "") : "";
    const key = `${where} ${words}`;
    if (!next) {
      list.replaceChildren();
      more.hidden = true;
      before = 0;
    }
    asked = key;
    note.textContent = words === "" ? t("search.hint") : t("message.loading");
    if (words === "") return;
    try {
      const { messages, people } = await app.chat.calls.search(words, where, before, PAGE);
      if (asked !== key) return;
      app.chat.learn(people);
      list.append(...messages.map((message) => row(app, message, words, opened)));
      before = messages[messages.length - 1]?.position ?? 0;
      // Positions are a room's own, so only in one room is there a “further back”.
      more.hidden = where === "" || messages.length < PAGE;
      note.textContent = list.childElementCount === 0 ? t("search.none") : "";
    } catch (error) {
      if (asked === key) note.textContent = reasonOf(error);
    }
  };
  const soon = (): void => {
    window.clearTimeout(asking);
    asking = window.setTimeout(() => void ask(false), ASK_MILLIS);
  };
  input.addEventListener("input", soon);
  here?.input.addEventListener("change", soon);
  more.addEventListener("click", () => void ask(true));
  input.focus();
}

function row(app: App, message: Message & { room: string }, words: string, opened: Dialog): HTMLElement {
  const person = app.chat.person(message.author);
  const room = app.chat.room(message.room);
  const where = room === null ? "" : ` · ${roomName(app.chat, room.info)}`;
  const text = message.text === "" ? describeFiles(message.files) : excerpt(message.text, words);
  const button = element(
    "button",
    { type: "button", class: "whole", "data-position": String(message.position) },
    avatar(person ?? { name: t("message.someone") }),
    element(
      "span",
      { class: "what" },
      element("bdi", {}, personName(app.chat, message.author)),
      element("span", { class: "text-part", dir: "auto" }, ...marked(text, words)),
      element("small", { dir: "auto" }, `${whenText(message.time)}${where}`),
    ),
  );
  button.addEventListener("click", () => {
    opened.close();
    void app.open(message.room, { position: message.position });
  });
  return element("li", {}, button);
}

/** The part of a long text in which the first of the words is. */
function excerpt(text: string, words: string): string {
  if (text.length <= EXCERPT) return text;
  const first = words.split(/\s+/)[0]?.toLocaleLowerCase() ?? "";
  const at = Math.max(0, text.toLocaleLowerCase().indexOf(first) - EXCERPT / 4);
  return `${at > 0 ? "…" : ""}${text.slice(at, at + EXCERPT)}…`;
}

/** The text with the words that were looked for marked. */
export function marked(text: string, words: string): (Node | string)[] {
  const wanted = words
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (wanted.length === 0) return [text];
  return text
    .split(new RegExp(`(${wanted.join("|")})`, "giu"))
    .map((part, i) => (i % 2 === 1 ? element("mark", {}, part) : part))
    .filter((part) => part !== "");
}
