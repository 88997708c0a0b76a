// What one can do with a room.

import { t } from "../i18n/words.ts";
import type { RoomState } from "../room.ts";
import { linkTo } from "./address.ts";
import { attempt, isModerator, roomName, type App } from "./app.ts";
import { confirm } from "./dialog.ts";
import { mannerOf, setManner, type Manner } from "./manners.ts";
import { openMenu, type Item } from "./menu.ts";
import { copy } from "./passing.ts";

export function openRoomMenu(app: App, room: RoomState, at: HTMLElement): void {
  const { info } = room;
  const { id, kind } = info;
  const name = roomName(app.chat, info);
  const isRoom = kind === "public" || kind === "invitation" || kind === "announcement";
  const moderates = isRoom && isModerator(room);
  const items: Item[] = [];
  if (isRoom) {
    const share = { room: id };
    items.push({
      label: t("message.empty.copy"),
      icon: "link",
      action: "copy-link",
      run: () => void copy(linkTo(share), t("message.copied"), t("message.noCopy")),
    });
    items.push({
      label: t("invite.title"),
      icon: "person",
      action: "invite",
      run: () => void import("../dialogs/all.ts").then(({ openInvite }) => openInvite(app, room)),
    });
  }
  if (moderates) {
    items.push("line");
    items.push({
      label: t("settings.open"),
      icon: "settings",
      action: "settings",
      run: () => void import("../dialogs/all.ts").then(({ openRoomSettings }) => openRoomSettings(app, room)),
    });
    items.push({
      label: t("reports.title"),
      icon: "flag",
      action: "reports",
      run: () => void import("../dialogs/all.ts").then(({ openReports }) => openReports(app, room)),
    });
    items.push({
      label: t("audit.title"),
      icon: "history",
      action: "audit",
      run: () => void import("../dialogs/all.ts").then(({ openAudit }) => openAudit(app, room)),
    });
  }
  if (items.length > 0) items.push("line");
  const manner = mannerOf(info);
  const choose = (label: string, wanted: Manner): Item => ({
    label,
    icon: wanted === "none" ? "silent" : wanted === "all" ? "bell" : "at",
    checked: manner === wanted,
    action: `notify-${wanted}`,
    run: () => {
      setManner(info, wanted);
      app.manners();
    },
  });
  items.push({ title: t("notify.room") }, choose(t("notify.all"), "all"), choose(t("notify.mentions"), "mentions"), choose(t("notify.none"), "none"));
  items.push("line", {
    label: t("help.title"),
    icon: "help",
    action: "help",
    run: () => app.openHelp(),
  });
  if (kind === "support") {
    items.push({ label: t("support.close"), icon: "check", action: "close", run: () => void attempt(() => app.chat.calls.close(id)) });
  }
  items.push({
    label: isRoom ? t("leave.room") : t("leave.talk"),
    icon: "leave",
    danger: true,
    action: "leave",
    run: () => void leave(app, id, name),
  });
  openMenu(t("room.menuOf", { room: name }), items, at);
}

async function leave(app: App, id: string, name: string): Promise<void> {
  const sure = await confirm("leave", t("leave.confirm", { room: name }), "", t("leave.room"));
  if (!sure || !(await attempt(() => app.chat.leave(id)))) return;
  app.showPane("rooms");
}
