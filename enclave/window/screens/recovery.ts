/** Asks whether another wallet may rebuild the key, or no longer, and says which nodes did it. */
import { html, nothing } from "lit/html.js";
import { actionsTemplate, addressNote, layout } from "../layout.ts";
import { watchEnd } from "../read-to-end.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";

/** The view of a `recovery` screen. */
export function recoveryScreen(screen: ScreenOf<"recovery">, context: ScreenContext): ScreenView {
  const arming = context.arm({ mustRead: true });
  const decline = (): void => context.answer({ type: "decline" });
  const adds = screen.change === "add";
  return {
    step: adds ? "Let another wallet rebuild your key" : "Stop a wallet from rebuilding your key",
    escape: decline,
    shown(root) {
      const marker = root.querySelector(".end");
      if (!marker) return undefined;
      const watch = watchEnd(marker, () => arming.read(true));
      return () => watch.stop();
    },
    render: () =>
      layout({
        site: screen.site,
        what: adds
          ? "asks to let another wallet rebuild your idOS key"
          : "asks to stop a wallet from rebuilding your idOS key",
        content: html`
          ${addressNote(context)}
          <section>
            <h2>
              ${adds ? "This wallet will be able to rebuild your key" : "This wallet will no longer be able to rebuild your key"}
            </h2>
            <p><code class="address">${screen.address}</code></p>
            <p class="caution">
              ${
                adds
                  ? "Whoever has this wallet can open everything that is encrypted to your key. Compare every character with your own wallet."
                  : "If it is your only other wallet and you lose the one that you use now, nobody can rebuild your key."
              }
            </p>
          </section>
          <section>
            <dl class="facts">
              <div>
                <dt>Signed by</dt>
                <dd><code>${screen.by}</code></dd>
              </div>
              <div>
                <dt>Key nodes that will be told</dt>
                <dd>${screen.nodes}</dd>
              </div>
              <div>
                <dt>Your profile</dt>
                <dd><code>${screen.userId}</code></dd>
              </div>
            </dl>
            <p>After you allow it, sign with your wallet. This window stays open meanwhile and says where.</p>
          </section>
          <div class="end"></div>
        `,
        actions: actionsTemplate(
          context,
          { label: "Decline", run: decline },
          {
            label: "Allow",
            arming,
            run: () => context.answer({ type: "allow" }),
            hint: "Scroll to the end first.",
          },
        ),
      }),
  };
}

/** The view of a `recovery-result` screen: some nodes did not do it. */
export function recoveryResultScreen(screen: ScreenOf<"recovery-result">, context: ScreenContext): ScreenView {
  const close = (): void => context.answer({ type: "close" });
  const arming = context.arm();
  const missing = screen.nodes.filter(({ ok }) => !ok).length;
  const adds = screen.change === "add";
  return {
    step: "Some key nodes did not do it",
    escape: close,
    render: () =>
      layout({
        site: screen.site,
        what: `${missing} of ${screen.nodes.length} key nodes did not ${adds ? "add" : "remove"} the wallet`,
        content: html`
          <p><code class="address">${screen.address}</code></p>
          <p class="caution">
            ${
              adds
                ? "Until they do, this wallet may not be able to rebuild your key when other nodes are down."
                : "Until they do, this wallet can still get their parts of your key."
            }
          </p>
          <ul class="points nodes">
            ${screen.nodes.map(
              ({ node, ok, code }) => html`
                <li>
                  <code>${node}</code>: ${ok ? "done" : "not done"}${code ? html` (<code>${code}</code>)` : nothing}
                </li>
              `,
            )}
          </ul>
          <p class="help">Trying again asks your wallet for another signature.</p>
        `,
        actions: actionsTemplate(
          context,
          { label: "Leave it", run: close },
          { label: "Try the missing ones again", arming, run: () => context.answer({ type: "retry" }) },
        ),
      }),
  };
}
