import assert from "node:assert/strict";
import { test } from "node:test";
import {
  after,
  LONGEST_WAIT_MILLIS,
  NOT_YET,
  waitMillis,
  type Around,
  type Link,
  type LinkEvent,
  type Loss,
} from "../../main/web/chat/link.ts";

const LOST: Loss = { code: 1006, reason: "", opened: true, final: false };
const AROUND: Around = { now: 1_000, random: 0.5, network: true };

function play(events: LinkEvent[], around: Partial<Around> = {}): Link {
  return events.reduce((link, event) => after(link, event, { ...AROUND, ...around }), NOT_YET);
}

test("joining connects, opening opens, leaving closes and ends closed", () => {
  assert.equal(play([{ kind: "join" }]).kind, "connecting");
  assert.equal(play([{ kind: "join" }, { kind: "opened" }]).kind, "open");
  assert.equal(play([{ kind: "join" }, { kind: "opened" }, { kind: "leave" }]).kind, "closing");
  assert.deepEqual(
    play([{ kind: "join" }, { kind: "opened" }, { kind: "leave" }, { kind: "lost", loss: LOST }]),
    NOT_YET,
  );
});

test("a lost connection waits, and tries again when it is due, not before", () => {
  const waiting = play([{ kind: "join" }, { kind: "opened" }, { kind: "lost", loss: LOST }]);
  assert.deepEqual(waiting, { kind: "waiting", attempt: 1, until: 1_500, loss: LOST });
  assert.equal(after(waiting, { kind: "due" }, { ...AROUND, now: 1_499 }), waiting);
  assert.deepEqual(after(waiting, { kind: "due" }, { ...AROUND, now: 1_500 }), { kind: "connecting", attempt: 1 });
});

test("the wait is drawn from the whole range, which doubles up to its cap", () => {
  assert.equal(waitMillis(0, 0), 0);
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 20].map((attempt) => waitMillis(attempt, 1)),
    [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000],
  );
  assert.equal(waitMillis(1_000, 1), LONGEST_WAIT_MILLIS);
});

test("a connection that ends at once counts as another failure, one that lasted doesn't", () => {
  const open: Link = { kind: "open", attempt: 4, since: 0 };
  const brief = after(open, { kind: "lost", loss: LOST }, { ...AROUND, now: 9_999 });
  const long = after(open, { kind: "lost", loss: LOST }, { ...AROUND, now: 10_000 });
  assert.equal(brief.kind === "waiting" && brief.attempt, 5);
  assert.equal(long.kind === "waiting" && long.attempt, 1);
});

test("without a network it waits for one, and a person may try all the same", () => {
  const offline = play([{ kind: "join" }, { kind: "lost", loss: LOST }], { network: false });
  assert.equal(offline.kind, "offline");
  assert.equal(after(offline, { kind: "due" }, AROUND), offline);
  assert.equal(after(offline, { kind: "now" }, AROUND).kind, "connecting");
  assert.deepEqual(after(offline, { kind: "online" }, AROUND), { kind: "connecting", attempt: 0 });
});

test("losing the network ends the countdown, but not an open connection", () => {
  const waiting = play([{ kind: "join" }, { kind: "lost", loss: LOST }]);
  assert.equal(after(waiting, { kind: "offline" }, AROUND).kind, "offline");
  const open = play([{ kind: "join" }, { kind: "opened" }]);
  assert.equal(after(open, { kind: "offline" }, AROUND), open);
});

test("a refusal for good isn't tried again except by hand", () => {
  const refused = play([
    { kind: "join" },
    { kind: "opened" },
    { kind: "lost", loss: { code: 3507, reason: "no", opened: true, final: true } },
  ]);
  assert.equal(refused.kind, "closed");
  for (const kind of ["due", "online"] as const) assert.equal(after(refused, { kind }, AROUND), refused);
  assert.equal(after(refused, { kind: "now" }, AROUND).kind, "connecting");
});

test("leaving while waiting is over at once", () => {
  assert.equal(play([{ kind: "join" }, { kind: "lost", loss: LOST }, { kind: "leave" }]), NOT_YET);
});
