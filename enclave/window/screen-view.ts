/** What a screen is made of and what it may use. */
import type { TemplateResult } from "lit/html.js";
import type { Answer, Screen } from "../contract/window-messages.ts";
import type { Formats } from "../viewer/formats.ts";
import type { Arming, ArmingOptions } from "./arming.ts";
import type { AnnouncedWallets } from "./wallet/announced-wallets.ts";

/** The screen of one kind. */
export type ScreenOf<K extends Screen["kind"]> = Extract<Screen, { kind: K }>;

/** What a screen may use. */
export interface ScreenContext {
  /** Sends this screen's one answer. What was typed must have been taken out of its inputs before. */
  answer(answer: Answer): void;
  /** Draws the screen again, after its own state changed. */
  update(): void;
  closeWindow(): void;
  /** Has a sentence read out by screen readers. */
  announce(sentence: string): void;
  /** Arming for this screen's affirmative button; ends with the screen. */
  arm(options?: Pick<ArmingOptions, "mustRead">): Arming;
  formats: Formats;
  /** Those of this window. */
  wallets: AnnouncedWallets;
  /** Unix seconds. */
  now(): number;
  /** This window's own origin. */
  ownOrigin: string;
}

/** A screen that is being shown. */
export interface ScreenView {
  /** Name of the step, for the title and to be announced. */
  step: string;
  render(): TemplateResult;
  /** After the first drawing; what it returns runs when the screen goes. */
  shown?(root: HTMLElement): (() => void) | undefined;
  /** The Escape key. */
  escape(): void;
}
