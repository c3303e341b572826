/**
 * Draws a screen that nobody sees, and takes it away again: where nothing matches, the window does what it would have
 * done for a match. A page that shares its browser with the window can notice how long the window is busy.
 */
import { nothing, render } from "lit/html.js";
import { STEP } from "../protocol/steps.ts";
import type { ScreenView } from "./screen-view.ts";

/** Milliseconds: a screen that shows pictures goes on drawing for a while. */
const STAYS = 4 * STEP;

/**
 * @param make the view
 * @returns takes it away at once
 */
export function drawUnseen(make: () => ScreenView): () => void {
  const unseen = document.createElement("div");
  unseen.className = "unseen";
  unseen.inert = true;
  unseen.ariaHidden = "true";
  // Apart from the page: nothing that is looked for there is found twice.
  const inside = unseen.attachShadow({ mode: "closed" });
  for (const style of document.querySelectorAll('link[rel="stylesheet"]')) inside.append(style.cloneNode());
  const place = document.createElement("div");
  inside.append(place);
  document.body.append(unseen);
  const view = make();
  render(view.render(), place);
  const gone = view.shown?.(place);
  const leave = (): void => {
    clearTimeout(timer);
    gone?.();
    render(nothing, place);
    unseen.remove();
  };
  const timer = setTimeout(leave, STAYS);
  return leave;
}
