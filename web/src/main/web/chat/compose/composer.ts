// The box that one writes in: grows with its text, sends with Enter, answers and edits, keeps a draft for each room.

import { byId, element, mayTakeFocus, setText } from "../../shared/dom.ts";
import { codePoints, wellFormed } from "../../shared/text.ts";
import { counted, pieces, t } from "../i18n/words.ts";
import { describeFiles } from "../media/files.ts";
import type { Tray } from "../media/tray.ts";
import type { RoomState } from "../room.ts";
import { textFault } from "../rules.ts";
import { clockTime } from "../times.ts";
import type { Attachment, Message } from "../wire.ts";
import { isModerator, personName, reasonOf, roomName, type App } from "../shell/app.ts";
import { icon } from "../shell/icons.ts";
import { later } from "../shell/lazy.ts";
import type { Mentions } from "./mentions.ts";

/** The counter appears when no more than this share of the limit is left. */
const COUNTER_FROM = 0.8;
const DRAFT_MILLIS = 300;
const MUTED_FOR_EVER_MILLIS = 300 * 24 * 3600 * 1000;

type Context = { kind: "reply" | "edit"; message: Message };

export class Composer {
  private readonly app: App;
  private readonly text = byId("text", HTMLTextAreaElement);
  private readonly counter = byId("counter", HTMLElement);
  private readonly reason = byId("reason", HTMLElement);
  private readonly context = byId("context", HTMLElement);
  /** Comes later: until then nobody is meant by an @. */
  private mentions: Mentions | null = null;
  private composing = false;
  private about: Context | null = null;
  private drafting: number | undefined;
  private tray: Tray | null = null;
  private traying: Promise<Tray> | null = null;
  private room: RoomState | null = null;
  /** What was being written before a message was edited. */
  private aside = "";

