// What is heard: one sound at a time in the whole page, whether or not its message is still in the list.

import type { Attachment } from "../wire.ts";
import { fileAddress } from "./addresses.ts";

/** How a sound stands. Times are milliseconds; `length` is 0 while nobody knows it. */
export interface Playing {
  readonly state: "stopped" | "loading" | "playing" | "paused" | "failed";
  readonly at: number;
  readonly length: number;
}

/** Gets told how its sound stands for as long as its element is in the page. */
export type View = (playing: Playing) => void;

export class Playback {
  private audio: HTMLAudioElement | null = null;
  private current: { readonly id: string; readonly length: number } | null = null;
  private failed = false;
  private readonly views = new WeakMap<Element, View>();

  /** Shows this sound's state in an element with its id as `data-sound`. */
  show(at: HTMLElement, { id, duration }: Attachment, view: View): void {
    at.dataset["sound"] = id;
    this.views.set(at, view);
    view(this.stateOf(id, duration));
  }

  /** Plays it, or pauses it while it plays. @param address where it is, when it isn't on the server yet */
  toggle(file: Attachment, address = fileAddress(file)): void {
    const { audio } = this;
    if (this.current?.id !== file.id || audio === null || this.failed) {
      this.load(file, address);
      this.start();
    } else if (audio.paused) this.start();
    else audio.pause();
  }

  /** @param to milliseconds from its beginning. A sound that was not played yet starts there. */
  seek(file: Attachment, to: number, address = fileAddress(file)): void {
    if (this.current?.id !== file.id || this.failed) {
      this.load(file, address);
      this.start();
    }
    if (this.audio !== null) this.audio.currentTime = Math.max(0, to) / 1_000;
    this.tell();
  }

  /** Where it stands: 0 for what isn't played. */
  at(id: string): number {
    return this.current?.id === id ? (this.audio?.currentTime ?? 0) * 1_000 : 0;
  }

  /** Ends what is heard, such as for a recording. */
  stop(): void {
    if (this.audio === null) return;
    const ended = this.current;
    this.audio.pause();
    this.audio.removeAttribute("src");
    this.audio.load();
    this.audio = null;
    this.current = null;
    if (ended !== null) this.tellOf(ended.id, { state: "stopped", at: 0, length: ended.length });
  }

  private load(file: Attachment, address: string): void {
    this.stop();
    const audio = new Audio();
    audio.preload = "auto";
    audio.src = address;
    this.failed = false;
    this.audio = audio;
    this.current = { id: file.id, length: file.duration };
    for (const event of ["play", "playing", "pause", "waiting", "timeupdate", "durationchange", "seeked"])
      audio.addEventListener(event, () => this.tell(audio));
    audio.addEventListener("ended", () => {
      audio.currentTime = 0;
      this.tell(audio);
    });
    audio.addEventListener("error", () => this.fail(audio));
  }

  private start(): void {
    const { audio } = this;
    audio?.play().catch((error: unknown) => {
      if (!(error instanceof DOMException && error.name === "AbortError")) this.fail(audio);
    });
    this.tell();
  }

  private fail(audio: HTMLAudioElement): void {
    if (audio !== this.audio) return;
    this.failed = true;
    this.tell();
  }

  private stateOf(id: string, duration: number): Playing {
    const { audio } = this;
    if (this.current?.id !== id || audio === null) return { state: "stopped", at: 0, length: duration };
    const measured = Number.isFinite(audio.duration) ? audio.duration * 1_000 : 0;
    const length = this.current.length || measured;
    const state = this.failed
      ? "failed"
      : audio.paused
        ? "paused"
        : audio.readyState < HTMLMediaElement.HAVE_FUTURE_DATA && !audio.ended
          ? "loading"
          : "playing";
    return { state, at: Math.min(audio.currentTime * 1_000, length || Infinity), length };
  }

  private tell(audio = this.audio): void {
    if (this.current === null || audio !== this.audio) return; // what is told late of a sound before
    this.tellOf(this.current.id, this.stateOf(this.current.id, this.current.length));
  }

  private tellOf(id: string, playing: Playing): void {
    for (const at of document.querySelectorAll(`[data-sound="${CSS.escape(id)}"]`)) this.views.get(at)?.(playing);
  }
}

export const playback = new Playback();
