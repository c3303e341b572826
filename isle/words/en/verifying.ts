/** Getting verified by a provider. */
import { html } from "lit";
import type { Piece } from "../message.ts";
import { failures } from "./failures.ts";

const { NO_MATCH } = failures.codes;

export const verifying = {
  providers: {
    chosen: {
      title: "Choose who verifies you",
      text: "A provider checks who you are once. The result is yours, and you can reuse it elsewhere.",
    },
    "none-found": {
      title: "You need to be verified first",
      text: "None of your credentials is one that this site accepts. Choose a provider that it accepts:",
    },
    "none-matches": {
      title: NO_MATCH.title,
      text: `${NO_MATCH.text} Choose a provider that it accepts:`,
    },
    askedFor: (level: string) => `Asked for: ${level}.`,
    none: (site: string) => `${site} names no provider.`,
    seeVerification: "See my running verification",
    here: "Verifies you from this page.",
    elsewhere: "Verifies you on its own site. Come back when you are done.",
    unreachable: "Cannot be reached from here. Ask it how to get verified.",
    getVerifiedBy: (name: string) => `Get verified by ${name}`,
    open: (name: string) => `Open ${name}`,
  },

  writeGrant: {
    title: (provider: string) => `Let ${provider} write to your profile?`,
    who: "Who",
    what: "May write",
    credential: "One credential: the result of checking your identity, sealed with your key",
    until: "Until",
    once: (moment: string) => `${moment}, once`,
    keeps: "Keeps",
    copy: "A copy that it can read, listed under Permissions",
    locked: (moment: Piece) => html`You cannot revoke its access to the copy before ${moment}.`,
    unlocked: "You can revoke its access to the copy at any time. No timelock is asked for.",
    signed: "What your wallet will sign",
    approve: "Approve",
    decline: "Decline",
  },

  verification: {
    none: "No verification is under way",
    looking: {
      title: "Looking for your verification",
      text: "You started one in this browser. Asking the provider how it stands.",
    },
    open: {
      title: "Continue with the provider",
      text: "Your permission was handed over. Fill in the provider’s form; it opens in a new tab, and this page waits for you here.",
    },
    pending: {
      title: "Your verification is under way",
      text: html`The provider is looking at what you sent. <b>You may leave and close this page.</b> The credential is
        written to your profile without you, and you find it here when you come back.`,
    },
    issued: {
      title: "Your credential was issued",
      text: "It is in your profile, sealed with your key. From now on you can reuse it.",
    },
    rejected: {
      title: "Your verification was rejected",
      text: "The provider decided against issuing a credential. Nothing was written to your profile.",
    },
    failed: {
      title: "Your verification failed",
      text: "The provider could not finish it. This is no decision about you, and nothing was written to your profile.",
    },
    openForm: "Open the form",
    checkNow: "Check now",
    checking: "Checking…",
    checkedAt: (time: string) => `Checked at ${time}. It is looked at every few seconds while this page is open.`,
    noAnswerAt: (time: string) => `No answer at ${time}; trying again by itself.`,
    reason: "The provider’s reason",
    noReason: "It gave none.",
    again: "Start again",
    without: "Continue without",
  },
};