  constructor(app: App) {
    this.app = app;
    const { text } = this;
    byId("composer", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    text.addEventListener("compositionstart", () => (this.composing = true));
    text.addEventListener("compositionend", () => (this.composing = false));
    text.addEventListener("input", () => {
      this.changed();
      this.keepDraftSoon();
      if (text.value !== "" && this.about?.kind !== "edit") app.chat.typing();
    });
    text.addEventListener("keydown", (event) => this.key(event));
    window.addEventListener("pagehide", () => this.keepDraft());
    void later().then((parts) => this.complete(parts));
    app.chat.events.on("current", (room) => this.enter(room));
    app.chat.events.on("rooms", () => this.allow());
    this.enter(app.chat.current);
  }

  private complete({ Mentions, Ways }: Awaited<ReturnType<typeof later>>): void {
    const { app, text } = this;
    this.mentions = new Mentions(app, text, byId("foot", HTMLElement));
    new Ways({
      form: byId("composer", HTMLFormElement),
      text,
      target: byId("main", HTMLElement),
      attach: byId("attach", HTMLButtonElement),
      file: byId("file", HTMLInputElement),
      mic: byId("mic", HTMLButtonElement),
      tray: () => this.withTray(),
      allowed: () => app.settings.files && !byId("foot", HTMLElement).hidden && this.about?.kind !== "edit",
      limit: () => app.settings.limits.file,
      say: (problem) => this.complain(problem),
    });
  }

  focus(): void {
    if (mayTakeFocus() && !byId("foot", HTMLElement).hidden) this.text.focus({ preventScroll: true });
  }

  reply(message: Message): void {
    if (this.about?.kind === "edit") this.leaveContext();
    this.setContext({ kind: "reply", message });
    this.focus();
  }

  edit(message: Message): void {
    if (this.about?.kind !== "edit") this.aside = this.text.value;
    this.setContext({ kind: "edit", message });
    this.text.value = message.text;
    this.text.setSelectionRange(message.text.length, message.text.length);
    this.changed();
    this.focus();
  }

  /** Where the caret is, with spaces around it where there are none. */
  insert(inserted: string, spaced = false): void {
    const { text } = this;
    const [from, to] = [text.selectionStart, text.selectionEnd];
    const before = spaced && from > 0 && !/\s$/.test(text.value.slice(0, from)) ? " " : "";
    const after = spaced && !/^\s/.test(text.value.slice(to)) ? " " : "";
    text.setRangeText(before + inserted + after, from, to, "end");
    this.changed();
    this.keepDraftSoon();
    this.focus();
  }

  mention(name: string): void {
    this.insert(`@${name}`, true);
    this.mentions?.chosen(name);
  }

  /** What was taken back, before what is being written. */
  restore(text: string, files: readonly Attachment[]): void {
    if (text !== "") this.text.value = this.text.value === "" ? text : `${text}\n${this.text.value}`;
    if (files.length > 0) void this.withTray().then((tray) => tray.restore(files));
    this.changed();
    this.keepDraft();
    this.focus();
  }

  /** Ends answering or editing. Whether there was something to end. */
  cancel(): boolean {
    if (this.mentions?.close() === true) return true;
    if (this.about === null) return false;
    this.leaveContext();
    this.focus();
    return true;
  }

  private enter(room: RoomState | null): void {
    if (room === this.room) return;
    this.keepDraft();
    this.mentions?.close();
    this.setContext(null);
    this.room = room;
    this.text.value = room === null ? "" : this.app.chat.drafts.in(room.info.id);
    this.tray?.roomChanged();
    this.allow();
    this.changed();
  }

  /** Shows the box where one may write, and says why not where one may not. */
  private allow(): void {
    const { room } = this;
    const foot = byId("foot", HTMLElement);
    const only = byId("only-read", HTMLElement);
    if (room === null) {
      foot.hidden = true;
      only.hidden = true;
      return;
    }
    const { info } = room;
    const invitation = t("write.to", { room: roomName(this.app.chat, info) });
    if (this.text.placeholder !== invitation) this.text.placeholder = invitation;
    const attaches = this.app.settings.files;
    byId("attach", HTMLElement).hidden = !attaches;
    byId("mic", HTMLElement).hidden = !attaches;
    const muted = info.mutedUntil > Date.now();
    const silent = info.kind === "announcement" && !isModerator(room);
    foot.hidden = muted || silent;
    only.hidden = !foot.hidden;
    const forEver = info.mutedUntil - Date.now() > MUTED_FOR_EVER_MILLIS;
    if (silent) setText(only, t("room.readOnly"));
    else if (muted && forEver) setText(only, t("room.mutedForever"));
    else if (muted) setText(only, t("room.muted", { time: clockTime(info.mutedUntil) }));
  }

  private key(event: KeyboardEvent): void {
    // An input method's keys choose words. Safari ends the composition before that key's event, which keeps 229.
    if (event.isComposing || this.composing || event.keyCode === 229) return;
    if (this.mentions?.key(event) === true) return;
    const plain = !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (event.key === "Enter" && plain) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "ArrowUp" && plain && this.text.value === "" && this.about === null) {
      const mine = this.room?.timeline.messages.filter(
        (message) => this.app.chat.isMine(message) && message.deleted === null && message.text !== "",
      );
      const last = mine?.[mine.length - 1];
      if (last === undefined) return;
      event.preventDefault();
      this.edit(last);
    }
  }

  private changed(): void {
    const { text, counter } = this;
    this.complain(null);
    text.style.setProperty("height", "auto");
    text.style.setProperty("height", `${text.scrollHeight}px`);
    const limit = this.limit;
    const left = limit - codePoints(text.value.trimEnd());
    counter.hidden = left > limit * (1 - COUNTER_FROM);
    counter.dataset["over"] = String(left < 0);
    setText(counter, left >= 0 ? counted("write.left", left) : counted("write.over", -left));
  }

  private get limit(): number {
    return this.app.chat.limits.text;
  }

  private complain(reason: string | null): void {
    setText(this.reason, reason ?? "");
    this.reason.hidden = reason === null;
    if (reason === null) this.text.removeAttribute("aria-invalid");
    else this.text.setAttribute("aria-invalid", "true");
  }

