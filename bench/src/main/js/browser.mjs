// A real Chromium, driven over its DevTools protocol with nothing between: pages in contexts of their own.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import WebSocket from "ws";

const ARGUMENTS = [
  "--headless=new",
  "--remote-debugging-port=0",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--disable-gpu",
  // A page that nobody looks at is drawn no more, and its timers are slow: these are looked at.
  "--disable-background-timer-throttling",
  "--disable-backgrounding-occluded-windows",
  "--disable-renderer-backgrounding",
];

export class Browser {
  static async start() {
    const folder = mkdtempSync(join(tmpdir(), "parley-bench-"));
    const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    const program = process.env.CHROMIUM ?? "chromium";
    const child = spawn(program, [...ARGUMENTS, ...asRoot, `--user-data-dir=${folder}`, "about:blank"], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    const address = await new Promise((resolve, reject) => {
      let said = "";
      child.on("error", reject);
      child.on("exit", (code) => reject(new Error(`${program} ended with ${code}:\n${said}`)));
      child.stderr.on("data", (data) => {
        said = (said + data).slice(-10_000);
        const found = /DevTools listening on (ws:\S+)/.exec(said);
        if (found) resolve(found[1]);
      });
    });
    const socket = new WebSocket(address, { perMessageDeflate: false, maxPayload: 256 << 20 });
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    return new Browser(child, folder, socket);
  }

  constructor(child, folder, socket) {
    this.child = child;
    this.folder = folder;
    this.socket = socket;
    this.asked = new Map();
    this.hearers = new Map();
    this.last = 0;
    socket.on("message", (data) => this.hear(JSON.parse(data)));
  }

  hear({ id, result, error, method, params, sessionId }) {
    if (id !== undefined) {
      const { resolve, reject, what } = this.asked.get(id);
      this.asked.delete(id);
      if (error) reject(new Error(`${what}: ${error.message}`));
      else resolve(result);
    } else {
      this.hearers.get(sessionId)?.(method, params);
    }
  }

  call(method, params = {}, sessionId = undefined) {
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      this.asked.set(id, { resolve, reject, what: method });
      this.socket.send(JSON.stringify({ id, method, params, sessionId }));
    });
  }

  /** A page in a context of its own, that has never been anywhere. */
  async page() {
    const { browserContextId } = await this.call("Target.createBrowserContext");
    const { targetId } = await this.call("Target.createTarget", {
      url: "about:blank",
      browserContextId,
      newWindow: true,
      width: 1200,
      height: 800,
    });
    const { sessionId } = await this.call("Target.attachToTarget", { targetId, flatten: true });
    const page = new Page(this, sessionId, browserContextId);
    await page.call("Page.enable");
    await page.call("Runtime.enable");
    await page.call("Performance.enable", { timeDomain: "threadTicks" }); // CPU time, whatever else the machine does
    return page;
  }

  async close() {
    this.child.removeAllListeners("exit");
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    await this.call("Browser.close");
    await ended;
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

class Page {
  constructor(browser, session, context) {
    this.browser = browser;
    this.session = session;
    this.context = context;
    /** Uncaught errors, and what was said on the console as one. */
    this.errors = [];
    browser.hearers.set(session, (method, params) => {
      if (method === "Runtime.exceptionThrown") this.errors.push(params.exceptionDetails.exception?.description ?? "?");
      if (method === "Runtime.consoleAPICalled" && params.type === "error")
        this.errors.push(params.args.map(({ value, description }) => value ?? description).join(" "));
    });
  }

  call(method, params) {
    return this.browser.call(method, params, this.session);
  }

  /** Runs before each document's own scripts. */
  async before(script) {
    await this.call("Page.addScriptToEvaluateOnNewDocument", { source: script });
  }

  async open(address) {
    await this.call("Page.navigate", { url: address });
  }

  async evaluate(expression) {
    const { result, exceptionDetails } = await this.call("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
      userGesture: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** What the page has done so far: CPU seconds on its thread, and how often it laid itself out. */
  async worked() {
    const { metrics } = await this.call("Performance.getMetrics");
    const of = (name) => metrics.find((metric) => metric.name === name).value;
    return {
      work_s: of("TaskDuration"),
      script_s: of("ScriptDuration"),
      layout_s: of("LayoutDuration"),
      style_s: of("RecalcStyleDuration"),
      layouts: of("LayoutCount"),
    };
  }

  /** What the page holds once what nobody needs is gone. */
  async held() {
    await this.call("HeapProfiler.collectGarbage");
    await this.call("HeapProfiler.collectGarbage");
    const { metrics } = await this.call("Performance.getMetrics");
    const of = (name) => metrics.find((metric) => metric.name === name).value;
    return { heap_mib: of("JSHeapUsedSize") / 2 ** 20, nodes: of("Nodes"), listeners: of("JSEventListeners") };
  }

  /** Where the page's scripts spend their time while `work` is done: the functions with the most of their own. */
  async profiled(work, most = 15) {
    await this.call("Profiler.enable");
    await this.call("Profiler.start");
    const done = await work();
    const { profile } = await this.call("Profiler.stop");
    const own = new Map();
    const nodes = new Map(profile.nodes.map((node) => [node.id, node.callFrame]));
    profile.samples.forEach((id, i) => {
      const { functionName, url, lineNumber, columnNumber } = nodes.get(id);
      const at = `${functionName || "(nameless)"} ${url.slice(url.lastIndexOf("/") + 1)}:${lineNumber}:${columnNumber}`;
      own.set(at, (own.get(at) ?? 0) + profile.timeDeltas[i] / 1000);
    });
    const top = [...own].sort((a, b) => b[1] - a[1]).slice(0, most);
    for (const [at, millis] of top) console.log(`  ${millis.toFixed(0).padStart(7)} ms  ${at}`);
    return done;
  }

  async close() {
    this.browser.hearers.delete(this.session);
    await this.browser.call("Target.disposeBrowserContext", { browserContextId: this.context });
  }
}
