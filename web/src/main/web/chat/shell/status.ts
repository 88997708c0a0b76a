// The state of the connection, always as it is: in a word beside one's name, and in a sentence where it isn't open.

import { byId, setText } from "../../shared/dom.ts";
import { network } from "../connection.ts";
import { number, t, type TextKey } from "../i18n/words.ts";
import type { Link, Loss } from "../link.ts";
import type { App } from "./app.ts";

/** What lasts less than this isn't worth a sentence. */
const PATIENCE_MILLIS = 1_500;

const STATES: Record<Link["kind"], { state: string; label: TextKey }> = {
  connecting: { state: "connecting", label: "link.connecting" },
  open: { state: "open", label: "link.open" },
  closing: { state: "closing", label: "link.closing" },
  closed: { state: "closed", label: "link.closed" },
  waiting: { state: "closed", label: "link.closed" },
  offline: { state: "closed", label: "link.closed" },
};

const LOSSES: Record<number, TextKey> = {
  1000: "link.ended",
  1001: "link.restarting",
  1012: "link.restarting",
  3001: "link.restarting",
  1008: "link.forbidden",
  3507: "link.forbidden",
  3008: "link.slow",
  3012: "link.lost",
  1013: "link.busy",
  3013: "link.busy",
};

/** Who is sent away like this is with another server, or the same one, in a moment. */
const RESTARTS = new Set([1001, 1012, 3001]);

export class Status {
  private readonly app: App;
  private readonly notice = byId("notice", HTMLElement);
  private lastLoss: Loss | null = null;
  private slow: number | undefined;
  private moment: number | undefined;

  constructor(app: App) {
    this.app = app;
    app.chat.events.on("link", (link) => this.show(link));
    byId("reconnect", HTMLElement).addEventListener("click", () => {
      app.chat.reconnectNow();
      app.focusText();
    });
    this.show(app.chat.link);
  }

  private show(link: Link): void {
    const status = byId("status", HTMLElement);
    const { state, label } = STATES[link.kind];
    status.dataset["state"] = state;
    status.dataset["link"] = link.kind;
    setText(byId("status-text", HTMLElement), t(label));
    if (link.kind === "open") this.lastLoss = null;
    else if (link.kind !== "connecting" && link.kind !== "closing") this.lastLoss = link.loss;
    if (link.kind === "waiting" && link.attempt === 1 && RESTARTS.has(link.loss.code)) this.waitAMoment();
    else if (link.kind !== "waiting" && link.kind !== "connecting") this.stopWaiting();
    this.tell(link);
  }

  private waitAMoment(): void {
    this.moment ??= window.setTimeout(() => {
      this.stopWaiting();
      this.tell(this.app.chat.link);
    }, PATIENCE_MILLIS);
  }

  private stopWaiting(): void {
    window.clearTimeout(this.moment);
    this.moment = undefined;
  }

  private tell(link: Link): void {
    const sentence = this.moment === undefined ? this.sentence(link) : null;
    this.notice.hidden = sentence === null;
    if (sentence === null) return;
    setText(byId("notice-text", HTMLElement), sentence);
    const seconds = link.kind === "waiting" ? Math.max(1, Math.ceil((link.until - Date.now()) / 1_000)) : 0;
    setText(byId("countdown", HTMLElement), seconds > 0 ? t("link.nextTry", { seconds: number(seconds) }) : "");
    byId("reconnect", HTMLElement).hidden = link.kind === "connecting" || link.kind === "open";
  }

  private sentence(link: Link): string | null {
    if (link.kind !== "connecting") {
      window.clearTimeout(this.slow);
      this.slow = undefined;
    }
    switch (link.kind) {
      case "open":
        return network() ? null : t("link.saysOffline");
      case "offline":
        return t("link.offline");
      case "connecting":
        if (this.lastLoss !== null) return explain(this.lastLoss);
        // The first time: who waits is told that it takes its time.
        this.slow ??= window.setTimeout(() => {
          if (this.app.chat.link.kind !== "connecting") return;
          this.notice.hidden = false;
          setText(byId("notice-text", HTMLElement), t("link.connecting"));
          byId("reconnect", HTMLElement).hidden = true;
        }, PATIENCE_MILLIS);
        return this.notice.hidden ? null : t("link.connecting");
      case "waiting":
      case "closed":
        return this.lastLoss === null ? null : explain(this.lastLoss);
      case "closing":
        return null;
    }
  }
}

function explain({ code, reason, opened }: Loss): string {
  const said = reason === "" ? "" : ` ${t("link.said", { reason })}`;
  if (code === 1006) return t(opened ? "link.lost" : "link.unreachable");
  const key = LOSSES[code];
  return (key === undefined ? t("link.code", { code: String(code) }) : t(key)) + said;
}
