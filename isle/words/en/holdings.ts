/** What a signed-in person has, and how they take it back. */
import { html } from "lit";
import type { Tab } from "../../machine/state.ts";
import type { Piece } from "../message.ts";

export const holdings = {
  home: {
    tabs: "Your idOS",
    titles: { credentials: "Credentials", permissions: "Permissions", settings: "Settings" } satisfies Record<
      Tab,
      string
    >,
    notRead: "Your data has not been read from the network yet.",
    load: "Load my data",
  },

  credentials: {
    verifying: "Your verification is under way.",
    verified: "Your verification has ended.",
    seeVerification: "See how it stands",
    none: "You have no credentials yet. A provider checks who you are once; after that you can reuse the result anywhere.",
    noServer: "This site’s server did not answer, so you cannot get verified from here right now.",
    getVerified: "Get verified",
    getAnother: "Get another credential",
    untyped: "Identity credential",
    unknownIssuer: (kind: Piece) => html`${kind} · issuer unknown to this site`,
    delete: "Delete",
    view: "View",
  },

  permissions: {
    none: "Nobody has access to any of your credentials.",
    canRead: (credential: Piece) => html`Can read a copy of ${credential}.`,
    lockedUntil: (moment: string) => `Locked until ${moment}. You can revoke it after that.`,
    revoke: "Revoke",
    /** What the button is about, heard only. */
    accessOf: (name: string) => `access of ${name}`,
  },

  settings: {
    wallet: "Wallet",
    profile: "Profile",
    keyStore: "Your key is kept",
    keyState: "Right now it is",
    unlocked: "Unlocked in this tab",
    locked: "Locked",
    lock: "Lock now",
    manage: "Key settings",
    disconnect: "Disconnect",
    text: "Locking removes the key from this browser’s memory. Disconnecting also signs you out here; your profile, your credentials and your permissions stay.",
  },

  delete: {
    title: (issuer: string) => `Delete your credential by ${issuer}?`,
    text: "It is removed from the idOS network and cannot be brought back. To have it again, you would have to be verified again.",
    copies: (count: number) => {
      if (count === 0) return "Nobody has access to a copy of it.";
      return count === 1
        ? "One copy was granted and will remain: revoke it under Permissions if you want it gone too."
        : `${count} copies were granted and will remain: revoke them under Permissions if you want them gone too.`;
    },
    delete: "Delete credential",
  },

  revoke: {
    title: (name: string) => `Revoke access of ${name}?`,
    text: (name: Piece, credential: Piece) =>
      html`${name} can read a copy of ${credential}. Permission and copy go together, in one transaction that your
      wallet signs.`,
    keepFetched: "They may keep what they already fetched.",
    who: "Who exactly",
    revoke: "Revoke access",
  },
};
