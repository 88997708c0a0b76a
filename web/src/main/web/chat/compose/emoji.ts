// Choosing an emoji: by category, by word, from what one used lately, and from the site's own.

import { element } from "../../shared/dom.ts";
import { recall, remember } from "../../shared/memory.ts";
import { language, t } from "../i18n/words.ts";
import { serverBase } from "../media/addresses.ts";
import { CATEGORIES, TRANSLATED } from "./emoji-data.ts";

const RECENT = "parley.chat.emoji";
const RECENT_KEPT = 24;

export interface Emoticon {
  readonly name: string;
  readonly url: string;
}

interface Group {
  readonly title: string;
  readonly sign: string;
  readonly all: readonly { sign: string; words: string; picture: string }[];
}

let open: { close(): void; at: unknown } | null = null;

/** Whether it was open. */
export function closePicker(): boolean {
  if (open === null) return false;
  open.close();
  return true;
}

/** In a place above the text, or closed when it is open there. */
export function togglePicker(place: HTMLElement, button: HTMLElement, emoticons: readonly Emoticon[], chosen: (sign: string) => void): void {
  if (open?.at === place) {
    open.close();
    button.focus();
    return;
  }
  show(emoticons, place, button, (panel) => place.append(panel), (sign) => chosen(sign), false);
}

/** Beside an element or a point; closes when something is chosen. */
export function openPickerAt(
  emoticons: readonly Emoticon[],
  at: HTMLElement | { x: number; y: number },
  chosen: (sign: string) => void,
): void {
  const anchor = at instanceof HTMLElement ? at : null;
  const place = (panel: HTMLElement): void => {
    panel.classList.add("menu-emoji");
    document.body.append(panel);
    const box = anchor?.isConnected === true ? anchor.getBoundingClientRect() : new DOMRect(innerWidth / 2, innerHeight / 2, 0, 0);
    const { width, height } = panel.getBoundingClientRect();
    const below = box.bottom + height + 8 < innerHeight;
    panel.style.setProperty("left", `${Math.max(8, Math.min(box.right - width, innerWidth - width - 8))}px`);
    panel.style.setProperty("top", `${Math.max(8, below ? box.bottom + 6 : Math.min(box.top - height - 6, innerHeight - height - 8))}px`);
  };
  show(emoticons, at, anchor, place, chosen, true);
}

function show(
  emoticons: readonly Emoticon[],
  at: unknown,
  button: HTMLElement | null,
  place: (panel: HTMLElement) => void,
  chosen: (sign: string) => void,
  once: boolean,
): void {
  closePicker();
  const groups = groupsOf(emoticons);
  const search = element("input", { type: "search", "aria-label": t("emoji.search"), placeholder: t("emoji.search") });
  const tabs = element("div", { class: "emoji-tabs", role: "group", "aria-label": t("write.emoji") });
  const grid = element("div", { class: "emoji-grid", tabindex: "-1" });
  const panel = element("div", { class: "emoji-panel", role: "dialog", "aria-label": t("write.emoji") }, search, tabs, grid);
  const ending = new AbortController();
  const { signal } = ending;
  const close = (): void => {
    if (open?.close !== close) return;
    open = null;
    ending.abort();
    const inside = panel.contains(document.activeElement);
    panel.remove();
    button?.setAttribute("aria-expanded", "false");
    if (inside && button !== null) button.focus({ preventScroll: true });
  };
  const take = (sign: string): void => {
    keepRecent(sign);
    if (once) close();
    chosen(sign);
  };
  const draw = (wanted: readonly Group[]): void => {
    const drawn: Node[] = [];
    for (const { title, all } of wanted) {
      if (all.length === 0) continue;
      drawn.push(element("h2", {}, title));
      for (const each of all) drawn.push(key(each, take));
    }
    if (drawn.length === 0) drawn.push(element("h2", { role: "status" }, t("emoji.none")));
    grid.replaceChildren(...drawn);
    grid.scrollTop = 0;
  };
  const choose = (group: Group): void => {
    search.value = "";
    for (const tab of tabs.children) tab.setAttribute("aria-pressed", String(tab.getAttribute("aria-label") === group.title));
    draw([group]);
  };
  for (const group of groups) {
    if (group.all.length === 0) continue;
    const tab = element("button", { type: "button", "aria-label": group.title, title: group.title }, group.sign);
    tab.addEventListener("click", () => choose(group));
    tabs.append(tab);
  }
  search.addEventListener("input", () => {
    const typed = search.value.trim().toLocaleLowerCase();
    if (typed === "") return choose(groups.find(({ all }) => all.length > 0) ?? groups[0]!);
    draw(groups.slice(1).map((group) => ({ ...group, all: group.all.filter(({ words }) => fits(words, typed)) })));
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
    } else if (event.key === "Enter" && event.target === search) {
      event.preventDefault();
      grid.querySelector("button")?.click();
    } else move(grid, search, event);
  });
  document.addEventListener(
    "pointerdown",
    (event) => {
      const { target } = event;
      if (target instanceof Node && !panel.contains(target) && button?.contains(target) !== true) close();
    },
    { signal, capture: true },
  );
  open = { close, at };
  place(panel);
  button?.setAttribute("aria-expanded", "true");
  choose(groups.find(({ all }) => all.length > 0) ?? groups[0]!);
  if (matchMedia("(hover: hover)").matches) search.focus({ preventScroll: true });
  else grid.focus({ preventScroll: true });
}

