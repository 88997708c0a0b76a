// Many people of one room in one process: each an SDK session with the site's own token, who counts what is said.
//   node people.mjs ADDRESS SECRET ROOM FIRST COUNT WRITERS
// It is spoken to by the process that started it: {do: "write", rate, seconds}, {do: "count"}, {do: "end"}.
//
// A text begins with `WRITER.NUMBER@TIME`: who said it, how many that one had said before, and when it was sent.

import { createHmac } from "node:crypto";
import { randomUUID } from "node:crypto";
import { Centrifuge } from "centrifuge";
import WebSocket from "ws";

const [address, secret, room, first, count, writers] = process.argv.slice(2).map((text, i) => (i > 2 ? Number(text) : text));

/** Sessions that are on their way in at the same time. */
const ENTERING = 20;
/** Messages that a writer who doesn't wait has on their way. */
const AHEAD = 10;
const TEXT = /^(\d+)\.(\d+)@/;

/** Without compression: unpacking it is dear in Node.js, and this is one machine. */
class Plain extends WebSocket {
  constructor(url, protocols) {
    super(url, protocols, { perMessageDeflate: false });
  }
}

class Somebody {
  constructor(number) {
    this.number = number;
    /** By writer: the number of the next message, if none is missing. */
    this.next = new Map();
    this.heard = 0;
    this.missing = 0;
    this.doubled = 0;
    this.drops = 0;
    this.sdk = new Centrifuge(`${address.replace(/^http/, "ws")}/connection/websocket`, {
      websocket: Plain,
      token: token(`load-${number}`, `Person ${number}`),
      timeout: 30_000,
    });
    this.sdk.on("publication", ({ data }) => {
      if (data.type === "message") this.hear(data.message.text);
    });
    this.sdk.on("connecting", ({ code }) => {
      if (code > 0) this.drops++;
    });
  }

  hear(text) {
    const said = TEXT.exec(text);
    if (said === null) return;
    const writer = Number(said[1]);
    const number = Number(said[2]);
    const expected = this.next.get(writer) ?? 0;
    this.heard++;
    if (number < expected) this.doubled++;
    else {
      this.missing += number - expected;
      this.next.set(writer, number + 1);
    }
  }

  async enter() {
    this.sdk.connect();
    await this.sdk.ready(60_000);
    await this.sdk.rpc("chat.enter", { room });
  }

  /** Says something each `interval` milliseconds, at a moment of its own within them, or (0) as fast as it is answered. */
  async write(interval, number, text) {
    const started = performance.now();
    const phase = Math.random() * interval;
    for (let i = 0; i < number; i++) {
      if (interval === 0) {
        this.send(this.said, text);
        if (this.sending.length >= AHEAD) await this.sending.splice(0, 1)[0];
      } else {
        const due = started + phase + i * interval;
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
        this.send(this.said, text);
      }
    }
    await Promise.all(this.sending);
    this.sending = [];
  }

  /** How many it has said. */
  said = 0;
  sending = [];
  answers = [];
  refused = 0;

  send(number, text) {
    this.said++;
    const sent = Date.now();
    const params = { room, id: randomUUID(), text: `${this.number}.${number}@${sent} ${text}` };
    this.sending.push(
      this.sdk.rpc("chat.send", params).then(
        () => this.answers.push(Date.now() - sent),
        (error) => {
          this.refused++;
          if (this.refused === 1) console.error(`writer ${this.number}: ${error.code} ${error.message}`);
        },
      ),
    );
  }
}

function token(sub, name) {
  const part = (object) => Buffer.from(JSON.stringify(object)).toString("base64url");
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part({
    sub,
    exp: Math.floor(Date.now() / 1000) + 86_400,
    info: { name },
  })}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

const people = Array.from({ length: count }, (_, i) => new Somebody(first + i));
let entered = 0;
await Promise.all(
  Array.from({ length: ENTERING }, async () => {
    while (entered < count) await people[entered++].enter();
  }),
);
process.send({ ready: count });

const acts = {
  async write({ interval, number, text }) {
    await Promise.all(people.slice(0, writers).map((one) => one.write(interval, number, text)));
    return {
      answers: people.flatMap((one) => one.answers),
      refused: people.reduce((sum, one) => sum + one.refused, 0),
    };
  },
  count() {
    const sum = (of) => people.reduce((total, one) => total + of(one), 0);
    return {
      least: Math.min(...people.map((one) => one.heard - one.doubled)),
      heard: sum((one) => one.heard),
      missing: sum((one) => one.missing),
      doubled: sum((one) => one.doubled),
      drops: sum((one) => one.drops),
      cpu_s: process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6,
    };
  },
  end: () => process.exit(0),
};
process.on("message", async ({ id, act, ...how }) => process.send({ id, result: await acts[act](how) }));
process.on("disconnect", () => process.exit(0));
