import assert from "node:assert/strict";
import { test } from "node:test";
import { AT_ONCE, Uploads, type Progress, type Source } from "../../main/web/chat/media/uploads.ts";
import type { Attachment } from "../../main/web/chat/wire.ts";

/** Uploads whose transfers are told by the test what happens to them. */
class Desk {
  now = 0;
  readonly started: { source: Source; progress: Progress; ended: boolean }[] = [];
  readonly uploads = new Uploads(
    (source, progress) => {
      const transfer = { source, progress, ended: false };
      this.started.push(transfer);
      return () => (transfer.ended = true);
    },
    () => this.now,
    () => {},
  );

  add(...names: string[]): number[] {
    return names.map((name) => {
      const body = new Blob(["12345"]);
      return this.uploads.add({ room: "lobby", name, body, duration: 0, waveform: "" });
    });
  }

  transfer(name: string): Progress {
    const found = [...this.started].reverse().find(({ source }) => source.name === name);
    assert.ok(found, `${name} was not started`);
    return found.progress;
  }

  get states(): string[] {
    return this.uploads.of("lobby").map(({ source, state }) => `${source.name} ${state.kind}`);
  }
}

function attachment(name: string): Attachment {
  const plain = { id: name, name, type: "text/plain", size: 5, width: 0, height: 0, duration: 0 };
  return { ...plain, waveform: "", thumbnail: false };
}

test("two go at a time, the others in the order in which they were chosen", () => {
  const desk = new Desk();
  desk.add("a", "b", "c", "d");
  assert.equal(AT_ONCE, 2);
  assert.deepEqual(desk.states, ["a sending", "b sending", "c queued", "d queued"]);
  desk.transfer("b").done(attachment("b"));
  assert.deepEqual(desk.states, ["a sending", "b done", "c sending", "d queued"]);
});

test("how much has left is told, and never more than there is", () => {
  const desk = new Desk();
  desk.add("a");
  desk.transfer("a").sent(3);
  assert.deepEqual(desk.uploads.of("lobby")[0]?.state, { kind: "sending", sent: 3 });
  desk.transfer("a").sent(900); // with the header of the request
  assert.deepEqual(desk.uploads.of("lobby")[0]?.state, { kind: "sending", sent: 5 });
});

test("what was cut off begins anew after a while that grows, up to half a minute", () => {
  const desk = new Desk();
  desk.add("a");
  for (const pause of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
    desk.transfer("a").lost();
    assert.equal(desk.uploads.nextDue, desk.now + pause);
    desk.now += pause - 1;
    desk.uploads.due();
    assert.deepEqual(desk.states, ["a lost"]);
    desk.now++;
    desk.uploads.due();
    assert.deepEqual(desk.states, ["a sending"]);
  }
  assert.equal(desk.uploads.nextDue, null);
});

test("when the network is back nothing waits any longer", () => {
  const desk = new Desk();
  desk.add("a", "b", "c");
  desk.transfer("a").lost();
  desk.transfer("b").lost();
  desk.transfer("c").lost();
  desk.uploads.online();
  assert.deepEqual(desk.states, ["a sending", "b sending", "c queued"]);
});

test("what the server refuses stays with its reason until it is tried again", () => {
  const desk = new Desk();
  const [id] = desk.add("a");
  desk.transfer("a").refused({ error: "bad_type", message: "No." });
  assert.deepEqual(desk.uploads.of("lobby")[0]?.state, {
    kind: "failed",
    refusal: { error: "bad_type", message: "No." },
  });
  desk.uploads.online();
  assert.deepEqual(desk.states, ["a failed"]);
  desk.uploads.again(id ?? 0);
  assert.deepEqual(desk.states, ["a sending"]);
});

test("removing one stops it and lets the next go; what it still tells is not heard", () => {
  const desk = new Desk();
  const [a] = desk.add("a", "b", "c");
  const late = desk.transfer("a");
  desk.uploads.remove(a ?? 0);
  assert.equal(desk.started[0]?.ended, true);
  assert.deepEqual(desk.states, ["b sending", "c sending"]);
  late.done(attachment("a"));
  late.lost();
  assert.deepEqual(desk.states, ["b sending", "c sending"]);
  desk.uploads.remove(99);
});

test("a transfer is over once, whatever it tells later", () => {
  const desk = new Desk();
  desk.add("a", "b", "c");
  desk.transfer("a").done(attachment("a"));
  desk.transfer("a").lost();
  desk.transfer("a").sent(1);
  assert.deepEqual(desk.states, ["a done", "b sending", "c sending"]);
});

test("a message takes the files of its room that are there, in their order, and no others", () => {
  const desk = new Desk();
  desk.add("a", "b");
  desk.uploads.add({ room: "other", name: "x", body: new Blob(), duration: 0, waveform: "" });
  desk.transfer("b").done(attachment("b"));
  desk.transfer("a").done(attachment("a"));
  desk.transfer("x").done(attachment("x"));
  assert.deepEqual(desk.uploads.take("lobby").map(({ id }) => id), ["a", "b"]);
  assert.deepEqual(desk.uploads.take("lobby"), []);
  assert.deepEqual(desk.uploads.take("other").map(({ id }) => id), ["x"]);
});

test("the files of a message that is taken back are there as before", () => {
  const desk = new Desk();
  desk.uploads.restore("lobby", attachment("a"));
  assert.deepEqual(desk.states, ["a done"]);
  assert.equal(desk.started.length, 0);
  assert.deepEqual(desk.uploads.take("lobby"), [attachment("a")]);
});
