// Days and minutes as the person's own clock and calendar have them.

const clock = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const fullDay = new Intl.DateTimeFormat("en", { weekday: "long", day: "numeric", month: "long" });
const fullDayAndYear = new Intl.DateTimeFormat("en", {
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
});

export function clockTime(millis: number): string {
  return clock.format(millis);
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
  if (dayOf(millis) === dayOf(now)) return "Today";
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  if (dayOf(millis) === dayOf(yesterday.getTime())) return "Yesterday";
  const sameYear = new Date(millis).getFullYear() === new Date(now).getFullYear();
  return (sameYear ? fullDay : fullDayAndYear).format(millis);
}
