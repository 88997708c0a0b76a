// A dialog: a title, a way out, and what it is about. The browser keeps the focus in it and gives it back.

import { element, type Child } from "../../shared/dom.ts";
import { t } from "../i18n/words.ts";
import { icon } from "./icons.ts";

export interface Dialog {
  readonly dialog: HTMLDialogElement;
  readonly body: HTMLElement;
  close(): void;
}

/** One at a time: what is open is closed first. */
export function openDialog(name: string, title: string, ...children: Child[]): Dialog {
  document.querySelector<HTMLDialogElement>("dialog.dialog[open]")?.close();
  const titleId = `dialog-${name}`;
  const close = element("button", { type: "button", class: "tool", "aria-label": t("dialog.close") }, icon("close"));
  const body = element("div", { class: "dialog-body" }, ...children);
  const dialog = element(
    "dialog",
    { class: "dialog", "data-dialog": name, "aria-labelledby": titleId },
    element("header", { class: "dialog-head" }, element("h2", { id: titleId, dir: "auto" }, title), close),
    body,
  );
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  // A press that begins and ends on the ground behind it.
  let pressed = false;
  dialog.addEventListener("pointerdown", (event) => (pressed = event.target === dialog));
  dialog.addEventListener("click", (event) => {
    if (pressed && event.target === dialog) dialog.close();
  });
  dialog.addEventListener("keydown", (event) => {
    // Browsers take the key for the field, which it empties.
    const inSearch = event.target instanceof HTMLInputElement && event.target.type === "search";
    if (event.key !== "Escape" || !inSearch || event.isComposing) return;
    event.preventDefault();
    dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  return { dialog, body, close: () => dialog.close() };
}

/** Asks before something that can't be undone. */
export function confirm(name: string, title: string, text: string, yes: string): Promise<boolean> {
  return new Promise((answer) => {
    const act = element("button", { type: "button", class: "primary danger", "data-action": "confirm" }, yes);
    const no = element("button", { type: "button", class: "quiet", "data-action": "cancel" }, t("dialog.cancel"));
    const opened = openDialog(
      name,
      title,
      ...(text === "" ? [] : [element("p", { dir: "auto" }, text)]),
      element("div", { class: "buttons" }, no, act),
    );
    let confirmed = false;
    act.addEventListener("click", () => {
      confirmed = true;
      opened.close();
    });
    no.addEventListener("click", () => opened.close());
    opened.dialog.addEventListener("close", () => answer(confirmed));
    no.focus();
  });
}

export interface FieldParts<T extends HTMLElement> {
  readonly row: HTMLElement;
  readonly input: T;
}

let fields = 0;

export function textField(label: string, attributes: Record<string, string> = {}): FieldParts<HTMLInputElement> {
  const id = `field-${++fields}`;
  const input = element("input", { id, dir: "auto", autocomplete: "off", ...attributes });
  const row = element("div", { class: "field" }, element("label", { for: id }, label), input);
  return { row, input };
}

/** A list of which one is chosen. */
export function choices(
  legend: string,
  all: readonly { value: string; label: string }[],
  chosen: string,
): { row: HTMLFieldSetElement; value(): string; onChange(listener: (value: string) => void): void } {
  const name = `field-${++fields}`;
  const inputs = all.map(({ value }) => {
    const input = element("input", { type: "radio", name, value });
    input.checked = value === chosen;
    return input;
  });
  const row = element(
    "fieldset",
    {},
    element("legend", {}, legend),
    ...inputs.map((input, i) => element("label", { class: "choice" }, input, all[i]?.label ?? "")),
  );
  const value = (): string => inputs.find((input) => input.checked)?.value ?? chosen;
  return { row, value, onChange: (listener) => row.addEventListener("change", () => listener(value())) };
}

export function switchField(label: string, on: boolean): FieldParts<HTMLInputElement> {
  const input = element("input", { type: "checkbox" });
  input.checked = on;
  return { input, row: element("label", { class: "choice" }, input, label) };
}

/** A form whose button does something that can fail; the reason is shown above the button. */
export function form(
  submit: string,
  run: () => Promise<string | null>,
  ...children: Child[]
): { form: HTMLFormElement; complain(reason: string | null): void } {
  const problem = element("p", { class: "problem", role: "alert" });
  problem.hidden = true;
  const button = element("button", { type: "submit", class: "primary" }, submit);
  const made = element("form", { novalidate: "" }, ...children, problem, element("div", { class: "buttons" }, button));
  const complain = (reason: string | null): void => {
    problem.textContent = reason ?? "";
    problem.hidden = reason === null;
  };
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    complain(null);
    void run()
      .then(complain)
      .finally(() => (button.disabled = false));
  });
  return { form: made, complain };
}
