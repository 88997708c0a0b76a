// The Centrifuge protocol (version 2, in JSON) as far as this page speaks it: connect with a token, remote calls, and what
// the server subscribes one to, recovered by position after a lost connection. A page that may weigh sixty kilobytes can't
// spend a third of them on an SDK that can do all the rest; when to connect again is link.ts's to say in any case.
//
//   page                                      server
//   {"id":1,"connect":{token, data, subs}} ─►
//                                          ◄─ {"id":1,"connect":{client, data, subs, ping, pong, expires, ttl}}
//   {"id":2,"rpc":{method, data}}          ─►
//                                          ◄─ {"id":2,"rpc":{data}} or {"id":2,"error":{code, message, temporary}}
//                                          ◄─ {"push":{channel, pub | subscribe | unsubscribe | disconnect | refresh}}
//                                          ◄─ {}   each `ping` seconds
//   {}                                     ─►      when `pong`
//
// A message of the socket holds one or more of these, one a line.

import { bool, count, fields, text, type Fields } from "./fields.ts";

/** Our own codes for calls that the server hasn't answered, all below its own. */
const TIMEOUT = { code: 1, message: "timeout" };
const CLOSED = { code: 11, message: "the connection is closed" };
const TOKEN_EXPIRED = 109;
/** A ping may be so late. */
const PING_GRACE_MILLIS = 10_000;
const RENEW_AGAIN_MILLIS = 10_000;
/** Longer than this no timer of a browser runs. */
const LONGEST_TIMER_MILLIS = 2 ** 31 - 1;

/** The browser's own, or what behaves like it. */
export type Socket = Pick<WebSocket, "send" | "close" | "readyState" | "onopen" | "onmessage" | "onclose">;

export interface ClientParts {
  dial(): Socket;
  /** For a call, and for the connection itself, in milliseconds. */
  patience: number;
  name: string;
  data: object;
  /** The first token; empty to ask for it at once. */
  token: string;
  /** Another one; null when one is nobody to the server any more. Absent where the server doesn't ask. */
  renew?: (() => Promise<string | null>) | undefined;
  connected(data: unknown, client: string): void;
  /** The server has subscribed this session; what was missed came, or it wasn't. */
  subscribed(channel: string, recovered: boolean): void;
  published(channel: string, data: unknown): void;
  /** Something came. */
  heard(): void;
  /** The connection ended, or didn't begin. @param final whether the same attempt would meet the same refusal */
  lost(code: number, reason: string, final: boolean): void;
}

interface Position {
  readonly epoch: string;
  offset: number;
}

interface Call {
  readonly command: Fields;
  answer(value: unknown): void;
  fail(error: { code: number; message: string }): void;
  readonly timer: ReturnType<typeof setTimeout>;
}

export class Client {
  private readonly parts: ClientParts;
  private socket: Socket | null = null;
  private open = false;
  private token: string;
  private lastId = 0;
  /** Calls that wait for the connection, and calls that wait for their answer, by id. */
  private readonly waiting = new Set<Call>();
  private readonly asked = new Map<number, Call>();
  /** How far each channel was heard; a channel without a position can't be recovered. */
  private readonly positions = new Map<string, Position | null>();
  private pingTimer: ReturnType<typeof setTimeout> | undefined;
  private renewTimer: ReturnType<typeof setTimeout> | undefined;
  private pingMillis = 0;
  private attempts = 0;

  constructor(parts: ClientParts) {
    this.parts = parts;
    this.token = parts.token;
  }

  /** Begins to connect. Exactly one of `connected` and `lost` follows, unless it is closed meanwhile. */
  async connect(): Promise<void> {
    const attempt = ++this.attempts;
    const { renew } = this.parts;
    try {
      if (this.token === "" && renew !== undefined) {
        const token = await renew();
        if (attempt !== this.attempts) return;
        if (token === null) return this.end(0, "", true);
        this.token = token;
      }
      this.dial(attempt);
    } catch {
      if (attempt === this.attempts) this.end(0, "", false);
    }
  }

  /** Ends the connection; nothing is told of it any more. */
  close(): void {
    this.attempts++;
    this.hangUp();
  }

  /** Gives up a connection that can't be trusted to say that it is gone. */
  abandon(): void {
    if (this.socket !== null) this.end(1006, "", false);
  }

  get closed(): boolean {
    return this.socket === null || this.socket.readyState === 3;
  }

  /** Waits for the connection when there is none, and not longer than for an answer. */
  rpc(method: string, data: object): Promise<unknown> {
    return this.call({ rpc: { method, data } }).then((reply) => fields(fields(reply)?.["rpc"])?.["data"]);
  }

  private dial(attempt: number): void {
    const { parts } = this;
    const socket = parts.dial();
    this.socket = socket;
    const current = (): boolean => this.socket === socket && attempt === this.attempts;
    const impatient = setTimeout(() => current() && !this.open && this.end(1006, "", false), parts.patience);
    socket.onopen = () => {
      if (current()) this.introduce();
    };
    socket.onmessage = ({ data }) => {
      if (!current()) return;
      parts.heard();
      this.expectPing();
      for (const line of String(data).split("\n")) if (line !== "" && current()) this.read(line);
    };
    socket.onclose = ({ code, reason }) => {
      clearTimeout(impatient);
      if (current()) this.end(code, reason, isFinal(code));
    };
  }

  private introduce(): void {
    const { name, data } = this.parts;
    const subs: Fields = {};
    for (const [channel, position] of this.positions)
      if (position !== null) subs[channel] = { recover: true, ...position };
    const connect = { token: this.token, name, data, ...(this.positions.size > 0 ? { subs } : {}) };
    void this.call({ connect }, true).then(
      (reply) => this.welcomed(fields(fields(reply)?.["connect"])),
      ({ code, message, temporary }: { code: number; message: string; temporary?: boolean }) => {
        if (code < 100) return; // it is lost, and has been told
        if (code === TOKEN_EXPIRED) this.token = "";
        this.end(code, message, temporary !== true && code !== TOKEN_EXPIRED);
      },
    );
  }

