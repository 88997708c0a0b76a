import { t } from "../i18n/words.ts";
import type { RoomState } from "../room.ts";
import { orReason, type App } from "../shell/app.ts";
import { form, openDialog, textField } from "../shell/dialog.ts";

const MOST_SLOW_SECONDS = 3_600;
const MOST_DAYS = 36_500;

/** What moderators may change of a room, and what only its owner may. */
export function openRoomSettings(app: App, room: RoomState): void {
  const { info } = room;
  const name = textField(t("settings.name"), { maxlength: "64", value: info.name, "data-field": "name" });
  const topic = textField(t("settings.topic"), { maxlength: "200", value: info.topic, "data-field": "topic" });
  const slow = numberField(t("settings.slow"), "slow", info.slowMode, MOST_SLOW_SECONDS);
  const retention = numberField(t("settings.retention"), "retention", info.retentionDays, MOST_DAYS);
  const owner = info.role === "owner";
  const made = form(
    t("dialog.save"),
    () =>
      orReason(async () => {
        const wanted = {
          name: name.input.value.normalize("NFC").trim(),
          topic: topic.input.value.trim(),
          slow_mode: slow.input.valueAsNumber || 0,
          ...(owner ? { retention_days: retention.input.valueAsNumber || 0 } : {}),
        };
        await app.chat.calls.change(info.id, wanted);
        opened.close();
      }),
    name.row,
    topic.row,
    slow.row,
    ...(owner ? [retention.row] : []),
  );
  const opened = openDialog("settings", t("settings.title"), made.form);
}

function numberField(label: string, field: string, value: number, most: number): ReturnType<typeof textField> {
  const attributes = { type: "number", min: "0", max: String(most), step: "1", inputmode: "numeric" };
  return textField(label, { ...attributes, value: String(value), "data-field": field });
}
