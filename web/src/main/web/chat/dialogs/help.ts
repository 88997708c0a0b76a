import { element } from "../../shared/dom.ts";
import { t, type TextKey } from "../i18n/words.ts";
import { openDialog } from "../shell/dialog.ts";

const COMMAND = /mac|iphone|ipad/i.test(navigator.platform) ? "⌘" : "Ctrl";

const KEYS: readonly [TextKey, readonly string[]][] = [
  ["help.send", ["Enter"]],
  ["help.newline", ["Shift", "Enter"]],
  ["help.edit", ["↑"]],
  ["help.mention", ["@"]],
  ["help.emoji", [COMMAND, "."]],
  ["help.search", [COMMAND, "K"]],
  ["help.previousRoom", ["Alt", "↑"]],
  ["help.nextRoom", ["Alt", "↓"]],
  ["help.nextUnread", ["Alt", "Shift", "↓"]],
  ["help.arrows", ["↑", "↓"]],
  ["help.escape", ["Esc"]],
  ["help.help", ["?"]],
];

/** The keys that do something here. */
export function openHelp(): void {
  const list = element("dl", { class: "keys" });
  for (const [key, keys] of KEYS) {
    const pressed = keys.flatMap((each, i) => [...(i > 0 ? [" + "] : []), element("kbd", {}, each)]);
    list.append(element("dt", { dir: "ltr" }, ...pressed), element("dd", {}, t(key)));
  }
  openDialog("help", t("help.title"), list);
}
