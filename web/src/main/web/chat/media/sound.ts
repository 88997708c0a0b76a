// One sound in a message: play and pause, its waveform as a slider, its time.

import { element, setText } from "../../shared/dom.ts";
import { t } from "../i18n/words.ts";
import type { Attachment } from "../wire.ts";
import { fileAddress } from "./addresses.ts";
import { icon, setIcon } from "./icons.ts";
import { isVoice, shownName } from "./kinds.ts";
import { playback, type Playing } from "./playback.ts";
import { lengthText } from "./sizes.ts";
import { drawWave, setHeard } from "./wave.ts";
import { fromBase64Url } from "./waveform.ts";

const STEP_MILLIS = 5_000;
const PAGE_STEP_MILLIS = 15_000;

/** @param address where it is, when it isn't on the server yet */
export function drawSound(file: Attachment, address = fileAddress(file)): HTMLElement {
  const name = shownName(file.name);
  const label = isVoice(file) ? t("file.voice", { length: lengthText(file.duration) }) : t("file.sound", { name });
  const button = element("button", { type: "button", class: "sound-play", "aria-label": t("file.play") }, icon("play"));
  const wave = drawWave(fromBase64Url(file.waveform));
  const slider = element("div", {
    class: "wave",
    role: "slider",
    tabindex: "0",
    dir: "ltr",
    "aria-label": t("file.position"),
    "aria-valuemin": "0",
  });
  slider.append(wave);
  const time = element("span", { class: "sound-time" });
  const problem = element("p", { class: "problem", role: "alert", hidden: "" }, t("file.unplayable"));
  const line = element("div", { class: "sound-line" }, button, slider, time);
  const drawn = element("div", { class: "sound", role: "group", "aria-label": label, "data-file": file.id }, line);
  if (!isVoice(file)) {
    drawn.append(element("a", { class: "sound-name", href: fileAddress(file), download: name }, element("bdi", {}, name)));
  }
  drawn.append(problem);

  let length = file.duration;
  const show = (playing: Playing): void => {
    length = playing.length;
    const plays = playing.state === "playing" || playing.state === "loading";
    drawn.dataset["state"] = playing.state;
    if (button.dataset["plays"] !== String(plays)) {
      button.dataset["plays"] = String(plays);
      button.setAttribute("aria-label", t(plays ? "file.pause" : "file.play"));
      setIcon(button, plays ? "pause" : "play");
    }
    problem.hidden = playing.state !== "failed";
    setHeard(wave, length > 0 ? playing.at / length : 0);
    setText(time, lengthText(playing.state === "stopped" || playing.at === 0 ? length : playing.at));
    slider.setAttribute("aria-valuemax", String(Math.round(length / 1_000)));
    slider.setAttribute("aria-valuenow", String(Math.round(playing.at / 1_000)));
    slider.setAttribute(
      "aria-valuetext",
      t("file.positionOf", { at: lengthText(playing.at), length: lengthText(length) }),
    );
  };
  playback.show(drawn, file, show);
  button.addEventListener("click", () => playback.toggle(file, address));
  followPointer(slider, (share) => playback.seek(file, share * length, address));
  slider.addEventListener("keydown", (event) => {
    const to = afterKey(event.key, playback.at(file.id), length);
    if (event.key === " " || event.key === "Enter") playback.toggle(file, address);
    else if (to === null) return;
    else playback.seek(file, to, address);
    event.preventDefault();
    event.stopPropagation(); // arrows also move through the messages
  });
  return drawn;
}

/** Where a key takes the position to, or null for one that has no such meaning. All in milliseconds. */
export function afterKey(key: string, at: number, length: number): number | null {
  const end = Math.max(0, length - 1);
  const within = (to: number): number => Math.max(0, Math.min(end, to));
  switch (key) {
    case "ArrowRight":
    case "ArrowUp":
      return within(at + STEP_MILLIS);
    case "ArrowLeft":
    case "ArrowDown":
      return within(at - STEP_MILLIS);
    case "PageUp":
      return within(at + PAGE_STEP_MILLIS);
    case "PageDown":
      return within(at - PAGE_STEP_MILLIS);
    case "Home":
      return 0;
    case "End":
      return end;
    default:
      return null;
  }
}

function followPointer(slider: HTMLElement, moved: (share: number) => void): void {
  const to = (event: PointerEvent): void => {
    const box = slider.getBoundingClientRect();
    if (box.width > 0) moved(Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)));
  };
  slider.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    slider.setPointerCapture(event.pointerId);
    to(event);
  });
  slider.addEventListener("pointermove", (event) => {
    if (slider.hasPointerCapture(event.pointerId)) to(event);
  });
}
