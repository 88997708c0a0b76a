// What one can do about a person: write to them, mention them, and keep order where one may.

import { t } from "../i18n/words.ts";
import type { RoomState } from "../room.ts";
import type { Member, Person, Role } from "../wire.ts";
import { attempt, isModerator, roomName, type App } from "./app.ts";
import { confirm } from "./dialog.ts";
import { openMenu, type Item } from "./menu.ts";

/** @param changed is called when the person's standing in the room is another one */
export function openPersonMenu(
  app: App,
  room: RoomState | null,
  person: Person,
  at: HTMLElement,
  member: Member | null = null,
  changed: () => void = () => undefined,
): void {
  const { id, name } = person;
  const { chat } = app;
  const items: Item[] = [];
  const me = id === chat.me?.id;
  items.push({
    label: me ? t("talk.withYourself") : t("person.talk"),
    icon: "write",
    action: "talk",
    run: () => void app.openTalk([id]),
  });
  if (room !== null && !me) {
    items.push({ label: t("person.mention"), icon: "at", action: "mention", run: () => app.mention(name) });
  }
  const isRoom = room !== null && room.info.kind !== "private" && room.info.kind !== "support";
  if (isRoom && !me && isModerator(room)) items.push("line", ...acts(app, room, person, member, changed));
  openMenu(t("person.actions", { name }), items, at);
}

function acts(app: App, room: RoomState, { id, name }: Person, member: Member | null, changed: () => void): Item[] {
  const { calls } = app.chat;
  const called = roomName(app.chat, room.info);
  const within = (what: "mute" | "ban"): void => {
    void import("../dialogs/all.ts").then(({ openDuration }) =>
      openDuration(what, name, called, async (minutes) => {
        await (what === "mute" ? calls.mute(room.info.id, id, minutes) : calls.ban(room.info.id, id, minutes));
        changed();
      }),
    );
  };
  const remove = async (): Promise<void> => {
    const text = t("remove.text", { name, room: called });
    if (!(await confirm("remove", t("remove.title", { name }), text, t("person.remove")))) return;
    if (await attempt(() => calls.remove(room.info.id, id))) changed();
  };
  const give = (role: Role): Item => ({
    label: t(`role.${role}`),
    icon: "shield",
    checked: member?.role === role,
    action: `role-${role}`,
    run: () => void attempt(() => calls.role(room.info.id, id, role)).then((done) => done && changed()),
  });
  const muted = (member?.mutedUntil ?? 0) > Date.now();
  return [
    muted
      ? {
          label: t("person.unmute"),
          icon: "write",
          action: "unmute",
          run: () => void attempt(() => calls.mute(room.info.id, id, 0)).then((done) => done && changed()),
        }
      : { label: t("person.mute"), icon: "mute", action: "mute", run: () => within("mute") },
    { label: t("person.remove"), icon: "leave", action: "remove", run: () => void remove() },
    { label: t("person.ban"), icon: "ban", action: "ban", danger: true, run: () => within("ban") },
    ...(room.info.role === "owner" ? (["line", { title: t("person.role") }, give("owner"), give("moderator"), give("member")] as const) : []),
  ];
}