function groupsOf(emoticons: readonly Emoticon[]): Group[] {
  const own = emoticons.map(({ name, url }) => ({ sign: `:${name}:`, words: name.toLowerCase(), picture: url }));
  const unicode = CATEGORIES.map(({ title, sign, all }) => ({
    title: t(title),
    sign,
    all: all.map((each) => ({ ...each, picture: "" })),
  }));
  const known = new Map([...own, ...unicode.flatMap(({ all }) => all)].map((each) => [each.sign, each]));
  const recent = (recall(RECENT)["signs"] ?? "").split(" ").map((sign) => known.get(sign)).filter((each) => each !== undefined);
  return [
    { title: t("emoji.recent"), sign: "🕘", all: recent },
    { title: t("emoji.own"), sign: "🖼️", all: own },
    ...unicode,
  ];
}

function key({ sign, words, picture }: { sign: string; words: string; picture: string }, take: (sign: string) => void): HTMLElement {
  const shown = picture === "" ? sign : element("img", { src: new URL(picture, serverBase()).href, alt: "", loading: "lazy" });
  const button = element("button", { type: "button", "aria-label": picture === "" ? `${sign} ${words}` : sign, title: words }, shown);
  button.addEventListener("click", () => take(sign));
  return button;
}

/** Whether each word that was typed begins one of these, in the reader's language or in English. */
export function fits(words: string, typed: string): boolean {
  const stems = TRANSLATED[language()] ?? {};
  return typed.split(/\s+/).every((word) => {
    const meant = Object.entries(stems)
      .filter(([stem]) => word.startsWith(stem) || stem.startsWith(word))
      .flatMap(([, english]) => english.split(" "));
    return [word, ...meant].some((each) => words.split(/[ _-]/).some((known) => known.startsWith(each)));
  });
}

function keepRecent(sign: string): void {
  const before = (recall(RECENT)["signs"] ?? "").split(" ").filter((each) => each !== sign && each !== "");
  remember(RECENT, { signs: [sign, ...before].slice(0, RECENT_KEPT).join(" ") });
}

/** Arrows go through the signs, row by row. */
function move(grid: HTMLElement, search: HTMLElement, event: KeyboardEvent): void {
  const all = [...grid.querySelectorAll<HTMLElement>("button")];
  const at = all.indexOf(document.activeElement as HTMLElement);
  const columns = getComputedStyle(grid).gridTemplateColumns.split(" ").length;
  const rtl = getComputedStyle(grid).direction === "rtl" ? -1 : 1;
  const steps: Record<string, number> = { ArrowDown: columns, ArrowUp: -columns, ArrowRight: rtl, ArrowLeft: -rtl };
  const step = steps[event.key];
  if (step === undefined || (at < 0 && event.key !== "ArrowDown")) return;
  event.preventDefault();
  if (at < 0) all[0]?.focus();
  else if (at + step < 0 && event.key === "ArrowUp") search.focus();
  else all[at + step]?.focus();
}
