// Who is in the room, and which comings and goings are news.
//
// People lose connections and load pages again: somebody who leaves and comes back within a moment has done neither, and
// a name that is there twice has come when the first did and goes when the last does. When this page itself was away, it
// waits longer for those who were there before, who are probably coming back as well.

/** So long after somebody has left it is said. */
export const GRACE_MILLIS = 2_000;
/** And so long after this page is back, of those who were there when it went. */
export const RETURN_MILLIS = 40_000;

export class Roster {
  /** Names by session; null until they have been told once. */
  private here: Map<string, string> | null = null;
  /** Names that may come back, and until when nobody hears that they went. */
  private readonly awaited = new Map<string, number>();
  /** What happened since the server was asked who is there, which its answer may or may not know yet. */
  private since: { joined: Map<string, string>; left: Set<string> } | null = null;

  /** The names, one for each session, sorted; null while they aren't known. */
  get names(): string[] | null {
    return this.here === null ? null : [...this.here.values()].sort((a, b) => a.localeCompare(b));
  }

  /** Whether somebody's leaving may have to be told. */
  get waits(): boolean {
    return this.awaited.size > 0;
  }

  /** The server is being asked. */
  asking(): void {
    this.since = { joined: new Map(), left: new Set() };
  }

  /** And has answered. */
  answered(clients: Map<string, string>, now: number): void {
    const before = this.here;
    this.here = new Map(clients);
    for (const client of this.since?.left ?? []) this.here.delete(client);
    for (const [client, name] of this.since?.joined ?? []) this.here.set(client, name);
    this.since = null;
    const present = new Set(this.here.values());
    for (const name of before?.values() ?? []) {
      if (!present.has(name)) this.awaited.set(name, now + RETURN_MILLIS);
    }
    for (const name of present) this.awaited.delete(name);
  }

  /** Whether it is news. */
  joined(client: string, name: string): boolean {
    this.since?.joined.set(client, name);
    this.since?.left.delete(client);
    if (this.here === null) return false;
    const known = this.has(name);
    this.here.set(client, name);
    return !this.awaited.delete(name) && !known;
  }

  left(client: string, now: number): void {
    this.since?.left.add(client);
    this.since?.joined.delete(client);
    const name = this.here?.get(client);
    if (name === undefined) return;
    this.here?.delete(client);
    if (!this.has(name)) this.awaited.set(name, now + GRACE_MILLIS);
  }

  /** Who has left, by now for sure. */
  gone(now: number): string[] {
    const gone = [...this.awaited].filter(([, until]) => now >= until).map(([name]) => name);
    for (const name of gone) this.awaited.delete(name);
    return gone;
  }

  private has(name: string): boolean {
    return this.here !== null && [...this.here.values()].includes(name);
  }
}
