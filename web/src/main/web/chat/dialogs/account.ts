// Oneself: the name that others see, the password, notifications, the language, and the way out.

import { element } from "../../shared/dom.ts";
import { remember } from "../../shared/memory.ts";
import { language, LANGUAGES, t } from "../i18n/words.ts";
import { nameAsShown } from "../rules.ts";
import { attempt, orReason, type App } from "../shell/app.ts";
import { choices, form, openDialog, switchField, textField } from "../shell/dialog.ts";
import { nameProblem } from "../shell/entry.ts";
import { notificationsOn, setNotifications, setSound, soundOn } from "../shell/manners.ts";
import { LANGUAGE_KEPT } from "../shell/language.ts";
import { say } from "../shell/passing.ts";

export function openAccount(app: App): void {
  const { chat, fromSite, settings, sessions } = app;
  const parts: HTMLElement[] = [];
  if (!fromSite) {
    const name = textField(t("account.name"), { value: chat.me?.name ?? "", autocomplete: "nickname", "data-field": "name" });
    parts.push(
      form(
        t("dialog.save"),
        async () => {
          const wanted = nameAsShown(name.input.value);
          const problem = nameProblem(wanted, settings.limits.name);
          if (problem !== null) return problem;
          return orReason(async () => {
            const renamed = await sessions.session(wanted);
            if (renamed !== null) chat.called(renamed.name);
            opened.close();
            say(t("account.changed"));
          });
        },
        name.row,
      ).form,
    );
  }
  parts.push(disturbing());
  const languages = Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }));
  const chosen = choices(t("account.language"), languages, language());
  chosen.onChange((value) => {
    remember(LANGUAGE_KEPT, { language: value });
    location.reload();
  });
  parts.push(chosen.row);
  if (!fromSite && chat.me?.kind === "account") parts.push(passwordForm(app));
  if (!fromSite) parts.push(wayOut(app));
  const opened = openDialog("account", t("account.title"), ...parts);
}

function disturbing(): HTMLElement {
  const notify = switchField(t("notify.browser"), notificationsOn());
  const sound = switchField(t("notify.sound"), soundOn());
  const blocked = element("p", { class: "soft" }, t("notify.blocked"));
  const able = typeof Notification === "function";
  blocked.hidden = able && Notification.permission !== "denied";
  notify.input.disabled = !blocked.hidden;
  notify.input.addEventListener("change", () => {
    void setNotifications(notify.input.checked).then((on) => {
      notify.input.checked = on;
      blocked.hidden = Notification.permission !== "denied";
    });
  });
  sound.input.addEventListener("change", () => setSound(sound.input.checked));
  return element("fieldset", {}, element("legend", {}, t("notify.title")), notify.row, blocked, sound.row);
}

function passwordForm(app: App): HTMLElement {
  const old = textField(t("account.oldPassword"), { type: "password", autocomplete: "current-password" });
  const wanted = textField(t("account.newPassword"), { type: "password", autocomplete: "new-password" });
  return form(
    t("account.password"),
    () =>
      orReason(async () => {
        await app.sessions.changePassword(old.input.value, wanted.input.value);
        old.input.value = "";
        wanted.input.value = "";
        say(t("account.changed"));
      }),
    old.row,
    wanted.row,
  ).form;
}

function wayOut(app: App): HTMLElement {
  const out = element("button", { type: "button", class: "quiet", "data-action": "sign-out" }, t("account.signOut"));
  out.addEventListener("click", () => {
    void attempt(async () => {
      await app.sessions.signOut();
      app.chat.disconnect();
      location.reload();
    });
  });
  return element("div", { class: "field" }, element("p", { class: "soft" }, t("account.signOutText")), element("div", {}, out));
}

