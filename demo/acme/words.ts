/** All that Acme's pages say to people, beside what stands in the HTML. */
export const words = {
  purpose: "Open a card account",
  granted: "Access granted. We are checking your credential …",
  ordered: {
    title: "Card ordered",
    text: "We checked your credential. Your card is on its way to the address in it.",
  },
  refused: {
    title: "We cannot give you a card",
    text: "We read your credential, and this speaks against it:",
  },
  later: "Your access is written. Our server has not picked it up yet; the order goes on without you.",
  notOrdered: (code: string): string => `No card was ordered (${code}). You can try again at any time.`,
  noAnswer: "Acme’s server does not answer. Your access is written; reload this page later.",
  noStart: "This page could not start: its server does not answer. Reload to try again.",
  backOffice: {
    firm: "Acme",
    title: "Orders",
    count(orders: number): string {
      if (orders === 0) return "Nobody has ordered a card yet.";
      return orders === 1 ? "One order." : `${orders} orders.`;
    },
    /** What was looked at, and what it says where it is as it should be. */
    checks: {
      proof: { label: "Proof", ok: "Signed by the issuer, unchanged" },
      issuer: { label: "Issuer", ok: "One that we trust" },
      status: { label: "Status", ok: "Approved, not revoked" },
      expiry: { label: "Expiry", ok: "Not expired" },
      hash: { label: "Hash", ok: "What was granted is what we read" },
    },
    ok: "ok",
    notOk: "no",
    customer: "A customer",
    refused: "Refused",
    ordered: "Card ordered",
    grant: "Access grant",
    checkedAt: (when: string): string => `Checked at ${when}`,
    received: "What we received",
    read: "Read again",
    reading: "Reading …",
    readAt: (when: string): string => `Read again at ${when}`,
    networkRefuses: (message: string, code: string): string => `The network refuses: ${message} (${code})`,
    stillAbove: "What we fetched before is still above. That is why granting access is a decision.",
  },
};
