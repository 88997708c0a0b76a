// Words in passing: shown for a moment, or only read aloud.

import { byId, element } from "../../shared/dom.ts";

const SHOWN_MILLIS = 4_000;
/** Not more is kept for who listens: the oldest has been read, or never will be. */
const SPOKEN = 5;

export function announce(text: string): void {
  const announcer = byId("announcer", HTMLElement);
  announcer.append(element("p", {}, text));
  while (announcer.childElementCount > SPOKEN) announcer.firstElementChild?.remove();
}

export function say(text: string): void {
  document.querySelector(".passing")?.remove();
  const shown = element("p", { class: "passing", role: "status", dir: "auto" }, text);
  (document.querySelector("dialog[open]") ?? document.body).append(shown);
  window.setTimeout(() => shown.remove(), SHOWN_MILLIS);
}

export async function copy(text: string, done: string, refused: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(done);
  } catch {
    say(refused);
  }
}
