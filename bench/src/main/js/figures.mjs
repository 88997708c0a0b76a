// Figures out of many: percentiles, and lines that say them.

/** @param {number[]} values any order */
export function percentiles(values) {
  const sorted = Float64Array.from(values).sort();
  const at = (share) => (sorted.length === 0 ? NaN : sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]);
  return { count: sorted.length, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}

/** `name  a=1  b=2`: what people and awk both read. */
export function line(name, figures) {
  const parts = Object.entries(figures).map(([key, value]) => `${key}=${rounded(value)}`);
  return [name, ...parts].join("  ");
}

function rounded(value) {
  return typeof value === "number" && !Number.isInteger(value) ? value.toFixed(Math.abs(value) < 10 ? 2 : 1) : value;
}

/** Milliseconds since 1970 by this machine's clock, which pages ask too. */
export const now = () => Date.now();

export const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/** Waits until something is so; fails when it isn't in time. */
export async function until(what, condition, millis = 60_000) {
  const end = Date.now() + millis;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`after ${millis / 1000} s still not: ${what}`);
    await pause(50);
  }
}
