// The console's log: one entry per thing that happened, the newest last, never more than fit.

import { element } from "../shared/dom.ts";

export const ENTRIES_KEPT = 500;

export type Direction = "sent" | "received" | "event" | "error";

export interface JournalEntry {
  direction: Direction;
  /** What it is: text, binary, open, close… */
  kind: string;
  /** Facts beside it, each a name and a value. */
  facts?: [name: string, value: string][];
  content?: string;
  /** How much of the content isn't shown. */
  rest?: string;
}

const ARROWS: Record<Direction, string> = { sent: "↑", received: "↓", event: "•", error: "!" };
const SPOKEN: Record<Direction, string> = { sent: "Sent", received: "Received", event: "", error: "Error:" };
const AT_END_PIXELS = 40;

export class Journal {
  private readonly list: HTMLElement;
  private readonly scroller: HTMLElement;
  private readonly empty: HTMLElement;
  private pending: HTMLElement[] = [];
  private scheduled = false;
  private following = true;

  constructor(scroller: HTMLElement, list: HTMLElement, empty: HTMLElement) {
    this.scroller = scroller;
    this.list = list;
    this.empty = empty;
    scroller.addEventListener(
      "scroll",
      () => {
        this.following = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < AT_END_PIXELS;
      },
      { passive: true },
    );
  }

  write(entry: JournalEntry): void {
    this.pending.push(draw(entry, new Date()));
    if (this.pending.length > ENTRIES_KEPT) this.pending.shift();
    if (this.scheduled) return;
    this.scheduled = true;
    const show = (): void => this.show();
    if (document.hidden) window.setTimeout(show, 100);
    else window.requestAnimationFrame(show);
  }

  clear(): void {
    this.pending = [];
    this.list.replaceChildren();
    this.empty.hidden = false;
    this.following = true;
  }

  private show(): void {
    this.scheduled = false;
    if (this.pending.length === 0) return;
    const before = this.scroller.scrollHeight;
    this.list.append(...this.pending);
    this.pending = [];
    this.empty.hidden = true;
    const grown = this.scroller.scrollHeight;
    while (this.list.childElementCount > ENTRIES_KEPT) this.list.firstElementChild?.remove();
    if (this.following) this.scroller.scrollTop = this.scroller.scrollHeight;
    else if (grown > before) this.scroller.scrollTop -= grown - this.scroller.scrollHeight;
  }
}

function draw(entry: JournalEntry, at: Date): HTMLElement {
  const { direction, kind, facts = [], content, rest } = entry;
  const li = element(
    "li",
    { class: "entry-line", "data-direction": direction, "data-kind": kind },
    element("time", { datetime: at.toISOString() }, timeOf(at)),
    element("span", { class: "arrow", "aria-hidden": "true" }, ARROWS[direction]),
    element("span", { class: "kind" }, element("span", { class: "unseen" }, `${SPOKEN[direction]} `), kind),
  );
  const what = element("div", { class: "what" });
  if (facts.length > 0) {
    what.append(
      element(
        "p",
        { class: "facts" },
        ...facts.flatMap(([name, value], i) => [
          i === 0 ? "" : "  ",
          element("span", { class: "fact", "data-fact": name }, `${name} `, element("b", {}, value)),
        ]),
      ),
    );
  }
  if (content !== undefined) what.append(element("pre", { dir: "ltr", "data-content": "" }, content));
  if (rest !== undefined) what.append(element("p", { class: "rest" }, rest));
  li.append(what);
  return li;
}

function timeOf(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, "0")}`;
}
