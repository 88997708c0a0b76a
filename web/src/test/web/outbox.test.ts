import assert from "node:assert/strict";
import { test } from "node:test";
import { Outbox, OUTBOX_LIMIT, PAUSE_MILLIS } from "../../main/web/chat/outbox.ts";

function boxOf(...ids: string[]): Outbox {
  const box = new Outbox();
  for (const id of ids) box.add(id, `text of ${id}`);
  return box;
}

function fates(box: Outbox): Record<string, string> {
  return Object.fromEntries(box.all().map((outgoing) => [outgoing.id, outgoing.fate]));
}

test("messages go out oldest first, each when the room has echoed the one before", () => {
  const box = boxOf("a", "b");
  assert.equal(box.next(0)?.id, "a");
  assert.equal(box.next(0), null);
  assert.equal(box.underWay()?.id, "a");
  assert.equal(box.echoed("a"), true);
  assert.equal(box.next(5)?.id, "b");
  assert.deepEqual(fates(box), { b: "sending" });
});

test("a message that came too fast keeps its place and goes out after a pause", () => {
  const box = boxOf("a", "b");
  box.next(0);
  assert.equal(box.refused("a", "too_fast", "Wait 1 s.", 100), true);
  assert.deepEqual(fates(box), { a: "queued", b: "queued" });
  assert.equal(box.next(100 + PAUSE_MILLIS - 1), null);
  assert.equal(box.moving, true);
  assert.deepEqual(box.next(100 + PAUSE_MILLIS), {
    id: "a",
    text: "text of a",
    fate: "sending",
    reason: "",
    since: 100 + PAUSE_MILLIS,
  });
});

test("an echo of somebody else's message changes nothing", () => {
  const box = boxOf("a");
  assert.equal(box.echoed("z"), false);
  assert.equal(box.size, 1);
});

test("what was under way when the connection was lost is unconfirmed, what was queued goes out by itself", () => {
  const box = boxOf("a", "b");
  box.next(0);
  box.lost();
  assert.deepEqual(fates(box), { a: "unconfirmed", b: "queued" });
  assert.equal(box.next(0)?.id, "b");
  assert.equal(box.next(0), null);
});

test("an unconfirmed message is sent again under its own id", () => {
  const box = boxOf("a");
  box.next(0);
  box.lost();
  box.again("a");
  assert.deepEqual(box.next(5), { id: "a", text: "text of a", fate: "sending", reason: "", since: 5 });
});

test("a refused message keeps its reason and can be taken back", () => {
  const box = boxOf("a");
  box.next(0);
  assert.equal(box.refused("a", "too_long", "Shorten it.", 0), true);
  assert.equal(box.all()[0]?.reason, "Shorten it.");
  assert.equal(box.moving, false);
  assert.equal(box.takeBack("a"), "text of a");
  assert.equal(box.size, 0);
});

test("what is under way can't be taken back", () => {
  const box = boxOf("a");
  box.next(0);
  assert.equal(box.takeBack("a"), null);
  assert.equal(box.size, 1);
});

test("a full box takes no more", () => {
  const box = boxOf(...Array.from({ length: OUTBOX_LIMIT }, (_, i) => `m${i}`));
  assert.equal(box.add("one more", "x"), null);
  assert.equal(box.size, OUTBOX_LIMIT);
});
