// `<script src="https://chat.example.com/chat/embed.js" data-room="shop"></script>` on any page puts the chat in its corner.
//
//   data-room       the room it opens; "lobby" without it
//   data-token      the site's own token of the person who reads the page; data-token-url: where the page gets one
//   data-lang       en, zh or ru, above what the browser prefers
//   data-open       opens it at once
//
// Later `ParleyChat.open()`, `.close()` and `.remove()` do what they say, for one room when it is named.

import { Launcher } from "./launcher.ts";

interface ParleyChat {
  /** Puts what a tag asks for on the page, for pages that make their tags by script. Twice the same is once. */
  add(tag: HTMLScriptElement): void;
  open(room?: string): void;
  close(room?: string): void;
  remove(room?: string): void;
}

declare global {
  interface Window {
    ParleyChat?: ParleyChat;
  }
}

function chat(): ParleyChat {
  const launchers = new Map<string, Launcher>();
  const of = (room?: string): [string, Launcher][] => [...launchers].filter(([key]) => room === undefined || key === room);
  return {
    add(tag) {
      const room = tag.dataset["room"] ?? "lobby";
      if (!launchers.has(room)) launchers.set(room, new Launcher(tag, tag.src, launchers.size));
    },
    open: (room) => of(room)[0]?.[1].open(),
    close: (room) => of(room).forEach(([, one]) => one.close()),
    remove(room) {
      for (const [key, one] of of(room)) {
        one.remove();
        launchers.delete(key);
      }
    },
  };
}

const tag = document.currentScript;
if (tag instanceof HTMLScriptElement) {
  const shared = (window.ParleyChat ??= chat());
  if (document.body !== null && document.readyState !== "loading") shared.add(tag);
  else document.addEventListener("DOMContentLoaded", () => shared.add(tag));
}
