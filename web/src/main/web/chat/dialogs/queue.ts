import { element } from "../../shared/dom.ts";
import { t } from "../i18n/words.ts";
import { attempt, personName, reasonOf, type App } from "../shell/app.ts";
import { openDialog } from "../shell/dialog.ts";
import { whenText } from "../when.ts";

/** The visitors who wait for one of the operators. */
export function openQueue(app: App): void {
  const { calls, events } = app.chat;
  const list = element("ul", { class: "choices", id: "queue-list" });
  const note = element("p", { class: "soft", role: "status" }, t("message.loading"));
  const opened = openDialog("queue", t("support.queue"), note, list);
  const load = async (): Promise<void> => {
    try {
      const { talks, people } = await calls.queue();
      app.chat.learn(people);
      list.replaceChildren(
        ...talks.map(({ room, visitor, since, text }) => {
          const take = element("button", { type: "button", class: "primary", "data-room": room }, t("support.take"));
          take.addEventListener("click", () => {
            void attempt(() => calls.take(room)).then((done) => {
              if (!done) return void load();
              opened.close();
              void app.open(room);
            });
          });
          const what = element(
            "span",
            { class: "what" },
            element("bdi", {}, personName(app.chat, visitor)),
            element("span", { dir: "auto" }, text),
            element("small", {}, t("support.since", { time: whenText(since) })),
          );
          return element("li", {}, what, take);
        }),
      );
      note.textContent = talks.length === 0 ? t("support.none") : "";
    } catch (error) {
      note.textContent = reasonOf(error);
    }
  };
  const off = events.on("queue", () => void load());
  opened.dialog.addEventListener("close", off);
  void load();
}
