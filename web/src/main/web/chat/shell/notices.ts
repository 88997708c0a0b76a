// What tells a person who looks elsewhere: the title, a notification, a sound; and what is read aloud.

import { byId } from "../../shared/dom.ts";
import { counted, number, t } from "../i18n/words.ts";
import { describeFiles } from "../media/files.ts";
import type { RoomState } from "../room.ts";
import type { Message } from "../wire.ts";
import { fragmentOf } from "./address.ts";
import { personName, roomName, type App } from "./app.ts";
import { disturbs, mannerOf, notificationsOn, soundOn } from "./manners.ts";
import { announce, say } from "./passing.ts";

/** Not more sounds than that. */
const SOUND_PAUSE_MILLIS = 2_000;
const EXCERPT = 160;

export class Notices {
  private readonly app: App;
  private sounds: AudioContext | null = null;
  private soundedAt = 0;
  /** Visitors in the queue, as far as it was told. */
  private waiting = 0;

  constructor(app: App) {
    this.app = app;
    const { events } = app.chat;
    events.on("heard", (heard) => this.heard(heard));
    events.on("rooms", () => this.title());
    events.on("current", () => this.title());
    this.waiting = app.chat.overview?.queue ?? 0;
    events.on("reports", ({ room, count }) => {
      const state = app.chat.room(room);
      if (state !== null && count > 0)
        this.call(counted("reports.waiting", count, { room: roomName(app.chat, state.info) }));
    });
    events.on("queue", (count) => {
      if (count > this.waiting && app.chat.overview?.operator === true) this.call(counted("support.waiting", count));
      this.waiting = count;
    });
    document.addEventListener("visibilitychange", () => this.title());
    this.title(); // one may be in a room already
  }

  /** How much is unread where it may be told, and where one is. */
  title(): void {
    const { chat, settings, host } = this.app;
    const unread = chat.rooms
      .filter(({ info }) => mannerOf(info) !== "none")
      .filter((room) => room !== chat.current || document.hidden || host?.shown === false)
      .reduce((sum, { info }) => sum + info.unread, 0);
    const place = chat.current === null ? "" : `${roomName(chat, chat.current.info)} · `;
    const title = `${unread > 0 ? `(${number(unread)}) ` : ""}${place}${settings.title}`;
    if (document.title !== title) document.title = title;
    host?.unread(unread);
  }

  private heard({ room, message, mentioned }: { room: RoomState; message: Message; mentioned: boolean }): void {
    const { chat, host } = this.app;
    const away = document.hidden || host?.shown === false;
    const elsewhere = room !== chat.current;
    if (!away && !elsewhere) return; // the list of messages reads it aloud itself
    if (!disturbs(mannerOf(room.info), mentioned)) return;
    const name = personName(chat, message.author);
    const text = excerpt(message);
    if (elsewhere) announce(t("announce.message", { name, room: roomName(chat, room.info), text }));
    if (soundOn()) this.sound();
    if (away && notificationsOn()) this.notify(room, name, text);
  }

  /** Tells a moderator or an operator that somebody needs them. */
  private call(text: string): void {
    const { host, settings } = this.app;
    say(text);
    if (soundOn()) this.sound();
    if ((document.hidden || host?.shown === false) && notificationsOn()) new Notification(settings.title, { body: text });
  }

  private notify(room: RoomState, name: string, text: string): void {
    const called = roomName(this.app.chat, room.info);
    const isTalk = room.info.kind === "private";
    const notification = new Notification(isTalk ? name : called, {
      body: isTalk ? text : t("notify.body", { name, text }),
      tag: `parley ${room.info.id}`, // a later one takes the place of an earlier one
      icon: byId("favicon", HTMLLinkElement).href,
    });
    notification.addEventListener("click", () => {
      window.focus();
      location.hash = fragmentOf({ room: room.info.id });
      notification.close();
    });
  }

  /** Two soft notes. */
  private sound(): void {
    const now = Date.now();
    if (now - this.soundedAt < SOUND_PAUSE_MILLIS) return;
    this.soundedAt = now;
    this.sounds ??= new AudioContext();
    const { sounds } = this;
    if (sounds.state === "suspended") void sounds.resume();
    [660, 880].forEach((frequency, i) => {
      const start = sounds.currentTime + i * 0.12;
      const note = new OscillatorNode(sounds, { type: "sine", frequency });
      const loudness = new GainNode(sounds, { gain: 0 });
      loudness.gain.setValueAtTime(0, start);
      loudness.gain.linearRampToValueAtTime(0.12, start + 0.02);
      loudness.gain.exponentialRampToValueAtTime(0.001, start + 0.35);
      note.connect(loudness).connect(sounds.destination);
      note.start(start);
      note.stop(start + 0.4);
    });
  }
}

function excerpt({ text, files }: Message): string {
  const said = text === "" ? describeFiles(files) : text;
  const points = [...said];
  return points.length <= EXCERPT ? said : `${points.slice(0, EXCERPT).join("")}…`;
}
