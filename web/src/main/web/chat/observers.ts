// Who wants to know of what: each event has a name and one value.

export class Observers<Events extends object> {
  private readonly all = new Map<keyof Events, Set<(value: never) => void>>();

  /** @return takes it back */
  on<Name extends keyof Events>(name: Name, listener: (value: Events[Name]) => void): () => void {
    let listeners = this.all.get(name);
    if (listeners === undefined) this.all.set(name, (listeners = new Set()));
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** In the order in which they came. One that throws doesn't keep the others from hearing it. */
  tell<Name extends keyof Events>(name: Name, value: Events[Name]): void {
    for (const listener of [...(this.all.get(name) ?? [])]) {
      try {
        (listener as (value: Events[Name]) => void)(value);
      } catch (error) {
        reportError(error);
      }
    }
  }
}
