import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { Host } from "../../main/web/chat/host.ts";

const SHOP = "https://shop.example";

/** What a browser has around a page in a frame, as much of it as a host is met by. */
class Around extends EventTarget {
  readonly sent: { words: unknown; to: string }[] = [];
  readonly setTimeout = setTimeout;
  readonly clearTimeout = clearTimeout;
  parent: unknown = { postMessage: (words: unknown, to: string) => this.sent.push({ words, to }) };

  says(data: unknown, origin = SHOP, source = this.parent): void {
    this.dispatchEvent(Object.assign(new Event("message"), { data, origin, source }));
  }
}

let around: Around;

beforeEach(() => {
  around = new Around();
  const location = { href: "https://chat.example/chat/embed?room=shop&lang=ru", ancestorOrigins: [SHOP] };
  Object.assign(globalThis, { window: around, location, document: { referrer: "" } });
});

afterEach(() => {
  for (const name of ["window", "location", "document"]) Reflect.deleteProperty(globalThis, name);
});

async function met(): Promise<Host> {
  const meeting = Host.meet();
  around.says({ parley: "shown", open: false });
  const host = await meeting;
  assert.ok(host);
  return host;
}

test("a page by itself has no host", async () => {
  around.parent = around;
  assert.equal(await Host.meet(), null);
});

test("the host is greeted at its own origin, and tells the room and the language", async () => {
  const host = await met();
  assert.deepEqual(around.sent, [{ words: { parley: "hello" }, to: SHOP }]);
  assert.equal(host.room, "shop");
  assert.equal(host.language, "ru");
});

test("where the browser does not name its ancestors, the referrer does", async () => {
  Object.assign(globalThis, {
    location: { href: "https://chat.example/chat/embed" },
    document: { referrer: `${SHOP}/` },
  });
  const host = await met();
  assert.equal(around.sent[0]?.to, SHOP);
  assert.equal(host.room, null);
});

test("the token is what the host says, asked for each time", async () => {
  const host = await met();
  const first = host.token();
  around.says({ parley: "token", token: "one" });
  assert.equal(await first, "one");
  const second = host.token();
  around.says({ parley: "token", token: null });
  assert.equal(await second, null);
  assert.equal(around.sent.filter(({ words }) => (words as { parley: string }).parley === "token").length, 2);
});

test("nobody else is heard: not another window, not another origin", async () => {
  const host = await met();
  const token = host.token();
  around.says({ parley: "token", token: "forged" }, SHOP, {});
  around.says({ parley: "token", token: "forged" }, "https://evil.example");
  around.says({ parley: "token", token: "forged" }, "null");
  around.says({ parley: "shown", open: true }, "https://evil.example");
  assert.equal(host.shown, false);
  around.says({ parley: "token", token: "the site's" });
  assert.equal(await token, "the site's");
});

test("what makes no sense does nothing", async () => {
  const host = await met();
  const token = host.token();
  for (const odd of [null, 1, "token", {}, { parley: "hello" }, { parley: "shown", open: 1 }]) around.says(odd);
  assert.equal(host.shown, false);
  around.says({ parley: "token", token: 7 });
  assert.equal(await token, null);
});

test("who listens hears the chat being opened and closed", async () => {
  const host = await met();
  const heard: boolean[] = [];
  host.onOpen((open) => heard.push(open));
  around.says({ parley: "shown", open: true });
  around.says({ parley: "shown", open: false });
  assert.deepEqual(heard, [true, false]);
});

test("what is said goes to the host's origin only", async () => {
  const host = await met();
  host.unread(3);
  host.close();
  assert.deepEqual(around.sent.slice(1), [
    { words: { parley: "unread", count: 3 }, to: SHOP },
    { words: { parley: "close" }, to: SHOP },
  ]);
});
