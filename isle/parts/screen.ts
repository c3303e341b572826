/** What a screen is: a function of its view, drawn inside the Isle's one shadow root. */
import type { TemplateResult } from "lit";
import type { PersonEvent } from "../machine/events.ts";
import type { IsleState, View } from "../machine/state.ts";
import type { Language } from "../words/language.ts";

/** What a screen may use besides its view. */
export interface ScreenContext extends Language {
  readonly state: IsleState;
  /** Host name of the page, which the person knows it by. */
  readonly site: string;
  send(event: PersonEvent): void;
  /** Collapses the card. */
  collapse(): void;
}

/** Draws the view of this name. */
export type Screen<N extends View["name"]> = (
  view: Extract<View, { name: N }>,
  context: ScreenContext,
) => TemplateResult;
