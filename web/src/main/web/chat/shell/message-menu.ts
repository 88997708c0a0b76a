// What one can do with a message.

import { t } from "../i18n/words.ts";
import type { RoomState } from "../room.ts";
import type { Message } from "../wire.ts";
import { linkTo } from "./address.ts";
import { attempt, isModerator, type App } from "./app.ts";
import { confirm } from "./dialog.ts";
import { openMenu, type Item } from "./menu.ts";
import { copy } from "./passing.ts";

/** The reactions that are at hand without looking for them. */
export const QUICK = ["👍", "❤️", "😂", "😮", "😢", "🎉"] as const;

export function openMessageMenu(app: App, room: RoomState, message: Message, at: HTMLElement | { x: number; y: number }): void {
  const items: Item[] = [];
  const mine = app.chat.isMine(message);
  const there = message.deleted === null;
  const writes = !(room.info.kind === "announcement" && !isModerator(room)) && room.info.mutedUntil <= Date.now();
  if (there) {
    items.push({ quick: QUICK.map((text) => ({ text, label: text, run: () => react(app, room, message, text) })) });
    items.push({
      label: t("message.react"),
      icon: "smile",
      action: "react",
      run: () => void pickReaction(app, room, message, at),
    });
    if (writes) items.push({ label: t("message.reply"), icon: "reply", action: "reply", run: () => app.reply(message) });
    if ((mine || isModerator(room)) && message.text !== "")
      items.push({ label: t("message.edit"), icon: "edit", action: "edit", run: () => app.edit(message) });
    if (message.text !== "")
      items.push({
        label: t("message.copy"),
        icon: "copy",
        action: "copy",
        run: () => void copy(message.text, t("message.copied"), t("message.noCopy")),
      });
  }
  items.push({
    label: t("message.copyLink"),
    icon: "link",
    action: "copy-link",
    run: () =>
      void copy(linkTo({ room: room.info.id, position: message.position }), t("message.copied"), t("message.noCopy")),
  });
  if (there && !mine)
    items.push({
      label: t("message.report"),
      icon: "flag",
      action: "report",
      run: () => void import("../dialogs/all.ts").then(({ openReport }) => openReport(app, message)),
    });
  if (there && (mine || isModerator(room)))
    items.push({
      label: t("message.delete"),
      icon: "trash",
      danger: true,
      action: "delete",
      run: () => void remove(app, room, message),
    });
  openMenu(t("message.actions"), items, at);
}

/** Adds the reaction, or takes one's own back. */
export function react(app: App, room: RoomState, message: Message, reaction: string): void {
  const now = room.timeline.at(message.position) ?? message;
  const on = !now.reactions.some((each) => each.reaction === reaction && each.mine);
  void attempt(() => app.chat.react(room.info.id, now, reaction, on));
}

export async function pickReaction(
  app: App,
  room: RoomState,
  message: Message,
  at: HTMLElement | { x: number; y: number },
): Promise<void> {
  const { openPickerAt } = await import("../compose/emoji.ts");
  openPickerAt(app.settings.emoticons, at, (reaction) => react(app, room, message, reaction));
}

async function remove(app: App, room: RoomState, message: Message): Promise<void> {
  const sure = await confirm("delete", t("message.confirmDelete"), message.text, t("message.delete"));
  if (sure) await attempt(() => app.chat.delete(room.info.id, message));
}
