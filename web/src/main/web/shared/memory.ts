// What a browser remembers for us. Storage may be blocked, full or absent: then nothing is remembered, and no more.

export function recall(key: string, where: "local" | "session" = "local"): Record<string, string> {
  try {
    const stored: unknown = JSON.parse(storage(where).getItem(key) ?? "{}");
    if (typeof stored !== "object" || stored === null) return {};
    return Object.fromEntries(
      Object.entries(stored).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    );
  } catch {
    return {};
  }
}

export function remember(key: string, values: Record<string, string>, where: "local" | "session" = "local"): void {
  try {
    storage(where).setItem(key, JSON.stringify(values));
  } catch {
    // Not remembered: the person types it again next time.
  }
}

export function forget(key: string, where: "local" | "session" = "local"): void {
  try {
    storage(where).removeItem(key);
  } catch {
    // Nothing was remembered.
  }
}

/** The keys that begin so, of what is remembered. */
export function rememberedKeys(prefix: string, where: "local" | "session" = "local"): string[] {
  try {
    return Object.keys(storage(where)).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}

function storage(where: "local" | "session"): Storage {
  return where === "local" ? window.localStorage : window.sessionStorage;
}
