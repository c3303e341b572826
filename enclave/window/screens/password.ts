/** Asks for the password that makes the key. */
import { html } from "lit/html.js";
import { connectsNote } from "../connects-note.ts";
import { actionsTemplate, addressNote, layout } from "../layout.ts";
import { otherWays } from "../other-ways.ts";
import {
  isBroken,
  passwordField,
  passwordOptions,
  takeTyped,
  usernameField,
  type PasswordEntry,
} from "../password-field.ts";
import { rememberField } from "../remember-field.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { words } from "../../words/words.ts";

/** The view of a `password` screen. */
export function passwordScreen(screen: ScreenOf<"password">, context: ScreenContext): ScreenView {
  const say = words.password;
  const free = context.now() + (screen.wait ?? 0);
  const left = (): number => Math.max(0, Math.ceil(free - context.now()));
  const arming = context.arm({ mustRead: left() > 0 });
  // The wait is for passwords alone.
  const others = otherWays(screen.other, context.arm(), context);
  const entry: PasswordEntry = {
    visible: false,
    capsLock: false,
    error: screen.wrong ? { field: "password", message: screen.kdfMissing ? say.wrongOrNewer : say.wrong } : undefined,
  };
  const remembering = rememberField(screen.remember);
  const decline = (): void => context.answer({ type: "decline" });
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const [password = ""] = takeTyped(form, ["password"]);
    const broken = isBroken(password);
    if (password && !broken) return context.answer({ type: "password", password, remember: remembering.seconds });
    entry.error = { field: "password", message: broken ? say.broken : say.missing };
    context.update();
    form.querySelector<HTMLInputElement>("#password")?.focus();
  };
  return {
    step: screen.wrong ? say.stepWrong : say.step,
    escape: decline,
    shown(root) {
      if (screen.wrong) root.querySelector<HTMLInputElement>("#password")?.focus();
      if (!left()) return undefined;
      const timer = setInterval(() => {
        context.update();
        if (left()) return;
        clearInterval(timer);
        arming.read(true);
        context.announce(say.waitOver);
      }, 250);
      return () => clearInterval(timer);
    },
    render: () =>
      layout({
        site: screen.site,
        what: words.unlock.what,
        content: html`
          ${addressNote(context)} ${connectsNote(screen, say.yours)}
          <form id="entry-form" novalidate autocomplete="on" @submit=${submit}>
            ${usernameField(screen.userId)}
            ${passwordField({ id: "password", label: say.label, autocomplete: "current-password" }, entry, context.update)}
            ${passwordOptions(entry, context.update)} ${remembering.template()}
          </form>
          ${others.render()}
          <p class="help profile">${words.facts.profileIs(screen.userId)}</p>
        `,
        actions: actionsTemplate(
          context,
          { label: words.actions.cancel, run: decline },
          { label: words.actions.unlock, arming, form: "entry-form", hint: say.wait(left()) },
        ),
      }),
  };
}
