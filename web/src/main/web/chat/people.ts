// Everybody of whom the server has said who they are.

import type { Person } from "./wire.ts";

/** So many are known at most; the one who was spoken of longest ago goes first, and is told again when it matters. */
const KNOWN = 5_000;

export class People {
  private readonly known = new Map<string, Person>();

  /** Whether one of them is called otherwise than before. */
  learn(people: Iterable<Person>): boolean {
    let changed = false;
    for (const person of people) {
      const before = this.known.get(person.id);
      changed ||= before !== undefined && (before.name !== person.name || before.avatar !== person.avatar);
      this.known.delete(person.id);
      this.known.set(person.id, person);
    }
    for (const oldest of this.known.keys()) {
      if (this.known.size <= KNOWN) break;
      this.known.delete(oldest);
    }
    return changed;
  }

  get(id: string): Person | null {
    return this.known.get(id) ?? null;
  }
}
