// The files of the message that is being written: shown above the text, on their way to the server while one writes.

import { element, setText } from "../../shared/dom.ts";
import { counted, known, readersLocale, t, type TextKey } from "../i18n/words.ts";
import type { Attachment } from "../wire.ts";
import { thumbnailAddress } from "./addresses.ts";
import { iconOf, nameElement } from "./files.ts";
import { icon } from "./icons.ts";
import { kindOf, shownName } from "./kinds.ts";
import { lengthText, sizeText } from "./sizes.ts";
import { transfers } from "./transfer.ts";
import { Uploads, type Refusal, type Upload } from "./uploads.ts";

/** A picture that the browser may show before the server has looked at it. Never SVG. */
const PREVIEWED = /^image\/(png|jpeg|gif|webp)$/;

export interface TrayParts {
  /** An empty element above the text. */
  readonly place: HTMLElement;
  /** The room that is written to. */
  room(): string;
  /** Whose uploads they are, as good as when it is used. */
  token(): Promise<string>;
  /** Bytes of a file, 0 for no limit known; and files of a message. */
  limits(): { readonly file: number; readonly files: number };
  /** Sends the message, as the button does. */
  submit(): void;
  /** A sentence about what can't be, or null for none. */
  say(problem: string | null): void;
}

/** A recording. */
export interface Voice {
  readonly body: Blob;
  readonly name: string;
  /** Milliseconds. */
  readonly duration: number;
  /** base64url. */
  readonly waveform: string;
}

export class Tray {
  private readonly parts: TrayParts;
  private readonly uploads: Uploads;
  private readonly rows = new Map<number, Row>();
  private readonly list = element("ul", { class: "tray-list", "aria-label": t("files.tray") });
  private readonly note = element("p", { class: "tray-note", role: "status", hidden: "" });
  private readonly spoken = element("p", { class: "unseen", role: "status" });
  private sendsWhenReady = false;
  private timer = 0;

  constructor(parts: TrayParts) {
    this.parts = parts;
    parts.place.append(this.list, this.note, this.spoken);
    this.uploads = new Uploads(
      transfers(() => parts.token()),
      () => performance.now(),
      () => this.changed(),
    );
    window.addEventListener("online", () => this.uploads.online());
  }

  /** What the limits allow of these; of the rest it says why not. */
  add(files: Iterable<File>): void {
    const { file: most, files: count } = this.parts.limits();
    const problems: string[] = [];
    let room = count - this.current.length;
    let excess = 0;
    for (const file of files) {
      const name = shownName(file.name);
      const size = sizeText(file.size, readersLocale());
      if (file.size === 0) problems.push(t("files.empty", { name }));
      else if (most > 0 && file.size > most)
        problems.push(t("files.tooLarge", { name, size, limit: sizeText(most, readersLocale()) }));
      else if (room-- <= 0) excess++;
      else this.uploads.add({ room: this.parts.room(), name: file.name, body: file, duration: 0, waveform: "" });
    }
    if (excess > 0) problems.push(counted("files.tooMany", excess, { limit: count }));
    this.parts.say(problems.length === 0 ? null : problems.join(" "));
  }

  /** Sends a recording as soon as the server has it, with what else is there. */
  addVoice(voice: Voice): void {
    const { files } = this.parts.limits();
    if (this.current.length >= files) {
      this.parts.say(counted("files.tooMany", 1, { limit: files }));
      return;
    }
    this.uploads.add({ room: this.parts.room(), ...voice });
    this.sendWhenReady();
  }

  get empty(): boolean {
    return this.current.length === 0;
  }

  /** Whether everything that is here is on the server. */
  get ready(): boolean {
    return this.current.every(({ state }) => state.kind === "done");
  }

  /** The files for the message that goes out now. */
  take(): Attachment[] {
    this.sendsWhenReady = false;
    return this.uploads.take(this.parts.room());
  }

  /** The files of a message that isn't sent after all. */
  restore(files: readonly Attachment[]): void {
    for (const file of files) this.uploads.restore(this.parts.room(), file);
  }

  /** Sends the message once its files have arrived; says what to do where one of them can't. */
  sendWhenReady(): void {
    if (this.current.some(({ state }) => state.kind === "failed")) {
      this.parts.say(t("files.notYet"));
      return;
    }
    this.sendsWhenReady = true;
    this.changed();
  }

  /** Another room is written to: its own files are shown, those of the other one go on. */
  roomChanged(): void {
    this.sendsWhenReady = false;
    this.changed();
  }

  private get current(): Upload[] {
    return this.uploads.of(this.parts.room());
  }

  private changed(): void {
    this.schedule();
    this.draw();
    if (!this.sendsWhenReady) return;
    const failed = this.current.some(({ state }) => state.kind === "failed");
    if (!failed && !this.empty && !this.ready) return;
    this.stopWaiting();
    if (failed) this.parts.say(t("files.notYet"));
    else if (!this.empty) this.parts.submit();
  }

  private stopWaiting(): void {
    this.sendsWhenReady = false;
    this.note.hidden = true;
  }

  private schedule(): void {
    window.clearTimeout(this.timer);
    const { nextDue } = this.uploads;
    if (nextDue !== null) this.timer = window.setTimeout(() => this.uploads.due(), Math.max(0, nextDue - performance.now()));
  }

