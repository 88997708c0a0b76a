// A menu that opens at what it is about: arrows move in it, Escape and a click elsewhere close it.

import { element } from "../../shared/dom.ts";
import { icon, type Icon } from "./icons.ts";

export type Item =
  | { label: string; icon: Icon; run(): void; danger?: boolean; action?: string; checked?: boolean }
  | { quick: { label: string; text: string; run(): void }[] }
  | { title: string }
  | "line";

let close: (() => void) | null = null;

export function closeMenu(): boolean {
  if (close === null) return false;
  close();
  return true;
}

/** @param at what it opens beside, or the place of a click */
export function openMenu(label: string, items: readonly Item[], at: HTMLElement | { x: number; y: number }): void {
  closeMenu();
  const before = document.activeElement;
  const menu = element("div", { class: "menu", role: "menu", "aria-label": label, tabindex: "-1" });
  for (const item of items) {
    if (item === "line") menu.append(element("hr", { role: "separator" }));
    else if ("title" in item) menu.append(element("p", { class: "menu-title", role: "presentation" }, item.title));
    else if ("quick" in item) menu.append(quick(item.quick));
    else menu.append(button(item));
  }
  const finish = (): void => {
    if (close === null) return;
    close = null;
    ending.abort();
    const inside = menu.contains(document.activeElement);
    menu.remove();
    if (at instanceof HTMLElement) at.setAttribute("aria-expanded", "false");
    if (inside && before instanceof HTMLElement) before.focus({ preventScroll: true });
  };
  const ending = new AbortController();
  const { signal } = ending;
  close = finish;
  menu.addEventListener("keydown", (event) => move(menu, event), { signal });
  document.addEventListener(
    "pointerdown",
    (event) => {
      if (event.target instanceof Node && !menu.contains(event.target)) finish();
    },
    { signal, capture: true },
  );
  window.addEventListener("resize", finish, { signal });
  window.addEventListener("blur", finish, { signal });
  (document.querySelector("dialog[open]") ?? document.body).append(menu);
  place(menu, at);
  if (at instanceof HTMLElement) at.setAttribute("aria-expanded", "true");
  menu.querySelector("button")?.focus({ preventScroll: true });
}

function button(item: { label: string; icon: Icon; run(): void; danger?: boolean; action?: string; checked?: boolean }): HTMLElement {
  const made = element("button", { type: "button", role: item.checked === undefined ? "menuitem" : "menuitemradio" });
  made.append(icon(item.icon), element("bdi", {}, item.label));
  if (item.danger === true) made.dataset["danger"] = "";
  if (item.action !== undefined) made.dataset["action"] = item.action;
  if (item.checked !== undefined) made.setAttribute("aria-checked", String(item.checked));
  made.addEventListener("click", () => {
    closeMenu();
    item.run();
  });
  return made;
}

function quick(all: { label: string; text: string; run(): void }[]): HTMLElement {
  const row = element("div", { class: "quick", role: "group" });
  for (const { label, text, run } of all) {
    const made = element("button", { type: "button", role: "menuitem", "aria-label": label }, text);
    made.addEventListener("click", () => {
      closeMenu();
      run();
    });
    row.append(made);
  }
  return row;
}

function move(menu: HTMLElement, event: KeyboardEvent): void {
  const all = [...menu.querySelectorAll<HTMLElement>("button")];
  const now = all.indexOf(document.activeElement as HTMLElement);
  const steps: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
  const step = steps[event.key];
  if (event.key === "Escape" || event.key === "Tab") closeMenu();
  else if (step !== undefined) all[(now + step + all.length) % all.length]?.focus();
  else if (event.key === "Home") all[0]?.focus();
  else if (event.key === "End") all[all.length - 1]?.focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function place(menu: HTMLElement, at: HTMLElement | { x: number; y: number }): void {
  const gap = 6;
  const { width, height } = menu.getBoundingClientRect();
  const box = at instanceof HTMLElement ? at.getBoundingClientRect() : new DOMRect(at.x, at.y, 0, 0);
  const rtl = getComputedStyle(document.documentElement).direction === "rtl";
  const wanted = rtl ? box.left : box.right - width;
  const left = at instanceof HTMLElement ? wanted : box.left;
  const below = box.bottom + gap + height <= window.innerHeight;
  const top = below ? box.bottom + gap : box.top - gap - height;
  menu.style.setProperty("left", `${clamp(left, gap, window.innerWidth - width - gap)}px`);
  menu.style.setProperty("top", `${clamp(top, gap, window.innerHeight - height - gap)}px`);
}

function clamp(value: number, from: number, to: number): number {
  return Math.max(from, Math.min(value, to));
}
