/** A page's request for access, and its receipt. */

export const granting = {
  request: {
    title: (name: string) => `${name} asks for your identity`,
    why: (site: string) => `${site} says why:`,
    askedFor: "Asked for",
    copy: "A copy of one credential",
    copyOf: (level: string) => `A copy of one credential: ${level}`,
    found: (count: number) => (count === 1 ? "You have one that may fit" : `You have ${count} that may fit`),
    by: (issuer: string) => `by ${issuer}`,
    conditions: {
      title: "Conditions",
      text: "On private fields. They are checked inside the enclave; this site does not learn the values.",
    },
    locked: (moment: string) => `It asks that you cannot revoke before ${moment}`,
    lockedOptionally: (moment: string) => `It asks that you cannot revoke before ${moment}. You may leave that out.`,
    next: "Next, your idOS window shows exactly what would be shared. You decide there.",
  },

  receipt: {
    title: "Access granted",
    text: (name: string) => `${name} can now read its copy. You find it under Permissions, where you can take it back.`,
    purpose: "For",
    locked: (moment: string) => `You cannot revoke before ${moment}`,
    digest: "Digest that your wallet signed",
    grant: "Access grant",
    next: "Next request",
    done: "Done",
  },
};
