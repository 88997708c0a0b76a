// The box that one writes in.

import { setText } from "../shared/dom.ts";
import { codePoints, wellFormed } from "../shared/text.ts";
import { textProblem } from "../chat/rules.ts";

/** The counter appears when no more than this share of the limit is left. */
const COUNTER_FROM = 0.8;

export interface ComposerParts {
  form: HTMLFormElement;
  text: HTMLTextAreaElement;
  counter: HTMLElement;
  reason: HTMLElement;
  limit(): number;
  /** A sentence that says why not, or null when it is taken. */
  send(text: string): string | null;
}

export class Composer {
  private readonly parts: ComposerParts;
  private composing = false;

  constructor(parts: ComposerParts) {
    this.parts = parts;
    const { form, text } = parts;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    text.addEventListener("compositionstart", () => (this.composing = true));
    text.addEventListener("compositionend", () => (this.composing = false));
    text.addEventListener("input", () => this.changed());
    text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
      // An input method's Enter chooses a word. Safari ends the composition before that key's event, which keeps 229.
      if (event.isComposing || this.composing || event.keyCode === 229) return;
      event.preventDefault();
      this.send();
    });
    this.changed();
  }

  focus(): void {
    this.parts.text.focus({ preventScroll: true });
  }

  /** Puts a text back that isn't sent after all, before what is being written. */
  restore(restored: string): void {
    if (restored === "") return;
    const { text } = this.parts;
    text.value = text.value === "" ? restored : `${restored}\n${text.value}`;
    this.changed();
  }

  /** Says why something can't be, or takes that back. */
  complain(reason: string | null): void {
    const { reason: shown, text } = this.parts;
    setText(shown, reason ?? "");
    shown.hidden = reason === null;
    if (reason === null) text.removeAttribute("aria-invalid");
    else text.setAttribute("aria-invalid", "true");
  }

  changed(): void {
    const { text, counter } = this.parts;
    this.complain(null);
    text.style.setProperty("height", "auto");
    text.style.setProperty("height", `${text.scrollHeight}px`);
    const limit = this.parts.limit();
    const left = limit - codePoints(text.value.trimEnd());
    counter.hidden = left > limit * (1 - COUNTER_FROM);
    counter.dataset["over"] = String(left < 0);
    setText(counter, left >= 0 ? `${left.toLocaleString("en")} left` : `${(-left).toLocaleString("en")} too many`);
  }

  private send(): void {
    const text = wellFormed(this.parts.text.value.trimEnd());
    const problem = textProblem(text, this.parts.limit()) ?? this.parts.send(text);
    if (problem !== null) {
      this.complain(problem);
      this.focus();
      return;
    }
    this.parts.text.value = "";
    this.changed();
    this.focus();
  }
}
