/** From a closed pill to a profile. */
import { html } from "lit";
import type { Piece } from "../message.ts";

export const joining = {
  starting: { title: "Your idOS", start: "Start" },

  connect: {
    title: "Connect your wallet",
    text: "Your wallet shows that your idOS profile is yours. Connecting costs nothing and shares nothing.",
    walletChanged: "Your wallet switched to another account or was disconnected. Connect it again to go on.",
    looking: "Looking for wallets in this browser…",
    wallets: "Wallets in this browser",
    noWallet: {
      title: "No wallet found",
      text: "This browser has no Ethereum wallet that this page can see. Install one or switch it on for this site, then look again. On a phone, open this page in your wallet app’s browser.",
    },
    about: {
      title: "What is idOS?",
      text: "A place for your verified identity that belongs to you. It is stored encrypted; only your key opens it, and each site gets only what you approve.",
    },
  },

  welcome: {
    title: "Welcome to idOS",
    text: (wallet: Piece) =>
      html`No profile was found for ${wallet}. That is normal: a profile begins when you create one, with a key that
      only you can use.`,
    create: "Create a profile",
    otherWallet: "Use another wallet",
    cannotCreate: {
      title: "This site cannot create profiles",
      withProviders: "Create yours with one of these, then come back:",
      withoutProviders: "Create yours with a site that offers idOS, then come back.",
    },
  },

  createKey: {
    title: "Choose how your key is kept",
    text: "Your data is encrypted with a key of your own. Neither this site nor idOS can open it.",
    ways: "How your key is kept",
    wallet: {
      text: "Nothing to remember. Independent nodes keep one part each, and only your wallet’s signature brings the parts together.",
      loss: "If you lose the wallet, your data can no longer be opened.",
      impossible: "Your wallet’s type cannot do this yet.",
    },
    password: {
      text: "You choose it in your idOS window, and type it there whenever your data is opened.",
      loss: "If you forget it, nobody can reset it, and your data can no longer be opened.",
    },
    next: "Next: your wallet proves that it is yours, then your idOS window opens and makes the key.",
    create: "Create my key",
  },
};
