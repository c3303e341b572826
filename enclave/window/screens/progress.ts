/** The vault is at work. */
import { html } from "lit/html.js";
import { actionsTemplate, layout } from "../layout.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";

const WORK: Record<ScreenOf<"progress">["of"], { step: string; sentence: string }> = {
  checking: {
    step: "Looking whether you have a key",
    sentence: "The idOS network is asked whether you have a key already.",
  },
  deriving: { step: "Working on your key", sentence: "Your key is being computed. This takes a few seconds." },
  opening: { step: "Opening your credentials", sentence: "Your credentials are opened, on this device only." },
  matching: {
    step: "Looking through your credentials",
    sentence: "Your credentials are opened and compared with what is asked for, on this device only.",
  },
  nodes: { step: "Asking the key nodes", sentence: "The key nodes are being asked. This takes a few seconds." },
  sealing: { step: "Encrypting the copy", sentence: "The copy is being encrypted for whoever gets it." },
};

/** The view of a `progress` screen. */
export function progressScreen(screen: ScreenOf<"progress">, context: ScreenContext): ScreenView {
  const cancel = (): void => context.answer({ type: "decline" });
  const { step, sentence } = WORK[screen.of];
  return {
    step,
    escape: cancel,
    render: () =>
      layout({
        site: screen.site,
        what: "is waiting for your idOS window",
        content: html`
          <p id="progress-label">${sentence}</p>
          ${
            screen.done === undefined
              ? html`<progress aria-labelledby="progress-label"></progress>`
              : html`<progress aria-labelledby="progress-label" max="1" .value=${screen.done}></progress>`
          }
        `,
        actions: actionsTemplate(context, { label: "Cancel", run: cancel }),
      }),
  };
}
