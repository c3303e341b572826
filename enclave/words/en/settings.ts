/** The settings: connected sites, passkeys, activity. */
import { html, type TemplateResult } from "lit/html.js";

export const settings = {
  what: "opened your idOS settings",
  label: "Settings",
  pages: {
    sites: "Connected sites",
    passkeys: "Passkeys",
    phrase: "Recovery phrase",
    activity: "Activity",
  },
  keepsNothing: "This browser does not let idOS store anything: this list is gone when you close the window.",
};

export const sites = {
  used: (first: string, last: string): string => `First used ${first}, last used ${last}`,
  opensUntil: (when: string): string => `Opens your key without asking until ${when}`,
  disconnect: "Disconnect",
  disconnectFrom: (site: string): string => `Disconnect ${site}`,
  disconnectAll: "Disconnect all",
  gist: "These sites can ask you to open or share your credentials. Each time one wants a copy, you are asked here.",
  help: "A disconnected site that is open in another tab, or that opens your key without asking, can go on until it next needs this window.",
  none: "No site may use your key.",
  device: "This device",
  notRemembered: "Your key is not remembered for new sites.",
  rememberedUntil: (when: string): string =>
    `Your key is remembered until ${when}: a new site needs only your “Allow”.`,
  forget: "Forget it on this device",
};

export const passkeys = {
  offer: {
    step: "Unlock with a passkey next time",
    what: "can go on: your idOS key is unlocked",
    heading: "Unlock with a passkey next time?",
    failed: "No passkey was made: it was cancelled, or your device cannot unlock with one. Nothing was changed.",
    gist: "Your fingerprint, face or device PIN then unlocks your key in this browser. It is one more way: your password, wallet and recovery phrase go on working.",
    later: "Not now",
    create: "Create a passkey",
  },
  /** How it is called at first: by browser and system, as far as they are known. */
  browser: "Browser",
  on: (browser: string, system: string): string => `${browser} on ${system}`,
  /** In the list of the device that keeps it. */
  account: (userId: string): string => `idOS ${userId}`,
  keyOf: (user: string): string => `idOS key of ${user}`,
  name: "Name of this passkey",
  saveName: "Save the name",
  made: (when: string): string => `Made ${when}`,
  madeAndUsed: (made: string, used: string): string => `Made ${made}, last used ${used}`,
  rename: "Rename",
  renameOne: (name: string): string => `Rename ${name}`,
  remove: "Remove",
  removeOne: (name: string): string => `Remove ${name}`,
  removeCaution: "This browser will no longer unlock with it. Delete it in your device’s settings too.",
  removeThis: "Remove this passkey",
  none: "You have none yet. A passkey unlocks your key with your fingerprint, face or device PIN.",
  add: "Add a passkey",
  unsupported: "This browser or device cannot unlock with a passkey.",
};

export const activity = {
  did: {
    create: "Key created",
    unlock: "Key unlocked",
    grant: "Copy of a credential shared",
    link: "Wallet that can rebuild the key added",
    unlink: "Wallet that could rebuild the key removed",
    phrase: "Recovery phrase opened",
    passkey: "Passkey added",
    altered: "This site changed what your wallet signed, and may hold your key",
  },
  /** As plain text, in the file. */
  claim: (site: string, quoted: string): string => `${site} says: ${quoted}`,
  with: (name: string): TemplateResult => html`With <bdi>${name}</bdi>`,
  at: (when: string, site: string): TemplateResult => html`${when}, at <bdi>${site}</bdi>`,
  gist: "What your key did in this browser. The list is encrypted to the key itself: nobody else can read it.",
  warnings: "Warnings about sites are not encrypted: there may be no key yet when one comes.",
  none: "Nothing yet.",
};