  private welcomed(said: Fields | null): void {
    if (this.socket === null) return;
    this.open = true;
    this.pingMillis = count(said, "ping") * 1_000;
    this.answersPings = bool(said, "pong");
    this.expectPing();
    this.renewIn(said);
    this.parts.connected(said?.["data"], text(said, "client"));
    const subs = fields(said?.["subs"]) ?? {};
    for (const channel of this.positions.keys()) if (!(channel in subs)) this.positions.delete(channel);
    for (const [channel, sub] of Object.entries(subs)) this.subscribed(channel, fields(sub));
    for (const call of this.waiting) this.ask(call);
    this.waiting.clear();
  }

  private answersPings = false;

  private subscribed(channel: string, said: Fields | null): void {
    const recoverable = bool(said, "recoverable");
    this.positions.set(channel, recoverable ? { epoch: text(said, "epoch"), offset: count(said, "offset") } : null);
    this.parts.subscribed(channel, bool(said, "recovered"));
    const missed = said?.["publications"];
    if (Array.isArray(missed)) for (const each of missed) this.published(channel, fields(each));
  }

  private published(channel: string, said: Fields | null): void {
    const position = this.positions.get(channel);
    const offset = count(said, "offset");
    if (position && offset > position.offset) position.offset = offset;
    this.parts.published(channel, said?.["data"]);
  }

  private read(line: string): void {
    let said: Fields | null;
    try {
      said = fields(JSON.parse(line));
    } catch {
      return; // not of this protocol: the next line may be
    }
    if (said === null) return;
    const id = count(said, "id");
    const push = fields(said["push"]);
    if (id > 0) this.answered(id, said);
    else if (push !== null) this.pushed(push);
    else if (this.answersPings) this.say("{}");
  }

  private answered(id: number, said: Fields): void {
    const call = this.asked.get(id);
    if (call === undefined) return;
    this.asked.delete(id);
    clearTimeout(call.timer);
    const error = fields(said["error"]);
    if (error === null) call.answer(said);
    else call.fail({ ...error, code: count(error, "code"), message: text(error, "message") });
  }

  private pushed(push: Fields): void {
    const channel = text(push, "channel");
    const ended = fields(push["disconnect"]);
    if ("pub" in push) this.published(channel, fields(push["pub"]));
    else if ("subscribe" in push) this.subscribed(channel, fields(push["subscribe"]));
    else if ("unsubscribe" in push) this.positions.delete(channel);
    else if ("refresh" in push) this.renewIn(fields(push["refresh"]));
    else if (ended !== null) {
      const code = count(ended, "code");
      this.end(code, text(ended, "reason"), isFinal(code));
    }
  }

  private call(command: Fields, first = false): Promise<unknown> {
    return new Promise((answer, fail) => {
      const timer = setTimeout(() => {
        this.waiting.delete(call);
        for (const [id, each] of this.asked) if (each === call) this.asked.delete(id);
        fail(TIMEOUT);
      }, this.parts.patience);
      const call: Call = { command, answer, fail, timer };
      if (this.open || first) this.ask(call);
      else this.waiting.add(call);
    });
  }

  private ask(call: Call): void {
    const id = ++this.lastId;
    this.asked.set(id, call);
    this.say(JSON.stringify({ id, ...call.command }));
  }

  /** What a socket that is closing doesn't take is unanswered when it has closed. */
  private say(line: string): void {
    if (this.socket?.readyState === 1) this.socket.send(line);
  }

  private expectPing(): void {
    clearTimeout(this.pingTimer);
    if (!this.open || this.pingMillis === 0) return;
    this.pingTimer = setTimeout(() => this.end(1006, "", false), this.pingMillis + PING_GRACE_MILLIS);
  }

  /** The token is good for `ttl` seconds: then another one goes to the server. */
  private renewIn(said: Fields | null): void {
    clearTimeout(this.renewTimer);
    const ttl = count(said, "ttl");
    if (!bool(said, "expires") || ttl === 0 || this.parts.renew === undefined) return;
    this.renewTimer = setTimeout(() => void this.renew(), Math.min(ttl * 1_000, LONGEST_TIMER_MILLIS));
  }

  private async renew(): Promise<void> {
    const attempt = this.attempts;
    try {
      const token = (await this.parts.renew?.()) ?? null;
      if (attempt !== this.attempts || !this.open) return;
      if (token === null) return this.end(0, "", true);
      this.token = token;
      this.renewIn(fields(fields(await this.call({ refresh: { token } }))?.["refresh"]));
    } catch {
      if (attempt === this.attempts && this.open) this.renewTimer = setTimeout(() => void this.renew(), RENEW_AGAIN_MILLIS);
    }
  }

  private end(code: number, reason: string, final: boolean): void {
    this.attempts++;
    this.hangUp();
    this.parts.lost(code, reason, final);
  }

  private hangUp(): void {
    const { socket } = this;
    this.socket = null;
    this.open = false;
    clearTimeout(this.pingTimer);
    clearTimeout(this.renewTimer);
    const unanswered = [...this.asked.values()];
    this.asked.clear();
    for (const call of unanswered) {
      clearTimeout(call.timer);
      call.fail(CLOSED);
    }
    socket?.close(1000);
  }
}

/** The server's own codes say by their range whether it is of use to come back; 1009 is a message that is too long. */
function isFinal(code: number): boolean {
  return (code >= 3_500 && code < 4_000) || (code >= 4_500 && code < 5_000) || code === 1_009;
}
