// Who is writing in the room that is shown.

import { byId, element, type Child } from "../../shared/dom.ts";
import { counted, pieces } from "../i18n/words.ts";
import type { App } from "./app.ts";

export function showTyping(app: App): void {
  const line = byId("typing", HTMLElement);
  let shown = "";
  const draw = (): void => {
    const names = (app.chat.current?.typing ?? []).map(({ name }) => name).filter((name) => name !== "");
    const key = names.join("\n");
    if (key === shown) return;
    shown = key;
    line.replaceChildren(...sentence(names));
  };
  app.chat.events.on("typing", draw);
  app.chat.events.on("current", draw);
}

function sentence(names: readonly string[]): Child[] {
  const [first, second] = names;
  const named = (name: string): Node => element("bdi", {}, name);
  if (first === undefined) return [];
  if (second === undefined) return pieces<Node>("typing.one", { name: named(first) });
  if (names.length === 2) return pieces<Node>("typing.two", { first: named(first), second: named(second) });
  return [counted("typing.many", names.length)];
}
