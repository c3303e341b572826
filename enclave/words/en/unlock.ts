/** The ways to a key that is there, and how long it stays. */
import { html, type TemplateResult } from "lit/html.js";

export const connect = {
  step: "Allow this site",
  what: "asks to use your idOS key",
  failed: (why: string): string => `Your wallet could not bring your key back. ${why}`,
  gist: (site: string): TemplateResult =>
    html`If you allow it, <bdi>${site}</bdi> can ask you to open or share your credentials.`,
  points: [
    "It never sees your key. It sees what is in a credential only if you share that credential with it.",
    "Each time it wants you to share something, you are asked here again.",
  ],
};

/** What the ways to unlock have in common. */
export const unlock = {
  what: "asks you to unlock your idOS key",
  /** @param typed what the site never sees */
  connects: (site: string, typed: string): TemplateResult =>
    html`Unlocking also lets <bdi>${site}</bdi> ask you to open or share your credentials. It never sees ${typed} or
      your key.`,
  other: {
    heading: "Other ways",
    passkey: "Use your passkey",
    phrase: "Use recovery phrase",
    passkeyFailed: "That passkey does not open this profile’s key. Use another way.",
    passkeyNotUsed: "The passkey was not used: it was cancelled, or is not on this device.",
  },
};

export const password = {
  step: "Unlock with your password",
  stepWrong: "Wrong password",
  yours: "your password",
  label: "idOS password",
  missing: "Enter your password.",
  broken: "There is half of a character in it. Enter it again.",
  wrong: "This password does not open your profile. Nothing was lost: try again.",
  wrongOrNewer:
    "This password does not open your profile, or it is of a newer kind that this browser cannot check because it forbids WebAssembly. Nothing was lost: try again, or use another browser.",
  wait: (seconds: number): string =>
    `After a wrong password there is a pause. You can type now, and unlock in ${seconds} s.`,
  waitOver: "You can try again now.",
  show: "Show password",
  capsLock: "Caps Lock is on.",
};

export const newPassword = {
  legend: "Choose a password",
  drawn: { name: "Six words, drawn for you", gist: "Nobody can guess them." },
  own: { name: "A password of my own", gist: "It has to be hard to guess." },
  words: "Your password, these six words with spaces between them:",
  otherWords: "Other words",
  saved: "I have written these words down, or saved them in my password manager.",
  notSaved: "Write the words down first, and say so here.",
  label: "New password",
  help: (least: number): string => `At least ${least} characters, and hard to guess. Several random words are good.`,
  repeat: "The same password again",
  tooShort: (least: number): string => `Use at least ${least} characters.`,
  differ: "The two entries differ. Type the same password in both.",
  strong: "Strong enough.",
  weakSoFar: "Too easy to guess so far.",
  weak: "This password is too easy to guess. Add words that do not belong together, or take the six words.",
  unknown: "The strength of this password could not be checked. Check the connection and try again.",
  caution: "Nobody can reset this password. If you lose it, what is encrypted to your key stays closed for good.",
};

export const remember = {
  label: "Remember on this device",
  /** How long, by seconds. */
  spans: {
    0: "Do not remember",
    3600: "For 1 hour",
    86400: "For 1 day",
    604800: "For 7 days",
    2592000: "For 30 days",
  },
  /** What the browser makes of it. */
  help: {
    site: "Your key stays in this browser, encrypted, and opens here without asking. Choose this only on a device of your own.",
    window:
      "This browser stores nothing for idOS inside other sites. After a reload you are asked to allow again, but not to prove who you are.",
    no: "This browser does not let idOS store anything. Your key is locked again when the site is reloaded or closed.",
  },
};

export const stay = {
  step: "Your key is about to lock",
  what: "uses your idOS key, which is about to lock",
  why: "It locks itself when you have done nothing in an idOS window for a while. What you do on the site is not seen here.",
};

export const forget = {
  step: "Forget your key on this device",
  what: "asks to forget your idOS key on this device",
  gist: (site: string): TemplateResult =>
    html`This device will no longer remember your key, and <bdi>${site}</bdi> will have to ask again before it may use
      it. Your profile and your credentials stay, and your wallet or your password brings the key back.`,
  forgetIt: "Forget it",
};

export const failed = {
  step: "It did not work",
  what: "cannot go on",
  code: (code: string): TemplateResult => html`Code <code>${code}</code>`,
};
