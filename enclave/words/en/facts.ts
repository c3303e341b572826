/** What several screens state or quote. */
import { html, type TemplateResult } from "lit/html.js";

export const facts = {
  account: "Account",
  keyFingerprint: "Key fingerprint",
  profile: "Profile",
  yourProfile: "Your profile",
  yourWallet: "Your wallet",
  profileIs: (userId: string): TemplateResult => html`Profile <code>${userId}</code>`,
  accountIs: (account: string): TemplateResult => html`Account <code>${account}</code>`,
  fingerprintIs: (key: string): TemplateResult => html`Key fingerprint <code>${key}</code>`,
  siteSays: (site: string, quoted: string): TemplateResult => html`<bdi>${site}</bdi> says: <q>${quoted}</q>`,
  scrollToEnd: "Scroll to the end first.",
  signNext: "After you allow it, sign with your wallet. This window stays open meanwhile and says where.",
};
