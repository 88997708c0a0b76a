// Where a voice message is made, in place of the text: recording, then listening to it, then sending it.

import { element, setText } from "../../../shared/dom.ts";
import { t } from "../../i18n/words.ts";
import type { Attachment } from "../../wire.ts";
import { icon, type IconName } from "../icons.ts";
import { playback } from "../playback.ts";
import { lengthText } from "../sizes.ts";
import { drawSound } from "../sound.ts";
import type { Voice } from "../tray.ts";
import { NoRecording } from "./microphone.ts";
import { longest, record, type Recording } from "./recording.ts";

export interface VoiceParts {
  /** The form whose box it takes the place of. */
  readonly form: HTMLFormElement;
  /** Bytes that a file may have; 0 for no limit known. */
  readonly limit: number;
  send(voice: Voice): void;
  say(problem: string | null): void;
  closed(): void;
}

const METER_BARS = 40;
const TICK_MILLIS = 60;

export class VoicePanel {
  private readonly parts: VoiceParts;
  private readonly panel: HTMLElement;
  private readonly status = element("p", { class: "unseen", role: "status" });
  private readonly line = element("div", { class: "voice-line" });
  private recording: Recording | null = null;
  private ticking = 0;
  private open = true;
  private preview: string | null = null;

  constructor(parts: VoiceParts) {
    this.parts = parts;
    this.panel = element("div", { class: "voice", role: "group", "aria-label": t("voice.title") }, this.line, this.status);
    this.panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.close();
    });
    parts.form.dataset["voice"] = "";
    parts.form.append(this.panel);
  }

  /** Comes back when it records, or can't. */
  async record(): Promise<void> {
    playback.stop();
    const cancel = this.button("remove", t("voice.cancel"), () => this.close());
    this.line.replaceChildren(cancel, element("p", { class: "voice-words" }, t("voice.asking")));
    cancel.focus();
    try {
      const recording = await record();
      if (!this.open) recording.cancel();
      else this.showRecording(recording);
    } catch (error) {
      this.fail(error);
    }
  }

  /** The button that was held is let go. */
  release(): void {
    if (this.recording !== null) void this.stop(this.recording);
  }

  private showRecording(recording: Recording): void {
    this.recording = recording;
    const most = longest(this.parts.limit);
    const time = element("span", { class: "voice-time" });
    const meter = new Meter();
    const cancel = this.button("remove", t("voice.cancel"), () => this.close());
    const stop = this.button("stop", t("voice.stop"), () => void this.stop(recording));
    this.line.replaceChildren(cancel, element("span", { class: "voice-dot", "aria-hidden": "true" }), time, meter.element, stop);
    stop.focus();
    setText(this.status, t("voice.recording"));
    const tick = (): void => {
      const millis = recording.millis();
      setText(time, t("voice.left", { at: lengthText(millis), length: lengthText(most) }));
      meter.add(recording.level());
      if (millis < most) return;
      this.parts.say(t("voice.full", { length: lengthText(most) }));
      void this.stop(recording);
    };
    tick();
    this.ticking = window.setInterval(tick, TICK_MILLIS);
  }

  private async stop(recording: Recording): Promise<void> {
    if (this.recording !== recording) return;
    this.recording = null;
    window.clearInterval(this.ticking);
    try {
      const made = await recording.finish();
      if (!this.open) return;
      if (made === null) {
        this.parts.say(t("voice.short"));
        this.close();
      } else this.showPreview(made);
    } catch (error) {
      this.fail(error);
    }
  }

  private showPreview(made: Omit<Voice, "name">): void {
    const voice: Voice = { ...made, name: `${t("voice.name")}${made.body.type === "audio/mp4" ? ".m4a" : ".wav"}` };
    this.preview = URL.createObjectURL(made.body);
    const sound = drawSound(asAttachment(voice), this.preview);
    const cancel = this.button("remove", t("voice.cancel"), () => this.close());
    const send = this.button("send", t("voice.send"), () => {
      this.close();
      this.parts.send(voice);
    });
    send.classList.add("primary");
    this.line.replaceChildren(cancel, sound, send);
    setText(this.status, "");
    send.focus();
  }

  private fail(error: unknown): void {
    if (!this.open) return;
    this.parts.say(t(error instanceof NoRecording ? error.key : "voice.failed"));
    this.close();
  }

  private close(): void {
    if (!this.open) return;
    this.open = false;
    window.clearInterval(this.ticking);
    this.recording?.cancel();
    if (this.preview !== null) {
      playback.stop();
      URL.revokeObjectURL(this.preview);
    }
    delete this.parts.form.dataset["voice"];
    this.panel.remove();
    this.parts.closed();
  }

  private button(name: IconName, label: string, run: () => void): HTMLButtonElement {
    const kind = `voice-act voice-${name}`;
    const button = element("button", { type: "button", class: kind, "aria-label": label, title: label }, icon(name));
    button.addEventListener("click", run);
    return button;
  }
}

/** How loud it is and just was: bars that move to the side. */
class Meter {
  readonly element = element("div", { class: "meter", role: "meter", "aria-label": t("voice.level"), "aria-valuemin": "0", "aria-valuemax": "100" });

  constructor() {
    for (let i = 0; i < METER_BARS; i++) this.element.append(element("span", {}));
  }

  add(level: number): void {
    const bar = this.element.firstElementChild;
    if (!(bar instanceof HTMLElement)) return;
    const shown = Math.min(1, Math.sqrt(level)); // soft speech is seen too
    bar.style.setProperty("--level", shown.toFixed(3));
    this.element.append(bar);
    this.element.setAttribute("aria-valuenow", String(Math.round(100 * shown)));
  }
}

/** Something that can be listened to like what others have sent. */
function asAttachment({ body, name, duration, waveform }: Voice): Attachment {
  const id = "voice-preview";
  return { id, name, type: body.type, size: body.size, width: 0, height: 0, duration, waveform, thumbnail: false };
}
