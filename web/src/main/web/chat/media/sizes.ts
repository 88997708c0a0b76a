// Sizes and lengths as people read them.

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** Such as "1.5 MB": powers of 1,000, as systems and shops count; one digit behind the point below ten. */
export function sizeText(bytes: number, language?: string): string {
  let value = bytes;
  let unit = 0;
  while (unit < UNITS.length - 1 && rounded(value, unit) >= 1_000) {
    value /= 1_000;
    unit++;
  }
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: UNITS[unit] ?? "byte",
    unitDisplay: unit === 0 ? "long" : "short",
    maximumFractionDigits: digits(value, unit),
  }).format(rounded(value, unit));
}

function digits(value: number, unit: number): number {
  return unit > 0 && value < 9.95 ? 1 : 0;
}

function rounded(value: number, unit: number): number {
  const scale = 10 ** digits(value, unit);
  return Math.round(value * scale) / scale;
}

/** Such as "0:07" or "1:02:03"; what isn't a length is "0:00". */
export function lengthText(millis: number): string {
  const seconds = Number.isFinite(millis) && millis > 0 ? Math.floor(millis / 1_000) : 0;
  const two = (part: number): string => String(part).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}:${two(seconds % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
