/**
 * The SDK's own place for the frame: a native dialog in a shadow root, so that the page's styles do not reach it and a
 * strict CSP does not forbid its own. Modal for a call; a notice leaves the page usable and stands in its corner. The
 * frame stays in it, hidden or shown, and never moves.
 */
import type { FrameSize } from "../../enclave/protocol/types.ts";
import { FRAME_SIZES, type FrameContainer } from "./frame-sizes.ts";

const STYLES = `
dialog { box-sizing: border-box; padding: 0; border: 1px solid #8886; border-radius: 12px; overflow: hidden;
  width: min(var(--width), 100vw - 24px); height: min(var(--height), 100vh - 24px); max-width: none; max-height: none;
  background: Canvas; box-shadow: 0 12px 40px #0005; }
dialog:focus { outline: none; }
dialog:not(:modal) { position: fixed; inset: auto 12px 12px auto; margin: 0; z-index: 2147483647; }
dialog::backdrop { background: #0007; }`;

/** What {@link createFrameDialog} returns. */
export interface FrameDialog extends FrameContainer {
  /** Steps aside while the wallet is asked: under a modal dialog a wallet that draws in the page cannot be used. */
  pause(paused: boolean): void;
  remove(): void;
}

const KEPT_OFF = ["inert", "aria-hidden"];

/**
 * Makes the dialog, closed, at the end of the document.
 * @param onCancel called when the person presses Escape outside the frame
 */
export function createFrameDialog(onCancel: () => void): FrameDialog {
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  root.adoptedStyleSheets = [sheet];
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-label", "idOS");
  dialog.tabIndex = -1;
  root.append(dialog);
  (document.body ?? document.documentElement).append(host);
  const page = document.documentElement.style;
  let overflow: string | undefined;
  let shown: "modal" | "beside" | undefined;
  let size: FrameSize | "hidden" = "hidden";
  let paused = false;

  function draw(): void {
    const show = size === "hidden" || paused ? undefined : size === "compact" ? "beside" : "modal";
    if (size !== "hidden") {
      dialog.style.setProperty("--width", FRAME_SIZES[size].width);
      dialog.style.setProperty("--height", FRAME_SIZES[size].height);
    }
    if (show === shown) return;
    if (shown === "modal") {
      page.setProperty("overflow", overflow ?? "");
      overflow = undefined;
    }
    const before = shown;
    shown = show;
    if (before) dialog.close();
    // Without taking the focus: who reads or types in the page goes on with that.
    if (show === "beside") dialog.setAttribute("open", "");
    if (show !== "modal") return;
    overflow = page.getPropertyValue("overflow");
    page.setProperty("overflow", "hidden");
    // Opening it also remembers the focus, and closing it gives the focus back.
    dialog.showModal();
    // Not the frame: a key pressed there never reaches this page, and Escape is to cancel from the start.
    dialog.focus();
  }

  // Password managers and other dialogs make everything beside their own inert; what asks the person here stays usable.
  const usable = new MutationObserver(() => {
    for (const element of [host, dialog]) for (const name of KEPT_OFF) element.removeAttribute(name);
  });
  for (const element of [host, dialog]) usable.observe(element, { attributeFilter: KEPT_OFF });

  const onSize: FrameContainer["onSize"] = (wanted) => {
    size = wanted;
    draw();
  };

  // Escape closes it by itself; closed by the SDK, it knows already. The event comes a task later, when
  // the SDK may have opened it again.
  dialog.addEventListener("close", () => {
    if (shown === undefined || dialog.open) return;
    onSize("hidden");
    onCancel();
  });

  return {
    container: dialog,
    onSize,
    pause(wanted) {
      paused = wanted;
      draw();
    },
    remove() {
      usable.disconnect();
      onSize("hidden");
      host.remove();
    },
  };
}
