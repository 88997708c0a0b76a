// The life of the page's connection, as a pure function of what happens to it. The SDK connects and keeps alive; when it
// tries again is decided here, so that the page can say it and a person can hurry it.
//
//            join                opened               leave
//   closed ────────► connecting ────────► open ────────────────► closing
//     ▲                 ▲   │ lost          │ lost                  │ lost
//     │ lost for good   │   ▼               ▼                       │
//     ├─────────────────┼── waiting ◄───────┘                       │
//     │        due, now,│   │ ▲                                     │
//     │         online  │   │ │ (the network comes and goes)        │
//     │                 │   ▼ │                                     │
//     │                 └── offline                                 │
//     └─────────────────────────────────────────────────────────────┘
//
// `waiting` ends by itself at `until`; `offline` waits for the browser to see a network again, which it may be wrong
// about, so a person can always try now. The wait before attempt n is drawn evenly from 0 to 1 s · 2^n, at most 30 s
// (full jitter), so that a thousand pages that lost one server don't come back at one instant. The count of attempts
// starts again only after a connection that has lasted: a server that accepts and hangs up is no success.

export interface Loss {
  /** The close code, 1006 when there was no closing handshake, or the code of the error by which it was refused. */
  code: number;
  reason: string;
  /** Whether the connection had been open. */
  opened: boolean;
  /** Whether the server said that the same attempt would meet the same refusal. */
  final: boolean;
}

export type Link =
  | { kind: "closed"; loss: Loss | null }
  | { kind: "connecting"; attempt: number }
  | { kind: "open"; attempt: number; since: number }
  | { kind: "closing" }
  | { kind: "waiting"; attempt: number; until: number; loss: Loss }
  | { kind: "offline"; attempt: number; loss: Loss };

export type LinkEvent =
  | { kind: "join" }
  | { kind: "opened" }
  | { kind: "lost"; loss: Loss }
  | { kind: "due" }
  | { kind: "now" }
  | { kind: "online" }
  | { kind: "offline" }
  | { kind: "leave" };

export interface Around {
  /** Milliseconds since any fixed point. */
  now: number;
  /** From 0 (included) to 1 (excluded). */
  random: number;
  /** Whether a network that the server is behind seems to be there. */
  network: boolean;
}

export const FIRST_WAIT_MILLIS = 1_000;
export const LONGEST_WAIT_MILLIS = 30_000;
export const LASTING_MILLIS = 10_000;

export const NOT_YET: Link = { kind: "closed", loss: null };

export function waitMillis(attempt: number, random: number): number {
  return random * Math.min(LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS * 2 ** attempt);
}

export function after(link: Link, event: LinkEvent, around: Around): Link {
  switch (event.kind) {
    case "join":
      return link.kind === "closed" ? { kind: "connecting", attempt: 0 } : link;
    case "opened":
      return link.kind === "connecting" ? { kind: "open", attempt: link.attempt, since: around.now } : link;
    case "lost":
      return afterLoss(link, event.loss, around);
    case "due":
      return link.kind === "waiting" && around.now >= link.until ? again(link.attempt) : link;
    case "now":
      if (link.kind === "closed") return again(0);
      return link.kind === "waiting" || link.kind === "offline" ? again(link.attempt) : link;
    case "online":
      return link.kind === "waiting" || link.kind === "offline" ? again(0) : link;
    case "offline":
      return link.kind === "waiting" ? { kind: "offline", attempt: link.attempt, loss: link.loss } : link;
    case "leave":
      if (link.kind === "open" || link.kind === "connecting") return { kind: "closing" };
      return link.kind === "closing" ? link : NOT_YET;
  }
}

function afterLoss(link: Link, loss: Loss, around: Around): Link {
  switch (link.kind) {
    case "closing":
      return { kind: "closed", loss: null };
    case "connecting":
    case "open": {
      if (loss.final) return { kind: "closed", loss };
      const lasted = link.kind === "open" && around.now - link.since >= LASTING_MILLIS;
      const attempt = lasted ? 0 : link.attempt;
      if (!around.network) return { kind: "offline", attempt, loss };
      return { kind: "waiting", attempt: attempt + 1, until: around.now + waitMillis(attempt, around.random), loss };
    }
    case "closed":
    case "waiting":
    case "offline":
      return link;
  }
}

function again(attempt: number): Link {
  return { kind: "connecting", attempt };
}
