/** Other ways to unlock than the one that a screen asks for: a passkey of this browser, the recovery phrase. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { OtherWays as Offered } from "../contract/window-messages.ts";
import type { Arming } from "./arming.ts";
import { askPasskey } from "./passkey.ts";
import type { ScreenContext } from "./screen-view.ts";
import { words } from "../words/words.ts";

/** The other ways of one screen. */
export interface OtherWays {
  render(): TemplateResult | typeof nothing;
}

/** @param arming the screen's own: using another way allows what the screen asks for */
export function otherWays(offered: Offered | undefined, arming: Arming, context: ScreenContext): OtherWays {
  let problem = offered?.passkeyFailed ? words.unlock.other.passkeyFailed : undefined;
  let busy = false;

  async function usePasskey(event: MouseEvent): Promise<void> {
    if (busy || !offered || !arming.accepts(event)) return;
    busy = true;
    problem = undefined;
    context.update();
    try {
      const { id, prf } = await askPasskey(offered.passkeys);
      return context.answer({ type: "passkey", id, prf });
    } catch {
      problem = words.unlock.other.passkeyNotUsed;
    }
    busy = false;
    context.update();
  }
  const usePhrase = (event: MouseEvent): void => {
    if (arming.accepts(event)) context.answer({ type: "use-phrase" });
  };

  return {
    render: () =>
      offered
        ? html`
            <section class="other-ways">
              <h2>${words.unlock.other.heading}</h2>
              ${problem ? html`<p class="error" role="alert">${problem}</p>` : nothing}
              <div class="buttons">
                ${
                  offered.passkeys.length
                    ? html`<button
                        type="button"
                        aria-disabled=${arming.armed && !busy ? "false" : "true"}
                        @click=${usePasskey}
                      >
                        ${words.unlock.other.passkey}
                      </button>`
                    : nothing
                }
                <button type="button" aria-disabled=${arming.armed ? "false" : "true"} @click=${usePhrase}>
                  ${words.unlock.other.phrase}
                </button>
              </div>
            </section>
          `
        : nothing,
  };
}
