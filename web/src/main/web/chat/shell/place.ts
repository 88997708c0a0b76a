// The head of a room: what it is called, what it is about, how many are here, and what can be done with it.

import { byId, setText } from "../../shared/dom.ts";
import { counted, t } from "../i18n/words.ts";
import type { RoomKind } from "../wire.ts";
import { roomName, type App } from "./app.ts";
import { later } from "./lazy.ts";

export class PlaceHead {
  private readonly app: App;
  private readonly menu = byId("room-menu", HTMLButtonElement);
  private readonly here = byId("here", HTMLButtonElement);

  constructor(app: App) {
    this.app = app;
    const { events } = app.chat;
    for (const name of ["rooms", "current", "here", "people", "me"] as const) events.on(name, () => this.draw());
    this.menu.addEventListener("click", () => {
      const room = app.chat.current;
      if (room !== null) void later().then(({ openRoomMenu }) => openRoomMenu(app, room, this.menu));
    });
    byId("search-open", HTMLElement).addEventListener("click", () => app.openSearch(false));
    this.draw();
  }

  private draw(): void {
    const room = this.app.chat.current;
    const none = room === null;
    byId("talk", HTMLElement).hidden = none;
    byId("nowhere", HTMLElement).hidden = !none;
    this.menu.hidden = none;
    byId("search-open", HTMLElement).hidden = none;
    this.here.hidden = none || room.hereCount === null;
    setText(byId("room-title", HTMLElement), none ? "" : roomName(this.app.chat, room.info));
    setText(byId("room-topic", HTMLElement), none ? "" : topicOf(room.info));
    if (!none) showEmpty(room.info.kind);
    if (none || room.hereCount === null) return;
    setText(byId("here-text", HTMLElement), counted("browse.here", room.hereCount));
    this.here.setAttribute("aria-label", `${counted("browse.here", room.hereCount)}: ${t("room.people")}`);
    this.here.title = t("room.people");
  }
}

/** What stands where nothing was said yet: only the link of an open room lets others in. */
function showEmpty(kind: RoomKind): void {
  const open = kind === "public" || kind === "announcement";
  byId("copy-link", HTMLElement).hidden = !open;
  setText(
    byId("empty-text", HTMLElement),
    t(open ? "message.empty.text" : kind === "support" ? "message.empty.support" : "message.empty.private"),
  );
}

function topicOf({ topic, slowMode }: { topic: string; slowMode: number }): string {
  if (slowMode === 0) return topic;
  const slow = counted("write.slow", slowMode);
  return topic === "" ? slow : `${topic} · ${slow}`;
}
