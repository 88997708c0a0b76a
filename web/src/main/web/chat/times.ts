// Days and hours as the reader's own clock and calendar have them, in the words of their language.

import { readersLocale, t } from "./i18n/words.ts";

interface Formats {
  readonly locale: string;
  readonly clock: Intl.DateTimeFormat;
  readonly day: Intl.DateTimeFormat;
  readonly dayAndYear: Intl.DateTimeFormat;
  readonly full: Intl.DateTimeFormat;
}

let made: Formats | null = null;

/** Making one takes long, and every message needs one. */
function formats(): Formats {
  const locale = readersLocale();
  if (made?.locale === locale) return made;
  const day = { weekday: "long", day: "numeric", month: "long" } as const;
  made = {
    locale,
    clock: new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" }),
    day: new Intl.DateTimeFormat(locale, day),
    dayAndYear: new Intl.DateTimeFormat(locale, { ...day, year: "numeric" }),
    full: new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "medium" }),
  };
  return made;
}

export function clockTime(millis: number): string {
  return formats().clock.format(millis);
}

/** Day and time to the second. */
export function fullTime(millis: number): string {
  return formats().full.format(millis);
}

/** A key that is the same for all times of one local day. */
export function dayOf(millis: number): string {
  const at = new Date(millis);
  return `${at.getFullYear()}-${at.getMonth() + 1}-${at.getDate()}`;
}

export function minuteOf(millis: number): number {
  return Math.floor(millis / 60_000);
}

export function dayLabel(millis: number, now: number): string {
  if (dayOf(millis) === dayOf(now)) return t("message.today");
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  if (dayOf(millis) === dayOf(yesterday.getTime())) return t("message.yesterday");
  const sameYear = new Date(millis).getFullYear() === new Date(now).getFullYear();
  return (sameYear ? formats().day : formats().dayAndYear).format(millis);
}
