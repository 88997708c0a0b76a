// Measures the chat with a server that runs: node room.mjs ADDRESS SECRET PID WHAT [OPTIONS]
//
//   room   a room of 1,000 people of whom 20 write; two real Chromium pages, in which *shown* is measured
//   visit  a visitor's page, from the address to its last 50 messages
//   hours  what a page holds after the messages of eight hours, sent fast
//
// Options are NAME=NUMBER. ../../../chat says what each figure is.

import { readFileSync } from "node:fs";
import { Browser } from "./browser.mjs";
import { Crowd } from "./crowd.mjs";
import { line, now, pause, percentiles, until } from "./figures.mjs";
import { LOOKING } from "./looking.mjs";

const [address, secret, pid, what, ...given] = process.argv.slice(2);
const options = Object.fromEntries(given.map((each) => each.split("=")).map(([name, value]) => [name, Number(value)]));
const ROOM = "load";
const WORDS = "and what people say is often about as long as this sentence here, or a little shorter.";

const browser = await Browser.start();
try {
  await { room, visit, hours }[what]();
} finally {
  await browser.close();
}
process.exit(0);

/** A page of somebody who has come in as a guest and sees the room. */
async function visitor(name) {
  const page = await browser.page();
  await page.before(LOOKING);
  await page.open(`${address}/#${ROOM}`);
  await comeIn(page, name);
  return page;
}

async function comeIn(page, name) {
  await until("the page asks for a name", () => page.evaluate("!!document.querySelector('#name')?.offsetParent"));
  await page.evaluate(`{
    const field = document.querySelector('#name');
    field.value = ${JSON.stringify(name)};
    field.dispatchEvent(new Event('input', { bubbles: true }));
    document.querySelector('#enter').click();
  }`);
  await until("the page is connected", () => page.evaluate("document.querySelector('#status')?.dataset.state === 'open'"));
  await until("the room can be written in", () => page.evaluate("!!document.querySelector('#text')?.offsetParent"));
}

async function room() {
  const { people = 998, writers = 20, seconds = 60, processes = 2, pages: watched = 2 } = options;
  const share = Math.ceil(people / processes);
  const began = now();
  const crowds = [];
  for (let i = 0; i < processes; i++) {
    const size = Math.min(share, people - i * share);
    crowds.push(await Crowd.enter(address, secret, ROOM, i * share, size, i === 0 ? writers : 0));
  }
  console.log(line("entered", { people, seconds: (now() - began) / 1000 }));
  const pages = [];
  for (const name of ["Ann", "Bob"].slice(0, watched)) pages.push(await visitor(name));
  await pause(12_000); // until everybody knows who is here
  const worked = await Promise.all(pages.map((page) => page.worked()));
  const before = serverCpu();
  const started = now();
  const write = () => crowds[0].ask("write", { interval: 1_000, number: seconds, text: WORDS });
  const wrote = await (options.profile ? pages[0].profiled(write) : write());
  const lasted = (now() - started) / 1000;
  const cpu = serverCpu() - before;
  const sent = writers * seconds - wrote.refused;
  await until("everybody has everything", async () => {
    const counts = await Promise.all(crowds.map((crowd) => crowd.ask("count")));
    return counts.every(({ least }) => least >= sent);
  }, 30_000).catch((late) => console.log(String(late)));
  await until("the pages have shown everything", async () => {
    const shown = await Promise.all(pages.map((page) => page.evaluate("looking.shown.length")));
    return shown.every((count) => count >= sent);
  }, 30_000).catch((late) => console.log(String(late)));
  const counts = await Promise.all(crowds.map((crowd) => crowd.ask("count")));
  const sum = (of) => counts.reduce((total, each) => total + each[of], 0);
  console.log(
    line("everybody", {
      sent,
      refused: wrote.refused,
      heard: sum("heard"),
      expected: sent * people,
      missing: sent * people - sum("heard") + sum("doubled"),
      doubled: sum("doubled"),
      drops: sum("drops"),
    }),
  );
  console.log(line("answered_ms", percentiles(wrote.answers)));
  const all = [];
  for (const [i, page] of pages.entries()) {
    const shown = await page.evaluate("looking.shown");
    const latencies = shown.map(([, , millis]) => millis);
    all.push(...latencies);
    console.log(line(`shown_ms_page_${i + 1}`, { ...percentiles(latencies), missing: sent - shown.length }));
    const now = await page.worked();
    for (const key in now) now[key] -= worked[i][key];
    console.log(line(`worked_page_${i + 1}`, now));
    for (const error of page.errors.slice(0, 3)) console.log(`  ${error}`);
  }
  console.log(line("shown_ms", percentiles(all)));
  console.log(line("cpu", { server_pct: (100 * cpu) / lasted, people_s: sum("cpu_s"), lasted_s: lasted }));
  await Promise.all(crowds.map((crowd) => crowd.end()));
}

async function visit() {
  const { rounds = 20, messages = 500 } = options;
  const crowd = await Crowd.enter(address, secret, ROOM, 0, 10, 10);
  await crowd.ask("write", { interval: 0, number: Math.ceil(messages / 10), text: WORDS });
  const first = [];
  const again = [];
  for (let i = 0; i < rounds + 1; i++) {
    const page = await browser.page();
    await page.before(LOOKING);
    await page.open(`${address}/#${ROOM}`);
    await until("the page asks for a name", () => page.evaluate("!!document.querySelector('#name')?.offsetParent"));
    const asked = await page.evaluate(`performance.now()`);
    await comeIn(page, `Visitor ${i}`);
    await until("50 messages", () => page.evaluate("looking.rows >= 50"));
    if (i > 0) first.push(asked); // the first one is the server's and the browser's own beginning
    await page.call("Network.clearBrowserCache");
    await page.open("about:blank");
    await page.open(`${address}/#${ROOM}`);
    await until("50 messages", () => page.evaluate("window.looking?.rows >= 50"));
    const rows = await page.evaluate("looking.rowsAt");
    if (i > 0) again.push(rows.find(([count]) => count >= 50)[1]);
    await page.close();
  }
  console.log(line("form_ms", percentiles(first)));
  console.log(line("shown_50_ms", percentiles(again)));
  await crowd.end();
}

async function hours() {
  const { messages = 576_000, writers = 20, points = 8 } = options;
  const crowd = await Crowd.enter(address, secret, ROOM, 0, writers, writers);
  const page = await visitor("Ann");
  console.log(line("held", { messages: 0, ...(await page.held()), rows: await rowsOf(page) }));
  const started = now();
  const each = Math.ceil(messages / points / writers);
  for (let point = 1; point <= points; point++) {
    const { refused } = await crowd.ask("write", { interval: 0, number: each, text: WORDS });
    const sent = point * each * writers - refused;
    const last = await page.evaluate(
      "new Promise((done) => { const at = () => looking.shown.length; let n = at(); const id = setInterval(() => { if (n === (n = at())) { clearInterval(id); done(n) } }, 500) })",
    );
    await page.evaluate("looking.shown.length = 0");
    console.log(
      line("held", { messages: sent, shown: last, ...(await page.held()), rows: await rowsOf(page), s: (now() - started) / 1000 }),
    );
  }
  for (const error of page.errors.slice(0, 3)) console.log(`  ${error}`);
  await crowd.end();
}

function rowsOf(page) {
  return page.evaluate("document.querySelectorAll('#messages > *').length");
}

/** CPU seconds of the server so far. */
function serverCpu() {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /, "").split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
