// What this person has written and the room hasn't shown yet, below what it has.

import { element } from "../../shared/dom.ts";
import { known, t } from "../i18n/words.ts";
import type { Chat } from "../model.ts";
import type { Outgoing } from "../outbox.ts";
import { richText } from "../rich.ts";
import type { Message } from "../wire.ts";
import type { ListDoor } from "./door.ts";

export class Unsent {
  private readonly place: HTMLElement;
  private readonly chat: Chat;
  private readonly door: ListDoor;

  constructor(place: HTMLElement, chat: Chat, door: ListDoor) {
    this.place = place;
    this.chat = chat;
    this.door = door;
    place.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      const id = button?.closest("li")?.dataset["id"];
      if (button === null || id === undefined) return;
      if (button.dataset["action"] === "send-again") chat.retry(id);
      if (button.dataset["action"] === "take-back") {
        const taken = chat.takeBack(id);
        if (taken !== null) door.takenBack(taken);
      }
    });
  }

  /** Whether there is one that wasn't drawn before. */
  draw(room: string | null, latest: readonly Message[]): boolean {
    const waiting = room === null ? [] : this.chat.outbox.in(room).filter((each) => !this.seemsShown(each, latest));
    const before = new Map<string, HTMLElement>();
    for (const each of this.place.children) {
      if (each instanceof HTMLElement) before.set(each.dataset["id"] ?? "", each);
    }
    const added = waiting.some(({ id }) => !before.has(id));
    const wanted = waiting.map((each) => {
      const old = before.get(each.id);
      const same = old !== undefined && old.dataset["state"] === each.fate && old.dataset["reason"] === each.reason;
      return same ? old : this.drawOne(each);
    });
    const { place } = this;
    if (wanted.length !== place.childElementCount || wanted.some((li, i) => place.children[i] !== li)) {
      const focused = place.contains(document.activeElement);
      place.replaceChildren(...wanted);
      if (focused && document.activeElement === document.body) place.closest<HTMLElement>("[role=log]")?.focus();
    }
    return added;
  }

  /** The room may show it before the server's answer says which one it is: for that moment it isn't shown twice. */
  private seemsShown(outgoing: Outgoing, latest: readonly Message[]): boolean {
    if (outgoing.fate !== "sending") return false;
    return latest
      .slice(-10)
      .some((each) => this.chat.isMine(each) && each.text === outgoing.text && each.time >= outgoing.time - 2_000);
  }

  private drawOne(one: Outgoing): HTMLElement {
    const body = element("div", { class: "body" });
    if (one.reply !== null) body.append(element("p", { class: "quote", dir: "auto" }, one.reply.text));
    if (one.text !== "") {
      const words = richText(one.text, [], (plain) => this.door.pieces(plain));
      body.append(element("p", { class: "text", dir: "auto" }, ...words));
    }
    const files = this.door.files(one.files);
    if (files !== null) body.append(files);
    const fate = element("p", { class: "fate" }, words(one));
    body.append(fate);
    if (one.fate === "refused") fate.append(" ", button(t("message.again"), "send-again"));
    if (one.fate === "refused" || one.fate === "queued") fate.append(" ", button(t("message.takeBack"), "take-back"));
    const li = element("li", { class: "message", "data-own": "true", "data-state": one.fate }, body);
    li.dataset["id"] = one.id;
    li.dataset["reason"] = one.reason;
    return li;
  }
}

function button(label: string, action: string): HTMLElement {
  return element("button", { type: "button", class: "quiet", "data-action": action }, label);
}

function words({ fate, reason, code }: Outgoing): string {
  switch (fate) {
    case "queued":
      return reason === "" ? t("message.queued") : t("message.queuedPause");
    case "sending":
      return t("message.sending");
    case "sent":
      return t("message.sent");
    case "refused": {
      const key = `error.${code}`;
      return t("message.refused", { reason: known(key) ? t(key) : reason });
    }
  }
}
