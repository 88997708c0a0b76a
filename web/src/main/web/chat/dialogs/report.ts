import { element } from "../../shared/dom.ts";
import { t } from "../i18n/words.ts";
import type { Message } from "../wire.ts";
import { orReason, type App } from "../shell/app.ts";
import { form, openDialog, textField } from "../shell/dialog.ts";
import { say } from "../shell/passing.ts";

/** Tells the room's moderators of a message. */
export function openReport(app: App, message: Message): void {
  const reason = textField(t("report.reason"), { maxlength: "500", "data-field": "reason" });
  const made = form(
    t("report.send"),
    () =>
      orReason(async () => {
        await app.chat.calls.report(message.id, reason.input.value.trim());
        opened.close();
        say(t("report.sent"));
      }),
    element("p", { class: "soft", dir: "auto" }, message.text),
    reason.row,
  );
  const opened = openDialog("report", t("report.title"), made.form);
  reason.input.focus();
}
