import assert from "node:assert/strict";
import { test } from "node:test";
import { linksIn } from "../../main/web/chat/links.ts";

/** The links as they are read, with where they lead when that is written otherwise. */
function links(text: string): string[] {
  return linksIn(text).map(({ start, end, href }) => {
    const written = text.slice(start, end);
    return written === href ? written : `${written} → ${href}`;
  });
}

test("addresses of http, https and mail are links", () => {
  assert.deepEqual(links("see https://example.org/a?b=c#d and http://localhost:8000/x"), [
    "https://example.org/a?b=c#d",
    "http://localhost:8000/x",
  ]);
  assert.deepEqual(links("www.example.org"), ["www.example.org → https://www.example.org/"]);
  assert.deepEqual(links("write to ann.b+c@mail.example.org!"), [
    "ann.b+c@mail.example.org → mailto:ann.b+c@mail.example.org",
  ]);
  assert.deepEqual(links("mailto:ann@example.org?subject=x"), ["mailto:ann@example.org"]);
});

test("nothing else is a link", () => {
  for (const text of [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//https",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "ftp://example.org/",
    "blob:https://example.org/1",
    "view-source:https://example.org/",
    "xhttps://example.org",
    "example.org",
    "http://",
    "https://?",
    "https:///",
    "https://a b",
    "http://nodots/",
    "@ann",
    "a@b",
    "ann@",
    "tel:123",
    "intent://scan/#Intent;scheme=zxing;end",
  ])
    assert.deepEqual(links(text), [], text);
});

test("an address that shows another place than it leads to stays text", () => {
  assert.deepEqual(links("https://bank.example@evil.example/"), []);
  assert.deepEqual(links("https://user:secret@evil.example/"), []);
  assert.deepEqual(links("https://evil.example/\u202egnp.exe"), ["https://evil.example/"]);
  assert.deepEqual(links("https://exam\u200bple.org/"), []);
});

test("letters that look like others are spelled out where the link leads", () => {
  assert.deepEqual(links("https://аррӏе.example/"), ["https://аррӏе.example/ → https://xn--80ak6aa92e.example/"]);
});

test("punctuation at the end belongs to the sentence", () => {
  for (const [text, link] of [
    ["(https://example.org/a)", "https://example.org/a"],
    ["https://example.org/a_(b)", "https://example.org/a_(b)"],
    ["(see https://example.org/a_(b)).", "https://example.org/a_(b)"],
    ["https://example.org/a, or", "https://example.org/a"],
    ["https://example.org/a?!...", "https://example.org/a"],
    ["“https://example.org/a”", "https://example.org/a"],
    ["<https://example.org/a>", "https://example.org/a"],
    ["看https://example.org/a。好", "https://example.org/a"],
    ["**https://example.org/a**", "https://example.org/a"],
    ["[x](https://example.org/a)", "https://example.org/a"],
    ['<a href="https://example.org/a" onclick=alert(1)>', "https://example.org/a"],
  ] as const)
    assert.deepEqual(links(text), [link], text);
});

test("markup in an address stays outside of it, or is a part of where it leads", () => {
  assert.deepEqual(links('https://example.org/"onmouseover="alert(1)'), ["https://example.org/"]);
  assert.deepEqual(links("https://example.org/<script>"), ["https://example.org/"]);
  assert.deepEqual(links("https://example.org/'><img"), ["https://example.org/"]);
});

test("a link is made of the text that it replaces, and links don't overlap", () => {
  const text = "a https://x.org b@c.org www.d.org, https://e.org/f@g.org https://e.org https://e.org";
  let at = 0;
  for (const { start, end, href } of linksIn(text)) {
    assert.ok(start >= at && end > start && end <= text.length);
    assert.match(href, /^(https?|mailto):/);
    at = end;
  }
  assert.equal(linksIn(text).length, 6);
});

test("an endless address is no link, and takes no time", () => {
  assert.deepEqual(links(`https://example.org/${"a".repeat(3_000)}`), []);
  const worst = [
    "https://".repeat(20_000),
    `https://a.org/${"(".repeat(50_000)}${")".repeat(50_000)}`,
    `https://a.org/${".".repeat(100_000)}`,
    `${"a".repeat(100_000)}@`,
    "a.".repeat(50_000),
    `${"a@".repeat(50_000)}`,
    `a@${"b.".repeat(50_000)}`,
    "www.".repeat(30_000),
  ];
  const started = process.cpuUsage().user;
  for (const text of worst) linksIn(text);
  // A hundred times what it takes; what grows with the square takes minutes.
  assert.ok(process.cpuUsage(undefined).user - started < 20_000_000);
});
