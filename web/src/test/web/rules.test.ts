import assert from "node:assert/strict";
import { test } from "node:test";
import { hubAddress, nameAsShown, nameFault, textFault } from "../../main/web/chat/rules.ts";
import { fragmentOf, placeOf } from "../../main/web/chat/shell/address.ts";

test("a name may have 32 characters, counted as code points", () => {
  assert.equal(nameFault("😀".repeat(32), 32), null);
  assert.equal(nameFault("😀".repeat(33), 32), "long");
});

test("a name is neither blank nor does it carry control characters or half a character", () => {
  for (const name of ["", "   ", "\u200b\u3164"]) assert.equal(nameFault(name, 32), "empty", JSON.stringify(name));
  for (const name of ["a\nb", "a\u0000", "a\u0085", "a\u2028b", "a\ud83d", "a\u202eb", "a\ue000", "a\ufffd"])
    assert.equal(nameFault(name, 32), "hidden", JSON.stringify(name));
  for (const name of ["Ann", "Ольга", "小明", "عمر", "<b>x</b>", "O’Neil jr."]) assert.equal(nameFault(name, 32), null, name);
});

test("a name is sent as it will be shown: composed and without spaces around it", () => {
  assert.equal(nameAsShown("  Zoe\u0308 "), "Zo\u00eb");
});

test("a text of what can't be seen is empty, and one over the limit is too long", () => {
  for (const text of ["", " \n\t", "\u200b\u00a0\u2800", "\u0301"])
    assert.equal(textFault(text, 1024), "empty", JSON.stringify(text));
  assert.equal(textFault("😀".repeat(1024), 1024), null);
  assert.equal(textFault("x".repeat(1025), 1024), "long");
});

test("an address names a room, a message in it, or an invitation to it", () => {
  assert.deepEqual(placeOf("#lobby"), { room: "lobby", code: "", position: 0 });
  assert.deepEqual(placeOf("#a%2Db"), { room: "a-b", code: "", position: 0 });
  assert.deepEqual(placeOf("#den?c0de_X"), { room: "den", code: "c0de_X", position: 0 });
  assert.deepEqual(placeOf("#den/17"), { room: "den", code: "", position: 17 });
  assert.deepEqual(placeOf("#@@talk_1"), { room: "@@talk_1", code: "", position: 0 });
  for (const place of [{ room: "a" }, { room: "a", code: "b" }, { room: "a", position: 5 }])
    assert.deepEqual(placeOf(fragmentOf(place)), { code: "", position: 0, ...place });
});

test("what could mean something else in an address is no room", () => {
  for (const fragment of ["", "#", "#a/b", "#a@b", "#@", "#@@@a", "#%", "#<script>", "#..", "#a b", "#é", "#a?<b>", `#${"x".repeat(129)}`])
    assert.equal(placeOf(fragment), null, fragment);
});

test("the address is beside the page, also under a base path and over TLS", () => {
  assert.equal(hubAddress("http://127.0.0.1:8000/#x"), "ws://127.0.0.1:8000/connection/websocket");
  assert.equal(hubAddress("http://127.0.0.1:8000/chat"), "ws://127.0.0.1:8000/connection/websocket");
  assert.equal(hubAddress("https://site.com/rt/?q#x"), "wss://site.com/rt/connection/websocket");
});