  private draw(): void {
    const { current } = this;
    for (const [id, row] of this.rows) {
      if (current.some((upload) => upload.id === id)) continue;
      row.remove();
      this.rows.delete(id);
    }
    for (const upload of current) {
      let row = this.rows.get(upload.id);
      if (row === undefined) {
        row = new Row(upload, {
          remove: () => this.remove(upload.id),
          again: () => this.uploads.again(upload.id),
        });
        this.rows.set(upload.id, row);
        this.list.append(row.element);
      }
      const spoken = row.show(upload);
      if (spoken !== null) setText(this.spoken, spoken);
    }
    setText(this.note, this.sendsWhenReady ? t("files.willSend") : "");
    this.note.hidden = !this.sendsWhenReady;
    this.parts.place.hidden = current.length === 0;
  }

  /** The focus goes to the next file, or back to the text. */
  private remove(id: number): void {
    const row = this.rows.get(id)?.element;
    const next = row?.nextElementSibling ?? row?.previousElementSibling ?? null;
    this.uploads.remove(id);
    this.parts.say(null);
    const button = next?.querySelector<HTMLElement>(".tray-remove");
    (button ?? this.parts.place.closest("form")?.querySelector("textarea"))?.focus();
  }
}

class Row {
  readonly element: HTMLElement;
  private readonly bar = element("progress", { max: "1", value: "0" });
  private readonly fate = element("span", { class: "tray-fate" });
  private readonly retry: HTMLButtonElement;
  private preview: string | null = null;
  private readonly name: string;
  private kind = "";

  constructor({ id, source }: Upload, acts: { remove(): void; again(): void }) {
    this.name = shownName(source.name);
    this.bar.setAttribute("aria-label", t("files.progress", { name: this.name }));
    this.retry = actButton("tray-again", t("files.again", { name: this.name }), "again", acts.again);
    this.element = element(
      "li",
      { class: "tray-file", "data-upload": String(id) },
      this.drawPreview(source),
      element("div", { class: "tray-words" }, nameElement(this.name), this.fate, this.bar),
      this.retry,
      actButton("tray-remove", t("files.remove", { name: this.name }), "remove", acts.remove),
    );
  }

  remove(): void {
    if (this.preview !== null) URL.revokeObjectURL(this.preview);
    this.element.remove();
  }

  /** @return what is worth saying aloud, or null */
  show({ source, state }: Upload): string | null {
    const size = sizeText(source.body.size, readersLocale());
    const news = this.kind !== state.kind;
    this.kind = state.kind;
    this.element.dataset["state"] = state.kind;
    this.bar.hidden = state.kind !== "sending";
    this.retry.hidden = state.kind !== "failed" && state.kind !== "lost";
    const words = this.words(source, state, size);
    setText(this.fate, words);
    if (state.kind === "sending") this.bar.value = source.body.size === 0 ? 0 : state.sent / source.body.size;
    if (!news) return null;
    if (state.kind === "done") return t("files.uploaded", { name: this.name });
    return state.kind === "failed" || state.kind === "lost" ? `${this.name}: ${words}` : null;
  }

  private words(source: Upload["source"], state: Upload["state"], size: string): string {
    switch (state.kind) {
      case "queued":
        return t("files.queued");
      case "sending":
        return state.sent >= source.body.size
          ? t("files.checking")
          : t("files.sending", { done: sizeText(state.sent, readersLocale()), size });
      case "lost":
        return t("files.lost");
      case "failed":
        return refusalText(state.refusal);
      case "done":
        this.showThumbnail(state.attachment);
        return source.duration > 0 ? lengthText(source.duration) : sizeText(state.attachment.size, readersLocale());
    }
  }

  private drawPreview({ body, duration, name }: Upload["source"]): HTMLElement {
    const holder = element("span", { class: "tray-preview", "aria-hidden": "true" });
    if (PREVIEWED.test(body.type)) {
      this.preview = URL.createObjectURL(body);
      const image = element("img", { alt: "", src: this.preview });
      image.addEventListener("error", () => image.replaceWith(icon("picture"))); // it only says to be one
      holder.append(image);
    } else {
      holder.append(icon(duration > 0 ? "sound" : iconOf(body.type || typeByName(name))));
    }
    return holder;
  }

  /** For what was here before: it has no bytes to look at. */
  private showThumbnail(attachment: Attachment): void {
    const holder = this.element.querySelector(".tray-preview");
    if (this.preview !== null || kindOf(attachment) !== "picture" || !attachment.thumbnail) return;
    if (holder?.querySelector("img") === null)
      holder.replaceChildren(element("img", { alt: "", src: thumbnailAddress(attachment) }));
  }
}

export function refusalText({ error, message }: Refusal): string {
  const key = `files.error.${error}`;
  return known(key) && error !== "unknown" ? t(key as TextKey) : t("files.error.unknown", { message });
}

function typeByName(name: string): string {
  return /\.(zip|tar|gz|7z|rar|xz)$/i.test(name) ? "application/zip" : /\.(mp3|ogg|wav|m4a)$/i.test(name) ? "audio/" : "";
}

function actButton(kind: string, label: string, name: "again" | "remove", run: () => void): HTMLButtonElement {
  const button = element("button", { type: "button", class: `tray-act ${kind}`, "aria-label": label, title: label }, icon(name));
  button.addEventListener("click", run);
  return button;
}