  private submit(): void {
    const { room, tray } = this;
    if (room === null) return;
    const text = wellFormed(this.text.value.trimEnd());
    const files = this.about?.kind !== "edit" && tray !== null && !tray.empty;
    const fault = textFault(text, this.limit);
    if (fault === "long" || (fault !== null && !files)) {
      const excess = codePoints(text) - this.limit;
      this.complain(fault === "long" ? counted("write.long", excess, { limit: this.limit }) : t("write.empty"));
      this.focus();
      return;
    }
    if (files && !tray.ready) {
      tray.sendWhenReady();
      return;
    }
    if (this.about?.kind === "edit") this.save(room, this.about.message, text);
    else this.send(room, fault === null ? text : "", files ? tray.take() : []);
    this.focus();
  }

  private send(room: RoomState, text: string, files: readonly Attachment[]): void {
    const reply = this.about?.message ?? null;
    const mentions = this.mentions?.meant(text) ?? [];
    if (!this.app.chat.send(room.info.id, text, { reply, mentions, files })) {
      this.tray?.restore(files);
      this.complain(t("write.full"));
      return;
    }
    this.text.value = "";
    this.setContext(null);
    this.changed();
    this.keepDraft();
  }

  private save(room: RoomState, message: Message, text: string): void {
    if (text === message.text) {
      this.leaveContext();
      return;
    }
    const mentions = this.mentions?.meant(text) ?? [];
    this.app.chat.edit(room.info.id, message, text, mentions).then(
      () => {
        if (this.about?.message === message) this.leaveContext();
      },
      (error: unknown) => this.complain(reasonOf(error)),
    );
  }

  private leaveContext(): void {
    const edited = this.about?.kind === "edit";
    this.setContext(null);
    if (!edited) return;
    this.text.value = this.aside;
    this.aside = "";
    this.changed();
  }

  private setContext(about: Context | null): void {
    this.about = about;
    this.context.hidden = about === null;
    if (about === null) {
      this.context.replaceChildren();
      return;
    }
    const { kind, message } = about;
    const name = element("b", {}, element("bdi", {}, personName(this.app.chat, message.author)));
    const title =
      kind === "reply"
        ? pieces<Node>("write.replying", { name })
        : this.app.chat.isMine(message)
          ? [element("b", {}, t("write.editing"))]
          : pieces<Node>("write.editingOf", { name });
    const words = message.text === "" ? describeFiles(message.files) : message.text;
    const cancel = element(
      "button",
      { type: "button", class: "tool small", id: "context-cancel", "aria-label": t("write.cancel"), title: t("write.cancel") },
      icon("close"),
    );
    cancel.addEventListener("click", () => this.cancel());
    this.context.replaceChildren(
      icon(kind === "edit" ? "edit" : "reply"),
      element("p", { class: "context-text" }, ...title, " ", element("bdi", { class: "context-quote" }, words)),
      cancel,
    );
  }

  private keepDraftSoon(): void {
    this.drafting ??= window.setTimeout(() => this.keepDraft(), DRAFT_MILLIS);
  }

  private keepDraft(): void {
    window.clearTimeout(this.drafting);
    this.drafting = undefined;
    if (this.room === null) return;
    const written = this.about?.kind === "edit" ? this.aside : this.text.value;
    this.app.chat.drafts.keep(this.room.info.id, written, Date.now());
  }

  private withTray(): Promise<Tray> {
    this.traying ??= Promise.all([import("../media/tray.ts"), later()]).then(([{ Tray }]) => {
      const { app } = this;
      this.tray = new Tray({
        place: byId("tray", HTMLElement),
        room: () => this.room?.info.id ?? "",
        token: () => app.token(),
        limits: () => ({ file: app.settings.limits.file, files: app.chat.limits.files }),
        submit: () => this.submit(),
        say: (problem) => this.complain(problem),
      });
      return this.tray;
    });
    return this.traying;
  }
}

