/** Asks for the password that makes the key. */
import { html } from "lit/html.js";
import { connectsNote } from "../connects-note.ts";
import { actionsTemplate, addressNote, layout } from "../layout.ts";
import { otherWays } from "../other-ways.ts";
import { passwordField, passwordOptions, takeTyped, usernameField, type PasswordEntry } from "../password-field.ts";
import { rememberField } from "../remember-field.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";

const WRONG = "This password does not open your profile. Nothing was lost: try again.";
const WRONG_OR_NEWER =
  "This password does not open your profile, or it is of a newer kind that this browser cannot check because it forbids " +
  "WebAssembly. Nothing was lost: try again, or use another browser.";

const waiting = (seconds: number): string =>
  `After a wrong password there is a pause. You can type now, and unlock in ${seconds} s.`;

/** The view of a `password` screen. */
export function passwordScreen(screen: ScreenOf<"password">, context: ScreenContext): ScreenView {
  const free = context.now() + (screen.wait ?? 0);
  const left = (): number => Math.max(0, Math.ceil(free - context.now()));
  const arming = context.arm({ mustRead: left() > 0 });
  // The wait is for passwords alone.
  const others = otherWays(screen.other, context.arm(), context);
  const entry: PasswordEntry = {
    visible: false,
    capsLock: false,
    error: screen.wrong ? { field: "password", message: screen.kdfMissing ? WRONG_OR_NEWER : WRONG } : undefined,
  };
  const remembering = rememberField(screen.remember);
  const decline = (): void => context.answer({ type: "decline" });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const [password = ""] = takeTyped(form, ["password"]);
    if (password) return context.answer({ type: "password", password, remember: remembering.seconds });
    entry.error = { field: "password", message: "Enter your password." };
    context.update();
    form.querySelector<HTMLInputElement>("#password")?.focus();
  };
  return {
    step: screen.wrong ? "Wrong password" : "Unlock with your password",
    escape: decline,
    shown(root) {
      if (screen.wrong) root.querySelector<HTMLInputElement>("#password")?.focus();
      if (!left()) return undefined;
      const timer = setInterval(() => {
        context.update();
        if (left()) return;
        clearInterval(timer);
        arming.read(true);
        context.announce("You can try again now.");
      }, 250);
      return () => clearInterval(timer);
    },
    render: () =>
      layout({
        site: screen.site,
        what: "asks you to unlock your idOS key",
        content: html`
          ${addressNote(context)} ${connectsNote(screen, "your password")}
          <form id="entry-form" novalidate autocomplete="on" @submit=${submit}>
            ${usernameField(screen.userId)}
            ${passwordField({ id: "password", label: "idOS password", autocomplete: "current-password" }, entry, context.update)}
            ${passwordOptions(entry, context.update)} ${remembering.template()}
          </form>
          ${others.render()}
          <p class="help profile">Profile <code>${screen.userId}</code></p>
        `,
        actions: actionsTemplate(
          context,
          { label: "Cancel", run: decline },
          { label: "Unlock", arming, form: "entry-form", hint: waiting(left()) },
        ),
      }),
  };
}
