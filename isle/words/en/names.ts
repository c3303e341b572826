/** What things are called on several screens: levels, states of a credential, ways to keep a key, facts of a grant. */
import { html } from "lit";
import type { Piece } from "../message.ts";

export const names = {
  /** `basic+liveness`: the base stays the site's own word. */
  levels: {
    with: (base: string, additions: string) => `${base}, with ${additions}`,
    additions: {
      liveness: "liveness check",
      email: "e-mail",
      phoneNumber: "phone number",
      edd: "source of funds",
      sow: "source of wealth",
      screening: "screening",
      onboarding: "intended use",
    },
  },

  /** What the issuer last wrote about a credential. */
  statuses: {
    approved: "Valid",
    pending: "In review",
    expired: "Expired",
    revoked: "Revoked by issuer",
    rejected: "Rejected by issuer",
    unknown: "Status unknown",
  },

  keyStores: { mpc: "With your wallet", user: "With a password", mm: "In MetaMask" },

  /** Facts of a grant that several screens show. */
  grant: {
    timelock: "Timelock",
    revocable: "None. You can revoke at any time.",
    limits: "Limits",
    ends: (moment: string) => `It ends on ${moment}.`,
    reads: (count: number) => (count === 1 ? "It can be read once." : `It can be read ${count} times.`),
    purpose: (purpose: string) => `“${purpose}”`,
    /** What is granted, set into a sentence. */
    credentialBy: (issuer: Piece) => html`your credential by ${issuer}`,
    credentialGone: "a credential whose original is no longer there",
  },
};
