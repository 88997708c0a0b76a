// `ws` as a client of ours: node ws-client.mjs ws://host:port/echo [compressed]. Exits 0 when all of it went well.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import WebSocket from 'ws';

const [url, compressed] = process.argv.slice(2);
const perMessageDeflate = compressed === 'compressed';

async function open(options = {}) {
  const ws = new WebSocket(url, { perMessageDeflate, ...options });
  await once(ws, 'open');
  return ws;
}

async function echoed(ws, data) {
  ws.send(data);
  const [back, isBinary] = await once(ws, 'message');
  assert.equal(isBinary, typeof data !== 'string');
  assert.deepEqual(back, Buffer.from(data));
}

const ws = await open();
assert.equal(ws.extensions.includes('permessage-deflate'), perMessageDeflate);
for (const length of [0, 1, 125, 126, 127, 1000, 65535, 65536, 1_000_000]) {
  await echoed(ws, 'aß好🙂'.repeat(length / 4));
  await echoed(ws, Buffer.alloc(length, 'ab'));
}

// Fragments, with a ping between them. Both answers may come in one read: listen for both before.
const answers = Promise.all([once(ws, 'pong'), once(ws, 'message')]);
ws.send('one, ', { fin: false });
ws.ping('between');
ws.send('two', { fin: true });
const [[pong], [whole]] = await answers;
assert.equal(pong.toString(), 'between');
assert.equal(whole.toString(), 'one, two');

// Many at once come back in order.
const wanted = Array.from({ length: 2000 }, (_, i) => `message ${i}`);
const got = [];
const all = new Promise((resolve) => {
  ws.on('message', (data) => got.push(data.toString()) === wanted.length && resolve());
});
wanted.forEach((text) => ws.send(text));
await all;
assert.deepEqual(got, wanted);

ws.close(4000, 'enough');
const [code, reason] = await once(ws, 'close');
assert.equal(code, 4000);
assert.equal(reason.toString(), 'enough');

// A message over the limit of 16 MiB.
const big = await open();
big.send(Buffer.alloc(16 * 1024 * 1024 + 1));
assert.equal((await once(big, 'close'))[0], 1009);

console.log('all went well');
