/** A new key: whether, how it is unlocked later, and what stands against it. */
import { html, type TemplateResult } from "lit/html.js";

export const create = {
  step: "Create your key",
  stepUnchecked: "You may have a key already",
  what: "asks to create your idOS key",
  whatUnchecked: "asks to create a new idOS key",
  allowUnchecked: "Allow a new key",
  /** Why nobody could say whether there is a key. */
  whyUnchecked: {
    "no-nodes": "This idOS window has no way to ask the idOS network whether you have a key already.",
    "no-answer": "The idOS network did not say whether you have a key already.",
    "no-wallet":
      "This site did not say which wallet you use, so the idOS network could not be asked whether you have a key already.",
    unfinished:
      "A key was made or used here before for this profile or wallet. The idOS network does not know it under this wallet, but it may be in use.",
  },
  loss: "If you have an idOS key, a new one takes its place: everything that is encrypted to the former key cannot be opened any more. That includes all your credentials, and nobody can bring them back.",
  instead:
    "If you ever used idOS, decline. Then unlock the key that you have, with the wallet or password you used before.",
  gist: (site: string): TemplateResult =>
    html`The key opens your credentials. <bdi>${site}</bdi> never sees it, but can ask you to open or share your
      credentials.`,
  /** How a key is kept, and unlocked later. */
  stores: {
    legend: "How should it be unlocked later?",
    mpc: { name: "With your wallet", gist: "Your wallet’s signature unlocks it. Nothing to remember." },
    user: { name: "With a password", gist: "Only your password unlocks it. No wallet is needed." },
  },
  byWallet: {
    heading: "Who will be able to rebuild your key",
    check: (addresses: number): string =>
      `Check that ${addresses === 1 ? "this address is yours" : "every address is yours"}:`,
    parts: (nodes: number, threshold: number): string =>
      `The key is split into ${nodes} parts, each kept by another key node. Your wallet’s signature and any ${threshold} parts rebuild it; fewer parts are useless.`,
    caution: (addresses: number): string =>
      `${addresses === 1 ? "If you lose this wallet" : "If you lose all of these wallets"}, nobody can rebuild your key, and what is encrypted to it stays closed for good.`,
    hint: "Scroll to the end of the addresses first.",
  },
  noKeyKnown: (wallet: string): TemplateResult =>
    html`The idOS network knows no key of your wallet <code>${wallet}</code> so far.`,
};

/** A key that is there already, or is being made. */
export const keyExists = {
  network: {
    step: "You have an idOS key already",
    sentence: "The idOS network knows a profile with a key for this wallet.",
    instead: "Close this window, connect this wallet in your tab, and unlock your key.",
  },
  device: {
    step: "You have an idOS key already",
    sentence: "A key for this profile or wallet was used or made in this browser before.",
    instead: "Close this window, connect the wallet of that profile in your tab, and unlock your key.",
  },
  elsewhere: {
    step: "A key is being made elsewhere",
    sentence: "Another site is making a key for this profile or wallet right now, or did so minutes ago.",
    instead: "Finish there first. If you did not, come back in ten minutes.",
  },
  what: "asked for a new idOS key. None was made.",
  namedWallet: "The wallet that the site named",
  wouldHave:
    "A new key would have taken its place, and everything that is encrypted to it could not be opened any more. Nothing was changed.",
  insteadHeading: "What to do instead",
  caution: (site: string): TemplateResult =>
    html`If <bdi>${site}</bdi> goes on asking for a new key, it is at fault, or means harm. Do not go on with it.`,
};

/** A profile that names another key than before. */
export const keyChanged = {
  step: "Your profile names another key",
  what: "asks for a key that this device has not seen",
  caution:
    "Your profile names another key than last time on this device. If you did not change it yourself, stop here: somebody who may write to your profile could have replaced it, to read what is encrypted for you from now on.",
  before: "Key until now",
  now: "Key named now",
  stop: "Stop here",
  goOn: "I changed it: continue",
};
