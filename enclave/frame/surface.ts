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
  /** How many requests wait behind the one that is shown. */
  waiting(): number;
  /** Declines it and all of them. */
  declineAll(): void;
  /** What the site wished for, for the viewer's dates and names. */
  locale(): string | undefined;
}

/** The frame's surface. */
export interface Surface {
  /** The button. `onClick` runs inside the click or key press. */
  button(onClick: () => void, onCancel: () => void): void;
  /** Another tab of the same site prompts already. */
  elsewhere(onCancel: () => void): void;
  /** Waiting for the window, with a way to bring it to the front. */
  waiting(onFocus: () => void, onCancel: () => void): void;
  progress(progress: Progress, onCancel: () => void): void;
  viewer(
    credentials: OpenedCredential[],
    skipped: SkippedCredential[],
    onClose: () => void,
    onWindow: () => void,
  ): Promise<void>;
  /** More or fewer requests wait. */
  refresh(): void;
  /** The last minute before an idle key locks. It belongs to no call, and says so by its size. */
  countdown(left: number, onStay: () => void, onLock: () => void): void;
  /** The same beside the viewer, which is to stay; undefined takes it back. */
  warn(left: number | undefined): void;
  hide(): void;
}

const LINES: Record<Exclude<Progress["of"], "nodes">, string> = {
  window: "Waiting for you in your idOS window",
  wallet: "Approve in your wallet",
  deriving: "Making your key",
  matching: "Opening your credentials",
};

/** Read out once: the seconds would be read out each second. */
const SOON = "In less than a minute your idOS key locks itself.";
const locksIn = (left: number): string => `Your idOS key locks in ${left} s.`;

function nodesLine({ done, failed, total }: Extract<Progress, { of: "nodes" }>): string {
  return `Key nodes: ${done} of ${total} done${failed ? `, ${failed} failed` : ""}`;
}

/** Makes the surface. */
export function createSurface({ root, resize, waiting, declineAll, locale }: SurfaceOptions): Surface {
  let shown: { content: () => TemplateResult; escape: () => void } | undefined;
  /** The window that {@link Surface.waiting} shows, to draw the same wait once. */
  let awaited: (() => void) | undefined;

  function draw(size: FrameSize, content: () => TemplateResult, escape: () => void): void {
    shown = { content, escape };
    awaited = undefined;
    resize(size);
    root.dataset["size"] = size;
    render(content(), root);
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat || event.isComposing || event.defaultPrevented) return;
    // In a filled search field Escape empties the field.
    if (event.target instanceof HTMLInputElement && event.target.value) return;
    shown?.escape();
  });

  const line = (
    text: string | TemplateResult,
    progress: TemplateResult | typeof nothing,
    actions: TemplateResult,
  ): TemplateResult => html`
    <div class="frame-line">
      <p role="status" aria-live="polite">${text}</p>
      ${progress}
      <div class="frame-actions">
        ${actions}${
          waiting()
            ? html`<button class="quiet" type="button" @click=${declineAll}>
                Decline all ${waiting() + 1} requests
              </button>`
            : nothing
        }
      </div>
    </div>
  `;
  const cancel = (onCancel: () => void): TemplateResult =>
    html`<button class="quiet" type="button" @click=${onCancel}>Cancel</button>`;

  return {
    button(onClick, onCancel) {
      let opened = false;
      // A second click must not open a second window.
      const open = (): void => {
        if (!opened) onClick();
        opened = true;
      };
      draw(
        "button",
        () =>
          line(
            "Your idOS window opens. Check its address.",
            nothing,
            html`<button class="primary" type="button" @click=${open}>Continue in your idOS window</button
              >${cancel(onCancel)}`,
          ),
        onCancel,
      );
    },
    elsewhere(onCancel) {
      draw(
        "button",
        () => line("Another tab of this site is asking you already. Finish there first.", nothing, cancel(onCancel)),
        onCancel,
      );
    },
    waiting(onFocus, onCancel) {
      if (awaited === onFocus) return;
      draw(
        "button",
        () =>
          line(
            LINES.window,
            nothing,
            html`<button type="button" @click=${onFocus}>Bring it back</button>${cancel(onCancel)}`,
          ),
        onCancel,
      );
      awaited = onFocus;
    },
    progress(progress, onCancel) {
      const text = progress.of === "nodes" ? nodesLine(progress) : LINES[progress.of];
      const bar =
        progress.of === "nodes"
          ? html`<progress aria-label="Key nodes" .value=${progress.done} max=${progress.total}></progress>`
          : html`<progress aria-label="Working"></progress>`;
      draw("button", () => line(text, bar, cancel(onCancel)), onCancel);
    },
    async viewer(credentials, skipped, onClose, onWindow) {
      const before = shown;
      const { frameViewer } = await import("./frame-viewer.ts");
      // Cancelled while it was loading.
      if (shown !== before) return;
      const content = frameViewer(credentials, skipped, locale());
      draw(
        "full",
        () => html`
          <div class="frame-viewer">
            <header>
              <p class="lock-warning" role="status" hidden>
                <span class="visually-hidden">${SOON}</span><span class="left" aria-hidden="true"></span>
              </p>
              <button type="button" @click=${onWindow}>Open in your idOS window</button>
              <button class="quiet" type="button" @click=${onClose}>Close</button>
            </header>
            ${content}
          </div>
        `,
        onClose,
      );
      root.querySelector<HTMLElement>("h1, h2")?.focus({ preventScroll: true });
    },
    refresh() {
      // The viewer asks nothing, and keeps what is being searched in it.
      if (shown && root.dataset["size"] !== "full") render(shown.content(), root);
    },
    countdown(left, onStay, onLock) {
      draw(
        "compact",
        () =>
          line(
            html`<span class="visually-hidden">${SOON}</span><span aria-hidden="true">${locksIn(left)}</span>`,
            nothing,
            html`<button class="primary" type="button" @click=${onStay}>Stay unlocked</button
              ><button class="quiet" type="button" @click=${onLock}>Lock now</button>`,
          ),
        onStay,
      );
    },
    warn(left) {
      const warning = root.querySelector<HTMLElement>(".lock-warning");
      const text = warning?.querySelector(".left");
      if (!warning || !text) return;
      text.textContent = left === undefined ? "" : locksIn(left);
      warning.hidden = left === undefined;
    },
    hide() {
      shown = undefined;
      awaited = undefined;
      render(nothing, root);
      resize("hidden");
    },
  };
}
