// How files and voice get into a message: by the buttons, by paste, by drag and drop. Everything else is loaded when the
// first of these is used.

import { element } from "../../shared/dom.ts";
import { t } from "../i18n/words.ts";
import type { Tray } from "./tray.ts";

export interface WaysParts {
  readonly form: HTMLFormElement;
  readonly text: HTMLTextAreaElement;
  /** What files may be dropped on: the room. */
  readonly target: HTMLElement;
  /** The button for the choice of files, and the field that asks for them. */
  readonly attach: HTMLButtonElement;
  readonly file: HTMLInputElement;
  readonly mic: HTMLButtonElement;
  tray(): Promise<Tray>;
  /** Whether files may be sent where one writes now. */
  allowed(): boolean;
  /** Bytes of a file, 0 for no limit known. */
  limit(): number;
  say(problem: string | null): void;
}

/** A finger that stays this long on the button holds it: the recording ends when it goes. */
const HOLD_MILLIS = 500;

export class Ways {
  private readonly parts: WaysParts;
  private readonly veil = element("div", { class: "drop-veil", hidden: "" });
  private recording = false;

  constructor(parts: WaysParts) {
    this.parts = parts;
    const { attach, file, text, mic } = parts;
    attach.addEventListener("click", () => file.click());
    file.addEventListener("change", () => {
      void this.take([...(file.files ?? [])]);
      file.value = ""; // the same file may be chosen again
    });
    text.addEventListener("paste", (event) => this.pasted(event));
    this.listenToDrops();
    mic.addEventListener("pointerdown", (event) => {
      if (event.button === 0 && event.pointerType !== "mouse") this.hold(event);
    });
    mic.addEventListener("click", () => void this.record());
    mic.addEventListener("contextmenu", (event) => event.preventDefault()); // what a long press means elsewhere
  }

  private async take(files: File[], folders: string[] = []): Promise<void> {
    const { parts } = this;
    if (!parts.allowed()) {
      parts.say(t("files.off"));
      return;
    }
    try {
      const tray = await parts.tray();
      if (files.length > 0) tray.add(files);
      parts.text.focus({ preventScroll: true });
      if (folders.length > 0) parts.say(t("files.unreadable", { name: folders.join(", ") }));
    } catch {
      parts.say(t("error.network"));
    }
  }

  /** Pictures and files; where there is text as well, such as from a spreadsheet, the text is meant. */
  private pasted(event: ClipboardEvent): void {
    const data = event.clipboardData;
    if (data === null || data.files.length === 0 || data.types.includes("text/plain")) return;
    event.preventDefault();
    void this.take([...data.files]);
  }

  private listenToDrops(): void {
    const { target } = this.parts;
    this.veil.append(element("p", {}, t("files.drop")));
    target.append(this.veil);
    const isFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") === true;
    target.addEventListener("dragover", (event) => {
      if (!isFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = this.parts.allowed() ? "copy" : "none";
      this.veil.hidden = !this.parts.allowed();
    });
    target.addEventListener("dragleave", (event) => {
      const to = event.relatedTarget;
      if (!(to instanceof Node) || !target.contains(to)) this.veil.hidden = true;
    });
    target.addEventListener("drop", (event) => {
      this.veil.hidden = true;
      if (!isFiles(event)) return;
      event.preventDefault();
      const items = [...(event.dataTransfer?.items ?? [])].filter(({ kind }) => kind === "file");
      const entries = items.map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
      const folders = entries.flatMap(({ entry }) => (entry?.isDirectory === true ? [entry.name] : []));
      const files = entries.flatMap(({ entry, file }) => (file === null || entry?.isDirectory === true ? [] : [file]));
      void this.take(files, folders);
    });
    // A file that misses its target would replace the page.
    for (const event of ["dragover", "drop"] as const)
      window.addEventListener(event, (dragged) => {
        if (isFiles(dragged)) dragged.preventDefault();
      });
  }

  /** A held button ends the recording when it is let go; a tap leaves it on. */
  private hold(event: PointerEvent): void {
    const since = event.timeStamp;
    let released = false;
    const begun = this.record(() => released);
    const release = (up: PointerEvent): void => {
      if (up.pointerId !== event.pointerId) return;
      window.removeEventListener("pointerup", release);
      window.removeEventListener("pointercancel", release);
      if (up.timeStamp - since < HOLD_MILLIS) return;
      released = true;
      void begun.then((panel) => panel?.release());
    };
    // The button is covered while it records: the finger's end is heard wherever it is told.
    window.addEventListener("pointerup", release);
    window.addEventListener("pointercancel", release);
  }

  /** Null where nothing can be recorded or something is being. */
  private async record(released: () => boolean = () => false): Promise<{ release(): void } | null> {
    const { parts } = this;
    if (this.recording) return null;
    parts.say(null);
    if (!parts.allowed()) {
      parts.say(t("files.off"));
      return null;
    }
    this.recording = true;
    try {
      const [tray, { VoicePanel }] = await Promise.all([parts.tray(), import("./voice/panel.ts")]);
      const panel = new VoicePanel({
        form: parts.form,
        limit: parts.limit(),
        send: (voice) => tray.addVoice(voice),
        say: (problem) => parts.say(problem),
        closed: () => {
          this.recording = false;
          parts.text.focus({ preventScroll: true });
        },
      });
      void panel.record().then(() => {
        if (released()) panel.release();
      });
      return panel;
    } catch {
      this.recording = false;
      parts.say(t("error.network"));
      return null;
    }
  }
}
