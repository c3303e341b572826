/** What a wallet is asked for, in this window or in the page, and the alarm when something else was signed. */
import { html, type TemplateResult } from "lit/html.js";

export const wallet = {
  step: "Sign with your wallet",
  /** Goes on after the site's name, by what the signature is for. */
  what: {
    create: "asks your wallet to sign for your new idOS key",
    unlock: "asks your wallet to sign so that your idOS key can be unlocked",
    link: "asks your wallet to sign so that another wallet can rebuild your key",
    unlink: "asks your wallet to sign so that a wallet can no longer rebuild your key",
  },
  whatInPage: "asks your wallet to sign",
  account: "The account that has to sign",
  waiting: "Waiting for your wallet",
  inPage: "Sign in the tab you came from. This window goes on by itself.",
  useWindow: "Use a wallet in this window instead",
  usePage: "Use the wallet in the page instead",
  looking: "Looking for your wallet",
  lookingNow: "Looking for your wallet …",
  which: "Which wallet holds this account?",
  unnamed: "a wallet without a name",
  connect: (name: string): TemplateResult => html`Connect <bdi>${name}</bdi>`,
  signWith: (name: string): TemplateResult => html`Sign with <bdi>${name}</bdi>`,
  holds: "holds this account",
  notListed: (count: number): string => `${count} more are not listed.`,
  namesNote: (asker: string): TemplateResult =>
    html`Names and pictures are the wallets’ own. A wallet that you connect will say that <bdi>${asker}</bdi> asks.`,
  connectNow: (name: string, asker: TemplateResult): TemplateResult =>
    html`Connect this window in your wallet: <bdi>${name}</bdi>. It must say that ${asker} asks.`,
  approveNow: (name: string, asker: TemplateResult): TemplateResult =>
    html`Approve in your wallet: <bdi>${name}</bdi>. It must say that ${asker} asks.`,
  chooseAnother: "Choose another wallet",
  wrongAccount: (address: string): TemplateResult =>
    html`This wallet did not sign with the account that is needed. Switch it to <code>${address}</code>; this window
      goes on when you have.`,
  disconnected: "The wallet is not connected to this window. Unlock it, and choose it again.",
  failed: "The wallet could not sign.",
  says: (quoted: string): string => `The wallet says: ${quoted}`,
  noReason: "The wallet gave no reason",
  noSignature: "The wallet’s answer is no 65-byte signature; contract wallets cannot sign for idOS",
};

export const altered = {
  step: "This site changed what your wallet signed",
  what: "changed what your wallet signed",
  /** What the message was to be. */
  asked: {
    create: "to make your key",
    unlock: "to unlock your key",
    link: "to let another wallet rebuild your key",
    unlink: "to stop a wallet from rebuilding your key",
  },
  gist: (site: string, asked: string): TemplateResult =>
    html`<strong>That is not what idOS asked your wallet to sign.</strong> It was to be a message ${asked}. What came
      back is not your wallet’s signature of it: <bdi>${site}</bdi>, or somebody who changed its page, had something
      else signed. idOS sent nothing of it to the key nodes.`,
  noKeyYet: (site: string): TemplateResult =>
    html`No key was made here. With what your wallet signed, <bdi>${site}</bdi> may have put a key of its own in the
      place of yours.`,
  mayHoldKey: (site: string): TemplateResult =>
    html`With what your wallet signed, <bdi>${site}</bdi> may have fetched the parts of your key, or let a wallet of its
      own rebuild it. <strong>It may hold your key,</strong> and with it everything that is encrypted to it.`,
  heading: "What to do",
  leave: "Close this site, and do not sign anything for it any more. Remove it from your wallet’s connections.",
  /** In between, where no key was made. */
  fresh: [
    "Do not use a profile that this site says it made for you: nothing in it may stay private.",
    "Make your key at a site that you trust, with another wallet.",
  ],
  /** In between, where there is one. */
  moved: [
    "Treat your credentials as known to this site. The key of a profile cannot be exchanged: at a site that you trust, make a new profile with another wallet, and ask your providers to issue your credentials for it.",
    "Then delete the old credentials, and take back what you shared with this site.",
  ],
  tell: "Tell the people behind the site: it may have been broken into.",
  done: "This site is no longer connected to your key in this browser, and this stands in your activity log.",
};
