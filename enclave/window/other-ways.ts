/** Other ways to unlock than the one that a screen asks for: a passkey of this browser, the recovery phrase. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { OtherWays as Offered } from "../contract/window-messages.ts";
import type { Arming } from "./arming.ts";
import { askPasskey } from "./passkey.ts";
import type { ScreenContext } from "./screen-view.ts";

/** The other ways of one screen. */
export interface OtherWays {
  render(): TemplateResult | typeof nothing;
}

/** @param arming the screen's own: using another way allows what the screen asks for */
export function otherWays(offered: Offered | undefined, arming: Arming, context: ScreenContext): OtherWays {
  let problem = offered?.passkeyFailed ? "That passkey does not open this profile’s key. Use another way." : undefined;
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
      problem = "The passkey was not used: it was cancelled, or is not on this device.";
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
              <h2>Other ways</h2>
              ${problem ? html`<p class="error" role="alert">${problem}</p>` : nothing}
              <div class="buttons">
                ${
                  offered.passkeys.length
                    ? html`<button
                        type="button"
                        aria-disabled=${arming.armed && !busy ? "false" : "true"}
                        @click=${usePasskey}
                      >
                        Use your passkey
                      </button>`
                    : nothing
                }
                <button type="button" aria-disabled=${arming.armed ? "false" : "true"} @click=${usePhrase}>
                  Use recovery phrase
                </button>
              </div>
            </section>
          `
        : nothing,
  };
}
