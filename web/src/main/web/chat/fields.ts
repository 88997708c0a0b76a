// Fields of JSON that somebody else has written: each is read as what it should be, or as if it weren't there.

export type Fields = Record<string, unknown>;

export function fields(value: unknown): Fields | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

/** Empty for what is no text. */
export function text(from: Fields | null, name: string): string {
  const value = from?.[name];
  return typeof value === "string" ? value : "";
}

/** A whole number from 0 on; 0 for what is none. */
export function count(from: Fields | null, name: string): number {
  const value = from?.[name];
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : 0;
}

/** A moment that a Date can hold, in milliseconds since 1970; 0 for what is none. */
export function milliseconds(from: Fields | null, name: string): number {
  const value = count(from, name);
  return value < 8.64e15 ? value : 0;
}

export function bool(from: Fields | null, name: string): boolean {
  return from?.[name] === true;
}

export function texts(from: Fields | null, name: string): string[] {
  return list(from, name, (value) => (typeof value === "string" && value !== "" ? value : null));
}

/** What of a list can be decoded. */
export function list<T>(from: Fields | null, name: string, decode: (value: unknown) => T | null): T[] {
  const value = from?.[name];
  if (!Array.isArray(value)) return [];
  return value.map((each) => decode(each)).filter((each) => each !== null);
}
