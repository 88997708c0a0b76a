// A button or a finger that is pressed on a row. Until it is let go the row stays as it is, and for a moment what is said
// is not drawn: were what is pressed drawn anew or moved meanwhile, the click would be something else's, or nobody's.

/** A press that takes longer is no click of most people's, but a selection, and what is said goes on. */
const STILL_MILLIS = 1_000;
/** After a finger is lifted its click may take so long to come, where a second tap could make it something else. */
const CLICK_MILLIS = 350;

export class Press {
  private readonly changed: () => void;
  private row: HTMLElement | null = null;
  private still = false;
  private timer = 0;

  /** @param changed is called when more may be drawn anew than before */
  constructor(messages: HTMLElement, changed: () => void) {
    this.changed = changed;
    messages.addEventListener("pointerdown", (event) => {
      if (event.isPrimary && event.button === 0 && event.target instanceof Element) this.begin(event.target);
    });
    const now = (): void => this.endAfter(0);
    window.addEventListener("pointerup", () => this.endAfter(CLICK_MILLIS));
    window.addEventListener("pointercancel", now);
    window.addEventListener("contextmenu", now); // where the browser shows its own, nothing is let go
    window.addEventListener("blur", now);
    window.addEventListener("click", now, { capture: true });
  }

  /** Whether the list is not to be drawn for what others do. */
  get holdsAll(): boolean {
    return this.still;
  }

  holds(row: HTMLElement): boolean {
    return row === this.row;
  }

  private begin(target: Element): void {
    this.row = target.closest<HTMLElement>("li.message");
    this.still = this.row !== null;
    this.after(STILL_MILLIS, () => (this.still = false));
  }

  private endAfter(millis: number): void {
    if (this.row === null) return;
    this.after(millis, () => {
      this.row = null;
      this.still = false;
    });
  }

  private after(millis: number, change: () => void): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      change();
      this.changed();
    }, millis);
  }
}
