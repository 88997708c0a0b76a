// The page of somebody who has come in: its parts, and how they call each other.

import { byId } from "../../shared/dom.ts";
import { recall, remember } from "../../shared/memory.ts";
import { Composer } from "../compose/composer.ts";
import type { Host } from "../host.ts";
import { t } from "../i18n/words.ts";
import { MessageList } from "../list/list.ts";
import { drawFiles } from "../media/files.ts";
import type { Chat } from "../model.ts";
import type { Sessions, Settings } from "../session.ts";
import type { Message } from "../wire.ts";
import { fragmentOf, linkTo, placeOf } from "./address.ts";
import { attempt, isModerator, reasonOf, roomName, type App, type Pane } from "./app.ts";
import { avatar } from "./avatar.ts";
import { emoticonsIn } from "./emoticons.ts";
import { listen } from "./keys.ts";
import { later } from "./lazy.ts";
import type { Notices } from "./notices.ts";
import { announce, copy, say } from "./passing.ts";
import { isNarrow } from "./narrow.ts";
import type { PeoplePanel } from "./people.ts";
import { PlaceHead } from "./place.ts";
import { Sidebar } from "./sidebar.ts";
import { Status } from "./status.ts";
import { showTyping } from "./typing.ts";

/** The room that was shown last, for the next visit. */
const LAST = "parley.chat.last";

export interface InsideParts {
  readonly chat: Chat;
  readonly settings: Settings;
  readonly sessions: Sessions;
  readonly host: Host | null;
  readonly fromSite: boolean;
  token(): Promise<string>;
}

export class Inside implements App {
  readonly chat: Chat;
  readonly settings: Settings;
  readonly sessions: Sessions;
  readonly host: Host | null;
  readonly fromSite: boolean;
  readonly token: () => Promise<string>;
  private readonly composer: Composer;
  private readonly sidebar: Sidebar;
  private notices: Notices | null = null;
  private people: PeoplePanel | null = null;
  private readonly list: MessageList;

  constructor(parts: InsideParts) {
    this.chat = parts.chat;
    this.settings = parts.settings;
    this.sessions = parts.sessions;
    this.host = parts.host;
    this.fromSite = parts.fromSite;
    this.token = () => parts.token();
    document.body.dataset["view"] = "inside";
    document.body.dataset["pane"] = "room";
    byId("inside", HTMLElement).hidden = false;
    new Status(this);
    this.sidebar = new Sidebar(this);
    new PlaceHead(this);
    this.composer = new Composer(this);
    this.list = this.messageList();
    showTyping(this);
    const complete = (): void => {
      void later().then(({ Notices, PeoplePanel }) => {
        this.people ??= new PeoplePanel(this);
        this.notices ??= new Notices(this);
      });
    };
    complete();
    this.listenToButtons();
    this.listenToChat();
    listen({
      search: () => this.openSearch(false),
      help: () => this.openHelp(),
      emoji: () => this.toggleEmoji(),
      go: (by, unread) => this.go(by, unread),
      escape: () => this.escape(),
      focusText: () => this.focusText(),
    });
    window.addEventListener("hashchange", () => this.follow());
    this.host?.onOpen((shown) => {
      this.list.attend(shown);
      this.notices?.title();
      if (shown) this.focusText();
    });
    if (this.host !== null) this.list.attend(this.host.shown);
    this.begin();
  }

  // ---- where one is

  async open(room: string, options: { code?: string; position?: number } = {}): Promise<void> {
    const { code = "", position = 0 } = options;
    this.showPane("room");
    const fragment = fragmentOf({ room });
    if (location.hash !== fragment) history.pushState(null, "", fragment);
    let entered = false;
    try {
      await this.chat.enter(room, code);
      entered = true;
    } catch (error) {
      say(reasonOf(error));
    }
    const { current } = this.chat;
    if (!entered && current === null) {
      history.replaceState(null, "", location.pathname + location.search);
      this.showPane("rooms");
      return;
    }
    if (entered && position > 0) await this.list.goTo(position);
    else if (entered && !isNarrow()) this.focusText();
  }

  async openTalk(users: readonly string[]): Promise<void> {
    const done = await attempt(() => this.chat.talk(users));
    const { current } = this.chat;
    if (!done || current === null) return;
    history.pushState(null, "", fragmentOf({ room: current.info.id }));
    this.showPane("room");
    this.focusText();
  }

  /** What the address says, or where one was last, or the first room of the house. */
  private begin(): void {
    const asked = placeOf(location.hash);
    const last = recall(LAST)["room"];
    const room = asked?.room ?? this.host?.room ?? last ?? this.settings.rooms[0];
    this.chat.connect();
    if (room === undefined) {
      this.showPane("rooms");
      return;
    }
    if (asked === null) history.replaceState(null, "", fragmentOf({ room }));
    void this.open(room, { code: asked?.code ?? "", position: asked?.position ?? 0 });
  }

  private follow(): void {
    const asked = placeOf(location.hash);
    if (asked === null) {
      if (isNarrow()) this.toRooms();
      return;
    }
    void this.open(asked.room, asked);
  }

  private toRooms(): void {
    this.chat.close();
    this.showPane("rooms");
    byId("sidebar", HTMLElement).querySelector<HTMLElement>("button.room")?.focus();
  }

