// Letting others into a room: by name, or by a link that moderators may make.

import { element } from "../../shared/dom.ts";
import { t } from "../i18n/words.ts";
import type { RoomState } from "../room.ts";
import type { Person } from "../wire.ts";
import { linkTo } from "../shell/address.ts";
import { attempt, isModerator, reasonOf, roomName, type App } from "../shell/app.ts";
import { avatar } from "../shell/avatar.ts";
import { openDialog, textField } from "../shell/dialog.ts";
import { copy } from "../shell/passing.ts";

const LISTED = 8;
const ASK_MILLIS = 200;

export function openInvite(app: App, room: RoomState): void {
  const { id, kind } = room.info;
  const person = textField(t("invite.person"), { type: "search", "data-field": "person" });
  const list = element("ul", { class: "choices", id: "invite-list" });
  const note = element("p", { class: "soft", role: "status" });
  openDialog("invite", `${t("invite.title")}: ${roomName(app.chat, room.info)}`, person.row, note, list, linkPart(app, room));
  let asking: number | undefined;
  const ask = async (): Promise<void> => {
    const typed = person.input.value.trim();
    if (typed === "") {
      list.replaceChildren();
      note.textContent = "";
      return;
    }
    try {
      const found = await app.chat.calls.people(typed, "", LISTED);
      if (person.input.value.trim() !== typed) return;
      const others = found.filter((each) => each.id !== app.chat.me?.id);
      list.replaceChildren(...others.map((each) => row(app, id, each)));
      note.textContent = others.length === 0 ? t("invite.none") : "";
    } catch (error) {
      note.textContent = reasonOf(error);
    }
  };
  person.input.addEventListener("input", () => {
    window.clearTimeout(asking);
    asking = window.setTimeout(() => void ask(), ASK_MILLIS);
  });
  if (kind !== "invitation") person.input.focus();
}

function row(app: App, room: string, person: Person): HTMLElement {
  const invite = element("button", { type: "button", class: "quiet", "data-user": person.id }, t("invite.invite"));
  invite.addEventListener("click", () => {
    invite.disabled = true;
    void attempt(() => app.chat.calls.invite(room, person.id)).then((done) => {
      if (done) invite.textContent = t("invite.invited");
      else invite.disabled = false;
    });
  });
  return element("li", {}, avatar(person), element("span", { class: "what" }, element("bdi", {}, person.name)), invite);
}

function linkPart(app: App, room: RoomState): HTMLElement {
  const { id, kind } = room.info;
  const needsCode = kind === "invitation";
  const part = element("div", { class: "field" });
  if (needsCode && !isModerator(room)) return part;
  const link = element("input", { readonly: "", id: "invite-link", dir: "ltr" });
  const label = element("label", { for: "invite-link" }, t("invite.link"));
  const button = element("button", { type: "button", class: "primary" }, t("invite.copy"));
  button.addEventListener("click", () => void copy(link.value, t("message.copied"), t("message.noCopy")));
  link.addEventListener("focus", () => link.select());
  part.append(label, element("div", { class: "copied" }, link, button));
  if (!needsCode) {
    link.value = linkTo({ room: id });
    return part;
  }
  const ask = async (renew: boolean): Promise<void> => {
    await attempt(async () => {
      link.value = linkTo({ room: id, code: await app.chat.calls.inviteLink(id, renew) });
    });
  };
  const renew = element("button", { type: "button", class: "text-button" }, t("invite.renew"));
  renew.addEventListener("click", () => void ask(true));
  part.append(element("p", { class: "soft" }, t("invite.linkText"), " ", renew, " ", t("invite.renewText")));
  void ask(false);
  return part;
}
