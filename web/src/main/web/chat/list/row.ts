// One row of the list, as elements. Everything that people wrote goes in as text.

import { element, type Child } from "../../shared/dom.ts";
import { counted, t } from "../i18n/words.ts";
import type { Chat } from "../model.ts";
import { hue } from "../names.ts";
import { richText } from "../rich.ts";
import { clockTime, dayLabel, fullTime } from "../times.ts";
import type { Message, Reaction, Reply } from "../wire.ts";
import type { ListDoor } from "./door.ts";
import type { Row } from "./rows.ts";

export function drawRow(row: Row, chat: Chat, door: ListDoor): HTMLElement {
  switch (row.kind) {
    case "day":
      return element("li", { class: "day" }, element("span", {}, dayLabel(row.time, Date.now())));
    case "new":
      return element("li", { class: "new" }, element("span", {}, t("message.new")));
    case "message":
      return drawMessage(row.message, row.follows, chat, door);
  }
}

function drawMessage(message: Message, follows: boolean, chat: Chat, door: ListDoor): HTMLElement {
  const own = chat.isMine(message);
  const author = chat.person(message.author);
  const name = author?.name ?? t("message.someone");
  const li = element("li", { class: "message", "data-own": String(own), tabindex: "-1" });
  li.dataset["id"] = message.id;
  li.dataset["position"] = String(message.position);
  li.dataset["author"] = message.author;
  if (follows) li.dataset["follows"] = "";
  const me = chat.me?.id ?? "";
  if (message.mentions.includes(me) && !own) li.dataset["mention"] = "";
  if (message.deleted !== null) li.dataset["deleted"] = "";
  if (!own) {
    const face = door.face(author ?? { name });
    face.dataset["person"] = message.author;
    li.append(face);
  }
  const body = element("div", { class: "body" }, byline(message, name));
  if (message.deleted === null) {
    if (message.reply !== null) body.append(quote(message.reply, chat));
    if (message.text !== "") body.append(said(message, chat, door));
    const files = door.files(message.files);
    if (files !== null) body.append(files);
    if (message.edited !== null) body.append(edited(message, name, chat));
    if (message.reactions.length > 0) body.append(reactions(message.reactions, door));
  } else body.append(element("p", { class: "text gone" }, deletedBy(message, chat)));
  li.append(body);
  return li;
}

function byline(message: Message, name: string): HTMLElement {
  const time = element(
    "time",
    { datetime: new Date(message.time).toISOString(), title: fullTime(message.time) },
    clockTime(message.time),
  );
  const author = element("bdi", { class: "author", "data-hue": String(hue(name)) }, name);
  author.dataset["person"] = message.author;
  return element("p", { class: "byline" }, author, " ", time);
}

function said(message: Message, chat: Chat, door: ListDoor): HTMLElement {
  const mentioned = message.mentions.map((id) => ({ name: chat.person(id)?.name ?? "", me: id === chat.me?.id }));
  return element("p", { class: "text", dir: "auto" }, ...richText(message.text, mentioned, (plain) => door.pieces(plain)));
}

function quote(reply: Reply, chat: Chat): HTMLElement {
  const name = chat.person(reply.author)?.name ?? t("message.someone");
  const text: Child = reply.deleted ? t("message.deleted") : reply.text;
  const made = element(
    "button",
    { type: "button", class: "quote", "data-original": String(reply.position), tabindex: "-1" },
    element("bdi", { class: "quoted", "data-hue": String(hue(name)) }, name),
    " ",
    element("span", { dir: "auto" }, text),
  );
  made.dataset["deleted"] = String(reply.deleted);
  return made;
}

function edited({ edited, author }: Message, name: string, chat: Chat): HTMLElement {
  const by = edited?.by ?? author;
  const words =
    by === author ? t("message.edited") : t("message.editedBy", { name: chat.person(by)?.name ?? t("message.someone") });
  const when = edited === null || edited.time === 0 ? name : fullTime(edited.time);
  return element("p", { class: "edited", title: when, dir: "auto" }, words);
}

function deletedBy({ deleted, author }: Message, chat: Chat): string {
  const by = deleted?.by ?? author;
  const who = by === author || by === "" ? null : chat.person(by);
  return who === null ? t("message.deleted") : t("message.deletedBy", { name: who.name });
}

function reactions(all: readonly Reaction[], door: ListDoor): HTMLElement {
  return element(
    "div",
    { class: "reactions", role: "group" },
    ...all.map(({ reaction, count, mine }) =>
      element(
        "button",
        {
          type: "button",
          class: "reaction",
          "data-reaction": reaction,
          "aria-pressed": String(mine),
          "aria-label": counted("message.reaction", count, { reaction }),
          tabindex: "-1",
        },
        element("bdi", {}, ...door.pieces(reaction)),
        " ",
        element("span", { class: "count" }, String(count)),
      ),
    ),
  );
}
