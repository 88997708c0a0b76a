// What is said while somebody listens to the page instead of looking at it: new messages only, and not a flood of them.

import { element } from "../../shared/dom.ts";
import { counted } from "../i18n/words.ts";

/** What comes within this time is told together. */
const GATHER_MILLIS = 1_000;
/** More than this at once is told by its number. */
const TOLD_ONE_BY_ONE = 3;

export class Announcer {
  /** Put it into the page; it is never seen. */
  readonly element = element("div", { class: "unseen", role: "status", "aria-live": "polite", id: "announced" });
  private waiting: string[] = [];
  private timer: number | undefined;

  say(sentence: string): void {
    this.waiting.push(sentence);
    if (this.waiting.length > 100) this.waiting.shift();
    this.timer ??= window.setTimeout(() => this.tell(), GATHER_MILLIS);
  }

  private tell(): void {
    this.timer = undefined;
    const { waiting } = this;
    this.waiting = [];
    if (waiting.length > TOLD_ONE_BY_ONE) this.element.replaceChildren(counted("message.jump", waiting.length));
    else this.element.replaceChildren(...waiting.map((each) => element("p", { dir: "auto" }, each)));
  }
}
