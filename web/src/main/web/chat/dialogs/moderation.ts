// What only moderators see: reported messages, and what moderators did.

import { element } from "../../shared/dom.ts";
import { t } from "../i18n/words.ts";
import type { Entry } from "../calls.ts";
import type { RoomState } from "../room.ts";
import { attempt, personName, reasonOf, type App } from "../shell/app.ts";
import { openDialog } from "../shell/dialog.ts";
import { whenText } from "../when.ts";

export function openReports(app: App, room: RoomState): void {
  const { calls } = app.chat;
  const list = element("ul", { class: "choices", id: "reports-list" });
  const note = element("p", { class: "soft", role: "status" }, t("message.loading"));
  const opened = openDialog("reports", t("reports.title"), note, list);
  const none = (): void => {
    note.textContent = list.childElementCount === 0 ? t("reports.none") : "";
  };
  const row = (report: Entry): HTMLElement => {
    const settle = element("button", { type: "button", class: "quiet", "data-action": "resolve" }, t("reports.resolve"));
    const show = element("button", { type: "button", class: "quiet", "data-action": "show" }, t("reports.show"));
    const { message } = report;
    const author = message === null ? report.about : message.author;
    const what = element(
      "span",
      { class: "what" },
      element("bdi", {}, author === "" ? t("message.someone") : personName(app.chat, author)),
      element("span", { dir: "auto" }, message?.text ?? ""),
      element("small", { dir: "auto" }, `${t("reports.by", { name: personName(app.chat, report.by) })} · ${whenText(report.time)}`),
    );
    if (report.text !== "") what.append(element("small", { dir: "auto" }, `“${report.text}”`));
    const li = element("li", {}, what, ...(message === null ? [] : [show]), settle);
    show.addEventListener("click", () => {
      opened.close();
      if (message !== null) void app.open(room.info.id, { position: message.position });
    });
    settle.addEventListener("click", () => {
      void attempt(() => calls.resolve(report.id)).then((done) => {
        if (!done) return;
        li.remove();
        none();
      });
    });
    return li;
  };
  calls.reports(room.info.id).then(
    ({ reports, people }) => {
      app.chat.learn(people);
      list.append(...reports.map(row));
      none();
    },
    (error: unknown) => (note.textContent = reasonOf(error)),
  );
}

export function openAudit(app: App, room: RoomState): void {
  const list = element("ul", { class: "choices", id: "audit-list" });
  const note = element("p", { class: "soft", role: "status" }, t("message.loading"));
  const more = element("button", { type: "button", class: "quiet", hidden: "" }, t("audit.more"));
  openDialog("audit", t("audit.title"), note, list, element("div", { class: "buttons" }, more));
  let before = "";
  const load = async (): Promise<void> => {
    more.disabled = true;
    try {
      const { entries, people } = await app.chat.calls.audit(room.info.id, before);
      app.chat.learn(people);
      list.append(
        ...entries.map(({ time, by, what, about, text }) =>
          element(
            "li",
            {},
            element(
              "span",
              { class: "what" },
              element("bdi", {}, personName(app.chat, by)),
              element("span", { dir: "auto" }, [what, about === "" ? "" : personName(app.chat, about), text].filter((each) => each !== "").join(" · ")),
              element("small", {}, whenText(time)),
            ),
          ),
        ),
      );
      before = entries[entries.length - 1]?.id ?? "";
      more.hidden = entries.length === 0;
      note.textContent = list.childElementCount === 0 ? t("audit.none") : "";
    } catch (error) {
      note.textContent = reasonOf(error);
    } finally {
      more.disabled = false;
    }
  };
  more.addEventListener("click", () => void load());
  void load();
}
