// The package `centrifuge`, driven by lines of JSON: node sdk.mjs. It does what it reads and tells what it hears:
//   in:  {"id":1,"client":"a","do":"publish","channel":"x","data":{…}}
//   out: {"id":1,"result":{…}} or {"id":1,"error":{"code":…,"message":…}}, and {"client":"a","event":"connected",…}
// When a client needs a token, it asks, and waits for the answer:
//   out: {"client":"a","event":"token","ask":7,"channel":"$x"}
//   in:  {"id":2,"client":"a","do":"token","ask":7,"token":"…"}, or "refused":true, or neither when there is none just now
// It ends with its input.
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Centrifuge, UnauthorizedError } from 'centrifuge';
import { Centrifuge as ProtobufCentrifuge } from 'centrifuge/build/protobuf';
import WebSocket from 'ws';

/** `ws` for one client, counting what it sends. */
function webSocketOf(client) {
  return class extends WebSocket {
    send(...parameters) {
      client.frames++;
      super.send(...parameters);
    }
  };
}

const clients = new Map();
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

/** What the Protobuf client carries is bytes. */
class Payloads {
  constructor(bytes) {
    this.bytes = bytes;
  }
  out(data) {
    return this.bytes ? new TextEncoder().encode(JSON.stringify(data)) : data;
  }
  in(data) {
    if (!(this.bytes && data instanceof Uint8Array)) {
      return data;
    }
    return data.length === 0 ? undefined : JSON.parse(new TextDecoder().decode(data));
  }
}

class Client {
  constructor({ client, url, protobuf, ...proof }) {
    this.frames = 0;
    this.name = client;
    this.payloads = new Payloads(protobuf);
    this.asked = new Map();
    this.sdk = new (protobuf ? ProtobufCentrifuge : Centrifuge)(url, {
      websocket: webSocketOf(this),
      minReconnectDelay: 50,
      maxReconnectDelay: 200,
      ...this.proof('', proof),
    });
    for (const event of ['connecting', 'connected', 'disconnected', 'error', 'message']) {
      this.sdk.on(event, (context) => this.tell(event, context));
    }
    // Of the channels that the server has subscribed it to.
    for (const event of ['subscribing', 'subscribed', 'unsubscribed', 'publication', 'join', 'leave']) {
      this.sdk.on(event, (context) => this.tell(event, context));
    }
  }

  /** Options of the SDK for a token, and for where to ask for more. */
  proof(channel, { token, asks }) {
    return { ...(token && { token }), ...(asks && { getToken: () => this.ask(channel) }) };
  }

  ask(channel) {
    const ask = this.asked.size + 1;
    return new Promise((resolve, reject) => {
      this.asked.set(ask, { resolve, reject });
      say({ client: this.name, event: 'token', ask, channel });
    });
  }

  token({ ask, token, refused }) {
    const { resolve, reject } = this.asked.get(ask);
    if (token) {
      resolve(token);
    } else {
      reject(refused ? new UnauthorizedError('') : new Error('there is no token just now'));
    }
  }

  tell(event, context) {
    const line = { ...context, client: this.name, event };
    if (event === 'connected') {
      line.session = context.client;
    }
    if ('data' in line) {
      line.data = this.payloads.in(line.data);
    }
    say(line);
  }

  subscription(channel) {
    const subscription = this.sdk.getSubscription(channel);
    if (!subscription) {
      throw new Error(`no subscription to ${channel}`);
    }
    return subscription;
  }

  connect() {
    this.sdk.connect();
  }

  disconnect() {
    this.sdk.disconnect();
  }

  subscribe({ channel, options: { token, asks, ...options } }) {
    const subscription = this.sdk.newSubscription(channel, { ...options, ...this.proof(channel, { token, asks }) });
    for (const event of ['subscribing', 'subscribed', 'unsubscribed', 'publication', 'join', 'leave', 'error']) {
      subscription.on(event, (context) => this.tell(event, { ...context, channel }));
    }
    subscription.subscribe();
  }

  unsubscribe({ channel }) {
    this.subscription(channel).unsubscribe();
  }

  sentFrames() {
    return this.frames;
  }

  deltaStats({ channel }) {
    return this.subscription(channel).deltaStats();
  }

  async publish({ channel, data }) {
    await this.sdk.publish(channel, this.payloads.out(data));
  }

  /** Many at once, numbered from 1, each with so many bytes that can't be compressed. */
  async publishMany({ channel, noise, count }) {
    const published = [];
    for (let n = 1; n <= count; n++) {
      published.push(this.publish({ channel, data: { n, noise: randomBytes(noise).toString('base64') } }));
      if (published.length === 500) {
        await Promise.all(published.splice(0));
      }
    }
    await Promise.all(published);
  }

  /** Calls in one frame. */
  batch({ calls }) {
    this.sdk.startBatching();
    const results = calls.map((call) => this[call.do](call));
    this.sdk.stopBatching();
    return Promise.all(results);
  }

  async history({ channel, ...options }) {
    const { publications, ...position } = await this.sdk.history(channel, options);
    return { ...position, publications: publications.map((p) => ({ ...p, data: this.payloads.in(p.data) })) };
  }

  presence({ channel }) {
    return this.sdk.presence(channel);
  }

  presenceStats({ channel }) {
    return this.sdk.presenceStats(channel);
  }

  async rpc({ method, data }) {
    const result = await this.sdk.rpc(method, this.payloads.out(data));
    return { data: this.payloads.in(result.data) };
  }

  async send({ data }) {
    await this.sdk.send(this.payloads.out(data));
  }
}

async function done(request) {
  if (request.do === 'open') {
    clients.set(request.client, new Client(request));
    return null;
  }
  return clients.get(request.client)[request.do](request);
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  done(request).then(
    (result) => say({ id: request.id, result: result ?? null }),
    (error) => say({ id: request.id, error: { code: error.code ?? 0, message: String(error.message ?? error) } }),
  );
}
process.exit(0);
