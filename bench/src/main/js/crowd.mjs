// People in processes of their own.

import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

export class Crowd {
  /** @returns once all are in the room */
  static async enter(address, secret, room, first, count, writers) {
    const script = fileURLToPath(new URL("people.mjs", import.meta.url));
    const child = fork(script, [address, secret, room, first, count, writers].map(String), { stdio: "inherit", execArgv: (process.env.PEOPLE_FLAGS ?? "").split(" ").filter(Boolean) });
    const crowd = new Crowd(child);
    await new Promise((resolve, reject) => {
      child.on("exit", (code) => reject(new Error(`people ended with ${code}`)));
      child.on("message", (message) => (message.ready ? resolve() : crowd.hear(message)));
    });
    return crowd;
  }

  constructor(child) {
    this.child = child;
    this.asked = new Map();
    this.last = 0;
  }

  hear({ id, result }) {
    this.asked.get(id)?.(result);
    this.asked.delete(id);
  }

  ask(act, how = {}) {
    const id = ++this.last;
    return new Promise((resolve) => {
      this.asked.set(id, resolve);
      this.child.send({ id, act, ...how });
    });
  }

  end() {
    this.child.removeAllListeners("exit");
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.send({ act: "end" });
    return ended;
  }
}
