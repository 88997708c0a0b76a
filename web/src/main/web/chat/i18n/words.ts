// What the page says, in the reader's language: chosen once, before anything is shown.

import { atFirst } from "./en.ts";
import type { CountKey, Key, Plural, TextKey, Words } from "./keys.ts";

export type { CountKey, Key, Plural, TextKey, Words } from "./keys.ts";

/** The languages that the page speaks, by what `Intl` calls them. */
export const LANGUAGES = { en: "English", "zh-Hans": "简体中文", ru: "Русский" } as const;
export type Language = keyof typeof LANGUAGES;

export type Values = Record<string, string | number>;

/** Not all of it at first: what has words of its own to say brings them along with `addEnglish`. */
const en = { ...atFirst } as unknown as Words;

let words: Words = en;
let spoken: Language = "en";
let locale = "en";
let plurals = new Intl.PluralRules("en");
let numbers = new Intl.NumberFormat("en");

/** The language to use, and the reader's own kind of it for dates and numbers. The first of theirs that we speak. */
export function choose(wanted: readonly string[]): { language: Language; locale: string } {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split(/[-_]/)[0];
    if (base === "en") return { language: "en", locale: valid(tag) ?? "en" };
    if (base === "zh") return { language: "zh-Hans", locale: valid(tag) ?? "zh-Hans" };
    if (base === "ru") return { language: "ru", locale: valid(tag) ?? "ru" };
  }
  return { language: "en", locale: "en" };
}

function valid(tag: string): string | null {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null;
  } catch {
    return null;
  }
}

/** Loads a language. Where that fails, English stays: better than a page that says nothing. */
export async function speak(language: Language, forDates: string = language): Promise<void> {
  try {
    if (language === "zh-Hans") use((await import("./zh.ts")).zh, language, forDates);
    else if (language === "ru") use((await import("./ru.ts")).ru, language, forDates);
    else use(en, language, forDates);
  } catch {
    use(en, "en", "en");
  }
}

/** Speaks these words from now on. */
export function use(chosen: Words, language: Language, forDates: string = language): void {
  words = chosen;
  spoken = language;
  locale = forDates;
  plurals = new Intl.PluralRules(language);
  numbers = new Intl.NumberFormat(forDates);
}

export function language(): Language {
  return spoken;
}

/** What is said in English later than at first; other languages come whole. */
export function addEnglish(more: Partial<Words>): void {
  Object.assign(en, more);
}

/** For `Intl`: dates and numbers as the reader writes them. */
export function readersLocale(): string {
  return locale;
}

export function number(value: number): string {
  return numbers.format(value);
}

export function t(key: TextKey, values: Values = {}): string {
  return filled(words[key], values);
}

/** A sentence with a count in it, in the form that the count asks for. */
export function counted(key: CountKey, count: number, values: Values = {}): string {
  const forms: Plural = words[key];
  return filled(forms[plurals.select(count)] ?? forms.other, { ...values, count });
}

/** Whether there are words for an error code and the like, which only the server knows in full. */
export function known(key: string): key is TextKey {
  return typeof (words as Record<string, unknown>)[key] === "string";
}

/** The sentence in pieces, so that a name in it can be an element of its own. */
export function pieces<T>(key: TextKey, values: Record<string, T>): (T | string)[] {
  return words[key].split(/(\{\w+\})/).flatMap((piece) => {
    const name = /^\{(\w+)\}$/.exec(piece)?.[1];
    const value = name === undefined ? undefined : values[name];
    return piece === "" ? [] : [value ?? piece];
  });
}

function filled(pattern: string, values: Values): string {
  return pattern.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === "number" ? numbers.format(value) : value;
  });
}

/** Puts words into what the page's HTML has: `data-t` for its text, `data-t-label` and `data-t-hint` for its attributes. */
export function translate(root: ParentNode): void {
  for (const each of root.querySelectorAll<HTMLElement>("[data-t]")) each.textContent = textOf(each.dataset["t"]);
  for (const each of root.querySelectorAll<HTMLElement>("[data-t-label]"))
    each.setAttribute("aria-label", textOf(each.dataset["tLabel"]));
  for (const each of root.querySelectorAll<HTMLElement>("[data-t-hint]"))
    each.setAttribute("title", textOf(each.dataset["tHint"]));
}

function textOf(key: string | undefined): string {
  if (key === undefined || !known(key)) throw new Error(`nothing is called ${key}`);
  return t(key as Key as TextKey);
}
