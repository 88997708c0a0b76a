// Keys that work everywhere on the page; dialogs/help.ts tells of them.

import { closeMenu } from "./menu.ts";

export interface Acts {
  search(): void;
  help(): void;
  emoji(): void;
  /** To the room `by` further down the list; only to one with something new when `unread`. */
  go(by: 1 | -1, unread: boolean): void;
  /** Closes, cancels or leaves what is open. Whether there was something. */
  escape(): boolean;
  focusText(): void;
}

export function listen(acts: Acts): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || document.querySelector("dialog[open]") !== null) return;
    if (document.body.dataset["view"] !== "inside" || event.isComposing) return;
    if (handle(acts, event)) event.preventDefault();
  });
}

function handle(acts: Acts, event: KeyboardEvent): boolean {
  const { key, altKey, shiftKey } = event;
  const command = event.ctrlKey || event.metaKey;
  if (key === "Escape") return closeMenu() || acts.escape();
  if (command && !altKey && !shiftKey && key.toLowerCase() === "k") acts.search();
  else if (altKey && !command && (key === "ArrowDown" || key === "ArrowUp")) acts.go(key === "ArrowDown" ? 1 : -1, shiftKey);
  else if (command && !altKey && !shiftKey && key === ".") acts.emoji();
  else if (command || altKey || writes(event.target)) return false;
  else if (key === "?") acts.help();
  else if (key === "/") acts.focusText();
  else return type(acts, event);
  return true;
}

/** A letter that nobody waits for goes where one writes. */
function type(acts: Acts, { key, target }: KeyboardEvent): boolean {
  if ([...key].length === 1 && key !== " " && target === document.body) acts.focusText();
  return false;
}

function writes(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.matches("input, textarea, select") || target.isContentEditable);
}
