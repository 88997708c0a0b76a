import assert from "node:assert/strict";
import { test } from "node:test";
import {
  hubAddress,
  nameAsShown,
  nameProblem,
  roomOfFragment,
  roomProblem,
  textProblem,
} from "../../main/web/chat/rules.ts";

test("a name may have 32 characters, counted as code points", () => {
  assert.equal(nameProblem("😀".repeat(32)), null);
  assert.match(nameProblem("😀".repeat(33)) ?? "", /by 1 character: it may have 32/);
});

test("a name is neither blank nor does it carry control characters or half a character", () => {
  for (const name of [
    "",
    "   ",
    "a\nb",
    "a\u0000",
    "a\u0085",
    "a\u2028b",
    "\ud83d",
    "\u200b\u3164",
    "a\u202eb",
    "\ue000",
    "a\ufffd",
  ])
    assert.notEqual(nameProblem(name), null, JSON.stringify(name));
  for (const name of ["Ann", "Ольга", "小明", "عمر", "<b>x</b>", "O’Neil jr."])
    assert.equal(nameProblem(name), null, name);
});

test("a name is sent as it will be shown: composed and without spaces around it", () => {
  assert.equal(nameAsShown("  Zoe\u0308 "), "Zo\u00eb");
});

test("a room has 1 to 64 letters, digits and - _ .", () => {
  for (const room of ["lobby", "a", "A-b_c.9", "x".repeat(64)]) assert.equal(roomProblem(room), null, room);
  for (const room of ["", "x".repeat(65), "a/b", "a b", "é", "#x", "a?b", "a%2fb"])
    assert.notEqual(roomProblem(room), null, room);
});

test("a room of dots alone would be another place in the address, and is refused", () => {
  for (const room of [".", "..", "..."]) assert.notEqual(roomProblem(room), null, room);
});

test("a text of what can't be seen is empty, and one over the limit says by how much", () => {
  for (const text of ["", " \n\t", "\u200b\u00a0\u2800", "\u0301"])
    assert.match(textProblem(text, 1024) ?? "", /nothing to send/, JSON.stringify(text));
  assert.equal(textProblem("😀".repeat(1024), 1024), null);
  assert.match(textProblem("x".repeat(1026), 1024) ?? "", /by 2 characters: it may have 1,024/);
});

test("the room comes from the fragment only when it is one", () => {
  assert.equal(roomOfFragment("#lobby"), "lobby");
  assert.equal(roomOfFragment("#a%2Db"), "a-b");
  for (const fragment of ["", "#", "#a/b", "#%", "#<script>"]) assert.equal(roomOfFragment(fragment), null, fragment);
});

test("the address is beside the page, also under a base path and over TLS", () => {
  assert.equal(hubAddress("http://127.0.0.1:8000/#x"), "ws://127.0.0.1:8000/connection/websocket");
  assert.equal(hubAddress("http://127.0.0.1:8000/chat"), "ws://127.0.0.1:8000/connection/websocket");
  assert.equal(hubAddress("https://site.com/rt/?q#x"), "wss://site.com/rt/connection/websocket");
});
