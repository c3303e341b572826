/** The recovery phrase: shown, confirmed, used. */
import { html, type TemplateResult } from "lit/html.js";

export const phrase = {
  step: "Your recovery phrase",
  /** @param onPaper makes words appear on paper only */
  heading: (onPaper: (words: string) => TemplateResult): TemplateResult =>
    html`Your ${onPaper("idOS ")}recovery phrase`,
  gist: "These 24 words are your key. With them you can use it in any browser, without a wallet or a password. Write them down in their order, or print them, and keep them where only you can reach them.",
  caution:
    "Whoever has these words can open everything that is encrypted to your key. idOS never asks for them, except in this window when you choose to restore.",
  show: "Show the words",
  hide: "Hide the words",
  words: "Recovery phrase",
  print: "Print this sheet",
  publicKey: "Public key",
  where: "Where to use it",
  whereIs: (origin: string): string => `idOS window at ${origin}: “Use recovery phrase”`,
  haveThem: "I have them",
  hint: "Show the words first.",
  word: (place: number): string => `Word ${place}`,
};

export const phraseConfirm = {
  step: "Confirm your recovery phrase",
  stepWrong: "Not these words",
  heading: "Type three of your words",
  why: "This makes sure that you have them, in their order.",
  wrong: "At least one of these words is wrong. Look at what you wrote down.",
  showAgain: "Show the words again",
  confirm: "Confirm",
};

export const phraseDone = {
  step: "Recovery phrase confirmed",
  gist: "You have your recovery phrase. Choose “Use recovery phrase” wherever this window asks you to unlock your key.",
  back: "Back to the settings",
};

export const phraseRestore = {
  step: "Use your recovery phrase",
  stepWrong: "Not this phrase",
  yours: "your words",
  heading: "Your 24 words, in their order",
  help: "You can paste all of them into the first field.",
  missing: (place: number): string => `Word ${place} is missing.`,
  unknown: (place: number): string => `Word ${place} is not in the list of words.`,
  problems: {
    checksum: "These words do not belong together: one is mistyped or in the wrong place. Nothing was lost: try again.",
    "other-key": "These words belong to another key, not to this profile’s. Nothing was lost: try again.",
  },
};
