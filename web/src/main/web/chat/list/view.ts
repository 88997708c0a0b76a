// What is in view of the list, and what keeps it there while rows come, go and grow.

/** Closer to the end than this counts as being there, in CSS pixels. */
const AT_END_PIXELS = 60;

export class View {
  private readonly scroller: HTMLElement;
  private readonly rows: HTMLElement;
  /** The messages that were in view when that was noted, and their distance from the top of the view. */
  held: { row: HTMLElement; top: number }[] = [];
  /** Where the view was, to know whether it goes up. */
  private lastTop = 0;

  constructor(scroller: HTMLElement, rows: HTMLElement) {
    this.scroller = scroller;
    this.rows = rows;
  }

  get height(): number {
    return this.scroller.clientHeight;
  }

  /** Pixels of what is drawn above the view. */
  get above(): number {
    return this.scroller.scrollTop;
  }

  /** Pixels of what is drawn below the view. */
  get below(): number {
    return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight;
  }

  get isAtBottom(): boolean {
    return this.below < AT_END_PIXELS;
  }

  /** Whether the view has gone up since it was asked last, or put somewhere. */
  hasGoneUp(): boolean {
    const before = this.lastTop;
    this.lastTop = this.scroller.scrollTop;
    return this.lastTop < before - 1;
  }

  /** Remembers what is in view and where. */
  note(): void {
    const view = this.scroller.getBoundingClientRect();
    this.held = [];
    const rows = this.rows.children;
    for (let i = firstBelow(rows, view.top); i < rows.length; i++) {
      const row = rows[i] as Element;
      const box = row.getBoundingClientRect();
      if (box.bottom <= view.top || !(row instanceof HTMLElement)) continue;
      if (box.top >= view.bottom) break;
      if (row.classList.contains("message")) this.held.push({ row, top: box.top - view.top });
    }
  }

  /** A row was drawn anew. */
  replaced(before: HTMLElement, now: HTMLElement): void {
    for (const each of this.held) if (each.row === before) each.row = now;
  }

  /** Puts what was in view back where it was. */
  holdOn(): void {
    const kept = this.held.find(({ row }) => row.parentElement === this.rows);
    if (kept === undefined) return;
    const top = kept.row.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top;
    if (Math.abs(top - kept.top) >= 1) this.goTo(this.scroller.scrollTop + top - kept.top);
  }

  goTo(top: number): void {
    if (Math.abs(this.scroller.scrollTop - top) >= 1) this.scroller.scrollTop = top;
    this.lastTop = this.scroller.scrollTop;
  }

  toBottom(): void {
    this.goTo(this.scroller.scrollHeight);
  }

  /** Where a row is, in pixels from the beginning of what is drawn. */
  topOf(row: HTMLElement): number {
    return row.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top + this.scroller.scrollTop;
  }

  /** How many pixels a row is above the view; negative when it isn't. */
  over(row: HTMLElement): number {
    return this.scroller.getBoundingClientRect().top - row.getBoundingClientRect().bottom;
  }

  /** How many pixels a row is below the view; negative when it isn't. */
  under(row: HTMLElement): number {
    return row.getBoundingClientRect().top - this.scroller.getBoundingClientRect().bottom;
  }
}

/** The first row that reaches below a line across the view. Rows stand in their order, so half of them are asked nothing. */
function firstBelow(rows: HTMLCollection, line: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] as Element).getBoundingClientRect().bottom <= line) low = middle + 1;
    else high = middle;
  }
  return low;
}
