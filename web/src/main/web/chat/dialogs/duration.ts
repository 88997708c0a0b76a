import { element } from "../../shared/dom.ts";
import { t } from "../i18n/words.ts";
import { orReason } from "../shell/app.ts";
import { choices, form, openDialog } from "../shell/dialog.ts";

const MINUTES = { "time.10m": 10, "time.1h": 60, "time.1d": 1_440, "time.1w": 10_080, "time.1y": 525_600 } as const;

/** For how long somebody is muted or banned. */
export function openDuration(what: "mute" | "ban", name: string, room: string, act: (minutes: number) => Promise<void>): void {
  const lengths = Object.entries(MINUTES).map(([key, minutes]) => ({
    value: String(minutes),
    label: t(key as keyof typeof MINUTES),
  }));
  const length = choices(t("time.duration"), lengths, String(MINUTES["time.1h"]));
  const text = t(what === "mute" ? "mute.text" : "ban.text", { name, room });
  const made = form(
    t(what === "mute" ? "person.mute" : "person.ban"),
    () =>
      orReason(async () => {
        await act(Number(length.value()));
        opened.close();
      }),
    element("p", { class: "soft", dir: "auto" }, text),
    length.row,
  );
  const opened = openDialog(what, t(what === "mute" ? "mute.title" : "ban.title", { name }), made.form);
}
