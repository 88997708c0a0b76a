import assert from "node:assert/strict";
import { test } from "node:test";
import { GRACE_MILLIS, RETURN_MILLIS, Roster } from "../../main/web/before/roster.ts";

function roomOf(...names: string[]): Roster {
  const roster = new Roster();
  roster.asking();
  roster.answered(new Map(names.map((name) => [`client of ${name}`, name])), 0);
  return roster;
}

test("who comes is news, who was there already isn't", () => {
  const roster = roomOf("Ann");
  assert.equal(roster.joined("2", "Bob"), true);
  assert.equal(roster.joined("3", "Ann"), false);
  assert.deepEqual(roster.names, ["Ann", "Ann", "Bob"]);
});

test("who leaves is told after a moment", () => {
  const roster = roomOf("Ann", "Bob");
  roster.left("client of Bob", 100);
  assert.deepEqual(roster.names, ["Ann"]);
  assert.deepEqual(roster.gone(100 + GRACE_MILLIS - 1), []);
  assert.equal(roster.waits, true);
  assert.deepEqual(roster.gone(100 + GRACE_MILLIS), ["Bob"]);
  assert.deepEqual(roster.gone(100 + 2 * GRACE_MILLIS), []);
  assert.equal(roster.joined("new", "Bob"), true);
});

test("a reload is no news, whichever of its two halves comes first", () => {
  const leftFirst = roomOf("Ann", "Bob");
  leftFirst.left("client of Bob", 0);
  assert.equal(leftFirst.joined("new", "Bob"), false);
  assert.deepEqual(leftFirst.gone(RETURN_MILLIS), []);
  const joinedFirst = roomOf("Ann", "Bob");
  assert.equal(joinedFirst.joined("new", "Bob"), false);
  joinedFirst.left("client of Bob", 0);
  assert.deepEqual(joinedFirst.gone(RETURN_MILLIS), []);
  assert.deepEqual(joinedFirst.names, ["Ann", "Bob"]);
});

test("when everybody was away, those who come back are no news and those who don't have left", () => {
  const roster = roomOf("Ann", "Bob", "Eve");
  roster.asking();
  roster.answered(new Map([["new", "Ann"]]), 1_000);
  assert.deepEqual(roster.names, ["Ann"]);
  assert.equal(roster.joined("new too", "Bob"), false);
  assert.deepEqual(roster.gone(1_000 + RETURN_MILLIS - 1), []);
  assert.deepEqual(roster.gone(1_000 + RETURN_MILLIS), ["Eve"]);
});

test("what happens while the server is asked isn't undone by its answer", () => {
  const roster = roomOf("Ann", "Bob");
  roster.asking();
  roster.left("client of Bob", 0);
  roster.joined("2", "Eve");
  roster.answered(
    new Map([
      ["client of Ann", "Ann"],
      ["client of Bob", "Bob"],
    ]),
    0,
  );
  assert.deepEqual(roster.names, ["Ann", "Eve"]);
});

test("before the first answer nothing is news", () => {
  const roster = new Roster();
  assert.equal(roster.names, null);
  roster.asking();
  assert.equal(roster.joined("1", "Ann"), false);
  roster.answered(new Map(), 0);
  assert.deepEqual(roster.names, ["Ann"]);
});