  private go(by: 1 | -1, unread: boolean): void {
    const all = this.sidebar.inOrder();
    const at = all.findIndex((room) => room === this.chat.current);
    for (let i = 1; i <= all.length; i++) {
      const room = all[(at + by * i + all.length * 2) % all.length];
      if (room === undefined || (unread && room.info.unread === 0)) continue;
      location.hash = fragmentOf({ room: room.info.id });
      return;
    }
  }

  showPane(pane: Pane): void {
    document.body.dataset["pane"] = pane;
  }

  // ---- what is open

  openSearch(everywhere: boolean): void {
    void import("../dialogs/all.ts").then(({ openSearch }) => openSearch(this, everywhere));
  }

  openHelp(): void {
    void import("../dialogs/all.ts").then(({ openHelp }) => openHelp());
  }

  private toggleEmoji(): void {
    const button = byId("emoji", HTMLElement);
    void import("../compose/emoji.ts").then(({ togglePicker }) =>
      togglePicker(byId("foot", HTMLElement), button, this.settings.emoticons, (sign) => this.composer.insert(sign)),
    );
  }

  private escape(): boolean {
    if (this.composer.cancel()) return true;
    if (isNarrow() && document.body.dataset["pane"] === "people") return this.people?.show(false) === true;
    if (this.host === null) return false;
    this.host.close();
    return true;
  }

  // ---- what is written

  reply(message: Message): void {
    this.composer.reply(message);
  }

  edit(message: Message): void {
    this.composer.edit(message);
  }

  mention(name: string): void {
    if (isNarrow()) this.people?.show(false);
    this.composer.mention(name);
  }

  focusText(): void {
    this.composer.focus();
  }

  manners(): void {
    this.sidebar.changed();
    this.notices?.title();
  }

  // ---- how the parts are wired

  private messageList(): MessageList {
    const { chat } = this;
    const pieces = emoticonsIn(this.settings.emoticons);
    return new MessageList({
      scroller: byId("log", HTMLElement),
      messages: byId("messages", HTMLElement),
      outgoing: byId("outgoing", HTMLElement),
      empty: byId("empty", HTMLElement),
      jump: byId("jump", HTMLButtonElement),
      jumpUnread: byId("jump-unread", HTMLButtonElement),
      chat,
      door: {
        may: () => {
          const room = chat.current;
          if (room === null) return { reply: false, react: false };
          const silent = room.info.kind === "announcement" && !isModerator(room);
          return { reply: !silent && room.info.mutedUntil <= Date.now(), react: true };
        },
        reply: (message) => this.reply(message),
        pickReaction: (message, at) => {
          void later().then(({ pickReaction }) => chat.current && pickReaction(this, chat.current, message, at));
        },
        menu: (message, at) => {
          void later().then(({ openMessageMenu }) => chat.current && openMessageMenu(this, chat.current, message, at));
        },
        person: (id, at) => {
          const person = chat.person(id);
          if (person !== null) void later().then(({ openPersonMenu }) => openPersonMenu(this, chat.current, person, at));
        },
        face: (person) => avatar(person),
        files: (files) => drawFiles(files),
        pieces,
        takenBack: ({ text, files }) => this.composer.restore(text, files),
        failed: (error) => say(reasonOf(error)),
      },
    });
  }

  private listenToButtons(): void {
    const on = (id: string, run: () => void): void => byId(id, HTMLElement).addEventListener("click", run);
    const browse = (): void => void import("../dialogs/all.ts").then(({ openBrowse }) => openBrowse(this));
    on("browse", browse);
    on("browse-all", browse);
    on("nowhere-browse", browse);
    on("search-all", () => this.openSearch(true));
    on("me", () => void import("../dialogs/all.ts").then(({ openAccount }) => openAccount(this)));
    on("queue", () => void import("../dialogs/all.ts").then(({ openQueue }) => openQueue(this)));
    on("ask-support", () => void this.askSupport());
    on("emoji", () => this.toggleEmoji());
    on("copy-link", () => {
      const room = this.chat.current?.info.id;
      if (room !== undefined) void copy(linkTo({ room }), t("message.copied"), t("message.noCopy"));
    });
    on("back", () => {
      history.pushState(null, "", location.pathname + location.search);
      this.toRooms();
    });
  }

  private async askSupport(): Promise<void> {
    const done = await attempt(() => this.chat.support());
    const { current } = this.chat;
    if (!done || current === null) return;
    history.pushState(null, "", fragmentOf({ room: current.info.id }));
    this.showPane("room");
    this.focusText();
  }

  private listenToChat(): void {
    const { events } = this.chat;
    events.on("current", (room) => {
      if (room === null) return;
      remember(LAST, { room: room.info.id });
      announce(t("announce.entered", { room: roomName(this.chat, room.info), count: room.info.unread }));
    });
    events.on("left", ({ room, why }) => {
      if (why !== "left") say(t(`room.gone.${why}`, { room: roomName(this.chat, room) }));
      if (recall(LAST)["room"] === room.id) remember(LAST, {});
      if (placeOf(location.hash)?.room !== room.id) return;
      history.replaceState(null, "", location.pathname + location.search);
      this.showPane("rooms");
    });
    events.on("refused", ({ room, error }) => {
      say(reasonOf(error));
      if (placeOf(location.hash)?.room !== room) return;
      history.replaceState(null, "", location.pathname + location.search);
      this.showPane("rooms");
    });
    events.on("signedOut", () => location.reload());
  }
}
