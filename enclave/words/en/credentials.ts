/** Credentials as a person reads them: the viewer, one in a few words, its values one by one. */
import { html, type TemplateResult } from "lit/html.js";

const values = (count: number, shown: string): string => `${shown} ${count === 1 ? "value" : "values"}`;

export const viewer = {
  step: "Your credentials",
  what: "asked to open your credentials",
  gist: (site: string): TemplateResult =>
    html`Only you see them here. <bdi>${site}</bdi> learns nothing of what is in them.`,
  heading: "Your credentials",
  headingOf: (count: number, shown: string): string => (count === 1 ? "Your credential" : `Your ${shown} credentials`),
  none: "There is no credential to show.",
  search: "Search",
  found: (count: number, shown: string): string => `${values(count, shown)} found.`,
  print: "Print",
  /** Where no site is named. */
  theSite: "The site",
  unproven:
    "This is what the credential itself says. Its issuer’s signature is not checked here; the app that gets a copy can check it.",
};

/** Credentials that were left out. */
export const skipped = {
  heading: (count: number, shown: string): string =>
    count === 1 ? "One credential was left out:" : `${shown} credentials were left out:`,
  reasons: {
    DECRYPT_FAILED: "was not encrypted for your key, or was altered",
    MALFORMED: "is not in a form that can be read",
  },
  more: (count: string): string => `and ${count} more`,
};

export const summary = {
  issuer: "Issuer",
  level: "Level",
  issuedOn: "Issued on",
  notBefore: "Not valid before",
  validUntil: "Valid until",
  expiredOn: "Expired on",
  contents: "In it",
  /** Titles of sections as one list. */
  listed: (sections: readonly string[]): string[] =>
    sections.map((section, index) => (index ? section.toLowerCase() : section)),
  /** Kinds of credentials that are abbreviations, in small letters. */
  kinds: { kyc: "Identity check (KYC)" },
  untitled: "Credential",
  siteSays: (site: string, said: readonly { label: string; quoted: string }[]): TemplateResult =>
    html`<bdi>${site}</bdi> says:
      ${said.map(({ label, quoted }, index) => html`${index ? ", " : ""}${label} <q>${quoted}</q>`)}`,
};

/** What a site says of a credential beside it. */
export const notes = {
  kind: "kind",
  level: "level",
  status: "status",
  issuer: "issuer",
  issuerKey: "issuer’s key",
  dates: "dates",
  differ: (what: readonly string[]): string =>
    `The site’s notes differ from the credential itself: ${what.join(", ")}.`,
  ofAnother: "The site’s notes are about another credential: their id is not this one’s.",
  otherId:
    "The site’s notes have another id than the credential. They may be about another one, though some issuers number the two apart.",
  noLonger: "By the site’s notes it no longer counts. An app may refuse it.",
};

export const fieldList = {
  left: (count: number, shown: string): string => `${shown} more ${count === 1 ? "value is" : "values are"} in it.`,
  showMore: (count: string): string => `Show ${count} more`,
  drawing: "One moment …",
  nothing: "There is nothing in it that a person would read.",
  technical: (title: string, count: number, shown: string): string => `${title}: ${values(count, shown)}`,
  technicalHelp: "What programs read: the vocabulary, identifiers and the issuer’s signature. It is part of it too.",
  onlyFirst: (count: string): string => `Only the first ${count} are shown: search for more words.`,
};

export const field = {
  unseen: (count: number, shown: string): string =>
    `${shown} ${count === 1 ? "character that" : "characters that"} nobody can see ${count === 1 ? "is" : "are"} in it too.`,
  copy: "Copy",
  copyOne: (label: string): string => `Copy ${label}`,
  copied: "Copied",
  copiedOne: (label: string): string => `${label} copied.`,
  notCopied: "Not copied",
  copyByHand: "This browser does not let this page copy. The value is selected: copy it by hand.",
  enlarge: (label: string): string => `Enlarge: ${label}`,
  file: (format: string | undefined, size: string, tooLarge: boolean): string =>
    `${format ? `${format} file` : "File of an unknown kind"}, ${size}${tooLarge ? ", too large to be drawn" : ""}`,
  noPicture: "A picture that cannot be drawn",
  moreText: (count: string): string => `Show ${count} more characters`,
  nameOfNext: "Name of what follows",
  unnamed: "(unnamed)",
  content: "Content",
  yes: "Yes",
  no: "No",
  noValue: "No value",
  empty: "Empty",
  emptyGroup: "An empty group",
  emptyList: "An empty list",
  nothingSeen: "Nothing that can be seen",
};
