/** A copy of a credential: who gets it, why, what is in it, until when. */
import { html, nothing, type TemplateResult } from "lit/html.js";

export const consent = {
  step: "Share a credential",
  what: "asks for a copy of one of your credentials",
  noPurpose: (site: string): TemplateResult => html`<bdi>${site}</bdi> does not say why.`,
  who: "Who gets it",
  which: "Which credential",
  whichOf: (count: string): string => `Which credential? ${count} fit.`,
  fits: (site: string, several: boolean): TemplateResult =>
    html`${several ? "They fit" : "It fits"} what <bdi>${site}</bdi> asks for:`,
  noConditions: (site: string, several: boolean): TemplateResult =>
    html`<bdi>${site}</bdi> picked ${several ? "them" : "it"} by public notes. It sets no conditions on what is inside.`,
  values: "What they will see",
  gist: (locked: boolean): string =>
    `All of this. You can take the copy back${locked ? " later" : " at any time"}, but they may keep what they already fetched.`,
  approve: "Approve",
  hint: "Scroll to the end of the list first.",
  hintMore: "Show all of the list first, and scroll to its end.",
};

export const timelock = {
  heading: "Taking it back",
  exact: (day: string, time: string): string => `${day}, ${time}`,
  passed: (day: string): string =>
    `The site asked for a timelock until ${day}, which has passed. You can take the copy back at any time.`,
  binding: (day: string, span: string, exact: string): string =>
    `If you approve, until ${day} you cannot take this back. That is ${span} from now; the timelock ends on ${exact}.`,
  asked: (span: string): string => `The site asks you not to take it back for ${span}`,
  without: { name: "Without a timelock", gist: "You can take it back at any time." },
  accept: {
    name: "Accept the timelock",
    gist: (day: string, exact: string): string => `Until ${day} you cannot take this back. It ends on ${exact}.`,
  },
};

export const consumer = {
  verified: "Verified",
  /** @param url the consumer's own, where it is known */
  checked: (url: string | undefined): TemplateResult =>
    html`Checked by the operator of this idOS window${url === undefined ? nothing : html`: <bdi>${url}</bdi>`}.`,
  unverified: "Not verified",
  claimsName: (site: string, quoted: string): TemplateResult =>
    html`<bdi>${site}</bdi> says its name is: <q>${quoted}</q>`,
  claimsAddress: (site: string, quoted: string): TemplateResult =>
    html`<bdi>${site}</bdi> says its address is: <q>${quoted}</q>`,
  unchecked:
    "Nobody has checked who this is. All you know is the address of the site, and the key that the copy is encrypted to.",
  /** How it resembles one that the operator knows, and is not it. `own` is one of the two below. */
  resembles: {
    site: (site: string, known: string, own: TemplateResult): TemplateResult =>
      html`<bdi>${site}</bdi> asks for a copy for <bdi>${known}</bdi>; ${own}.`,
    account: (site: string, known: string, own: TemplateResult): TemplateResult =>
      html`<bdi>${site}</bdi> names the account of <bdi>${known}</bdi>, but another key with it. Do not take this for
        <bdi>${known}</bdi>; ${own}.`,
    key: (site: string, known: string, own: TemplateResult): TemplateResult =>
      html`<bdi>${site}</bdi> names the key of <bdi>${known}</bdi>, but another account with it. Do not take this for
        <bdi>${known}</bdi>; ${own}.`,
    name: (site: string, known: string, own: TemplateResult): TemplateResult =>
      html`<bdi>${site}</bdi> uses a name like that of <bdi>${known}</bdi>, but neither its account nor its key. Do not
        take this for <bdi>${known}</bdi>; ${own}.`,
  },
  noSites: (): TemplateResult => html`this idOS window does not know which sites are its own`,
  ownSites: (sites: readonly string[], more: boolean): TemplateResult =>
    html`its own ${sites.length > 1 || more ? "sites are" : "site is"}
    ${sites.map((site, index) => html`${index ? ", " : ""}<bdi>${site}</bdi>`)}${more ? " and more" : ""}`,
};

export const noMatch = {
  step: "No credential fits",
  what: "asks for a credential that you do not have",
  heading: "What it asks for",
  gist: (site: string): TemplateResult =>
    html`<bdi>${site}</bdi> does not learn this by itself: to the site, it looks as if you declined. If you tell it, it
      can offer you a provider that issues such a credential.`,
  doNotTell: "Do not tell",
  tell: "Tell the site",
};

export const granted = {
  step: "Now sign with your wallet",
  what: "gets the copy once your wallet has signed",
  gist: "Return to your tab and sign there. Your wallet will show this digest, which stands for what you approved:",
  otherwise: "If your wallet shows another one, decline there: that is not what you approved.",
  close: "Close and return",
};
