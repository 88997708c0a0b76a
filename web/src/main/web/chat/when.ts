// Moments for lists of things that may be old: the time alone for today, else with the day.

import { readersLocale } from "./i18n/words.ts";

export function whenText(millis: number, now = Date.now()): string {
  const today = new Date(millis).toDateString() === new Date(now).toDateString();
  return new Intl.DateTimeFormat(readersLocale(), {
    ...(today ? {} : { day: "numeric", month: "short", ...(now - millis > 300 * 24 * 3600e3 ? { year: "numeric" } : {}) }),
    hour: "numeric",
    minute: "2-digit",
  }).format(millis);
}
