/**
 * What the frame shows: one button, progress with Cancel, the viewer. Nothing is approved here, because the
 * page around the frame can hide, crop or cover it; the worst that a tricked click does is open the window.
 */
import { html, nothing, render, type TemplateResult } from "lit/html.js";
import type { FrameSize } from "../protocol/types.ts";
import type { Progress } from "../vault/contract.ts";
import type { OpenedCredential, SkippedCredential } from "../vault/window-messages.ts";

/** Options of {@link createSurface}. */
export interface SurfaceOptions {
  root: HTMLElement;
  /** Asks the host for room; `hidden` when nothing is shown. */
  resize(size: FrameSize | "hidden"): void;
}

/** The frame's surface. */
export interface Surface {
  /** The button. `onClick` runs inside the click or key press. */
  button(onClick: () => void, onCancel: () => void): void;
  /** Waiting for the window, with a way to bring it to the front. */
  waiting(onFocus: () => void, onCancel: () => void): void;
  progress(progress: Progress, onCancel: () => void): void;
  viewer(
    credentials: OpenedCredential[],
    skipped: SkippedCredential[],
    onClose: () => void,
    onWindow: () => void,
  ): Promise<void>;
  /** The last minute before an idle key locks. */
  countdown(left: number, onStay: () => void, onLock: () => void): void;
  hide(): void;
}

const LINES: Record<Exclude<Progress["of"], "nodes">, string> = {
  window: "Waiting for you in the idOS window",
  wallet: "Approve in your wallet",
  deriving: "Making your key",
  matching: "Opening your credentials",
};

function nodesLine({ done, failed, total }: Extract<Progress, { of: "nodes" }>): string {
  return `Key nodes: ${done} of ${total}${failed ? `; ${failed} without success` : ""}`;
}

/** Makes the surface. */
export function createSurface({ root, resize }: SurfaceOptions): Surface {
  function draw(size: FrameSize, content: TemplateResult): void {
    resize(size);
    root.dataset["size"] = size;
    render(content, root);
  }

  const line = (
    text: string,
    progress: TemplateResult | typeof nothing,
    actions: TemplateResult,
  ): TemplateResult => html`
    <div class="frame-line">
      <p role="status" aria-live="polite">${text}</p>
      ${progress}
      <div class="frame-actions">${actions}</div>
    </div>
  `;
  const cancel = (onCancel: () => void): TemplateResult =>
    html`<button class="quiet" type="button" @click=${onCancel}>Cancel</button>`;

  return {
    button(onClick, onCancel) {
      draw(
        "button",
        line(
          "idOS opens a window of its own. Check its address.",
          nothing,
          html`<button class="primary" type="button" @click=${onClick}>Continue in your idOS window</button
            >${cancel(onCancel)}`,
        ),
      );
    },
    waiting(onFocus, onCancel) {
      draw(
        "button",
        line(
          LINES.window,
          nothing,
          html`<button type="button" @click=${onFocus}>Bring it back</button>${cancel(onCancel)}`,
        ),
      );
    },
    progress(progress, onCancel) {
      const text = progress.of === "nodes" ? nodesLine(progress) : LINES[progress.of];
      const bar =
        progress.of === "nodes"
          ? html`<progress aria-label="Key nodes" .value=${progress.done} max=${progress.total}></progress>`
          : html`<progress aria-label="Working"></progress>`;
      draw("button", line(text, bar, cancel(onCancel)));
    },
    async viewer(credentials, skipped, onClose, onWindow) {
      const { viewerTemplate } = await import("../viewer/viewer-template.ts");
      draw(
        "full",
        html`
          <div class="frame-viewer">
            <header>
              <button type="button" @click=${onWindow}>Open in the idOS window</button>
              <button class="quiet" type="button" @click=${onClose}>Close</button>
            </header>
            ${viewerTemplate(credentials, skipped)}
          </div>
        `,
      );
      root.querySelector<HTMLElement>("h1, h2")?.focus();
    },
    countdown(left, onStay, onLock) {
      draw(
        "button",
        line(
          `Your idOS key locks in ${left} s.`,
          nothing,
          html`<button class="primary" type="button" @click=${onStay}>Stay unlocked</button
            ><button class="quiet" type="button" @click=${onLock}>Lock now</button>`,
        ),
      );
    },
    hide() {
      render(nothing, root);
      resize("hidden");
    },
  };
}
