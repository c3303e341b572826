/** Every screen of the window, as the vault could send it, in the states that look different. */
import type { Match, Screen, SkippedCredential } from "../../../../enclave/contract/window-messages.ts";
import { drawnImage, toAscii85 } from "../viewer/images.ts";
import { kycCredential } from "../viewer/kyc-credential.ts";
import { NOW, SITE, USER } from "./stage-fixture.ts";

/** One screen, by a name for the test's title. */
export interface Scene {
  name: string;
  screen: Screen;
  /** Brings it into the state that the name tells of. */
  act?(root: HTMLElement): void;
}

const WALLET = "0x8Ba1f109551bD432803012645Ac136ddd64DBA72";
const OTHER_WALLET = "0x2Ba1f109551bD432803012645Ac136ddd64DBA99";
const ISSUER = "3fa291bc77d0e4155f0c1d2e3f4a5b6c7d8e9f00112233445566778899aabbcc";
const FINGERPRINT = "a1b2 c3d4 e5f6 0718";
/** Its owner put a bank's name before their own. */
const LONG_SITE = `https://${"accounts.login.acme-bank.example.".repeat(6)}xn--evl-jma.co.uk:8443`;
const SKIPPED: SkippedCredential[] = [
  { id: "11111111-2222-4333-8444-555555555555", reason: "MALFORMED" },
  { id: "22222222-2222-4333-8444-555555555555", reason: "DECRYPT_FAILED" },
];
const base = { site: SITE, userId: USER };
const passkey = {
  id: "q1w2e3",
  salt: "AAAA",
  name: "Chrome on Windows",
  createdAt: NOW - 9_000_000,
  lastUsed: NOW - 86_400,
};
const other = { passkeys: [passkey], passkeyFailed: false };

const press =
  (label: string) =>
  (root: HTMLElement): void => {
    const button = [...root.querySelectorAll("button")].find(({ textContent }) => textContent.trim().startsWith(label));
    if (!button) throw new Error(`no button ${label}`);
    button.click();
  };
const pick =
  (...selectors: string[]) =>
  (root: HTMLElement): void => {
    for (const selector of selectors) {
      const input = root.querySelector<HTMLInputElement>(selector);
      if (!input) throw new Error(`no ${selector}`);
      input.click();
    }
  };

/** An identity credential with a picture of a document, as a provider issues it. */
async function identity(id: string, issuer: string, status = "approved"): Promise<Match> {
  return {
    id,
    token: `token-${id}`,
    notes: { type: "KYC", level: "basic+liveness", status, issuer },
    issuerAuthPublicKey: ISSUER,
    credential: kycCredential({ idDocumentFrontFile: toAscii85(await drawnImage("image/png", 320, 200)) }),
  };
}

/** All of them. */
export async function windowScenes(): Promise<Scene[]> {
  const one = await identity("a", "Neobank");
  const two = await identity("b", "Bank of Bremen", "expired");
  const create = { kind: "create", ...base, nodes: 5, threshold: 3, remember: "site" } as const;
  const consent = {
    kind: "consent",
    site: SITE,
    consumer: { walletIdentifier: WALLET, fingerprint: "a1b2 c3d4 e5f6 0718", claimed: { name: "Acme Card" } },
    purpose: "Open a card account",
    requirements: {
      all: [
        { path: "credentialSubject.residentialAddressCountry", in: ["DE", "SE"] },
        { path: "credentialSubject.dateOfBirth", max: "2008-01-01" },
      ],
    },
    matches: [one],
    skipped: [],
  } satisfies Screen;
  const sign = {
    kind: "sign",
    site: SITE,
    act: "unlock",
    address: WALLET,
    byChoice: true,
    data: {
      domain: { name: "idOS secret store contract", version: "1", verifyingContract: `0x${"22".repeat(20)}` },
      types: {},
      primaryType: "DownloadSignatureMessage",
      message: {},
    },
  } satisfies Screen;
  const locked = { until: NOW + 31_000_000, optional: true };
  return [
    { name: "create by wallet", screen: { ...create, stores: ["mpc"], recovering: [WALLET] } },
    {
      name: "create, several wallets and a choice",
      screen: { ...create, stores: ["mpc", "user"], recovering: [WALLET, OTHER_WALLET] },
    },
    {
      name: "create where nobody could be asked",
      screen: { ...create, stores: ["user"], recovering: [], unchecked: "no-wallet" },
    },
    {
      name: "create by wallet after an unfinished one",
      screen: { ...create, stores: ["mpc"], recovering: [WALLET], unchecked: "unfinished" },
    },
    { name: "a key that exists", screen: { kind: "key-exists", site: SITE, why: "network", wallet: WALLET } },
    { name: "a key that this browser knows", screen: { kind: "key-exists", site: SITE, why: "device" } },
    { name: "a key that is being made elsewhere", screen: { kind: "key-exists", site: SITE, why: "elsewhere" } },
    { name: "stay unlocked", screen: { kind: "stay", site: SITE } },
    { name: "create with drawn words", screen: { ...create, stores: ["user"], recovering: [] } },
    {
      name: "create with a password of one's own, none typed",
      screen: { ...create, stores: ["user"], recovering: [], remember: "no" },
      act(root) {
        pick("label.choice:has(input[name=way]) ~ label.choice input")(root);
        root.querySelector<HTMLFormElement>("#entry-form")?.requestSubmit();
      },
    },
    {
      name: "connect",
      screen: { kind: "connect", ...base, address: WALLET, remember: "site", other: { ...other, passkeys: [] } },
    },
    { name: "connect with a remembered key", screen: { kind: "connect", ...base, remember: "no" } },
    {
      name: "connect after the wallet's way failed",
      screen: {
        kind: "connect",
        ...base,
        address: WALLET,
        remember: "window",
        failed: "MPC_UNAVAILABLE",
        other: { passkeys: [passkey], passkeyFailed: true },
      },
    },
    {
      name: "password after several wrong ones",
      screen: { kind: "password", ...base, connects: false, wrong: true, wait: 16, remember: "site", other },
    },
    { name: "password", screen: { kind: "password", ...base, connects: true, wrong: false, remember: "site", other } },
    {
      name: "password, wrong",
      screen: { kind: "password", ...base, connects: false, wrong: true, remember: "window" },
    },
    {
      name: "phrase restore",
      screen: { kind: "phrase-restore", ...base, connects: true },
    },
    {
      name: "phrase restore, wrong words",
      screen: { kind: "phrase-restore", ...base, connects: false, problem: "checksum" },
    },
    { name: "passkey offer", screen: { kind: "passkey-offer", ...base, failed: false } },
    { name: "passkey offer, failed", screen: { kind: "passkey-offer", ...base, failed: true } },
    {
      name: "key changed",
      screen: { kind: "key-changed", ...base, before: "a1b2 c3d4 e5f6 0718", now: "99aa bb11 22cc 33dd" },
    },
    { name: "forget", screen: { kind: "forget", ...base } },
    {
      name: "sites",
      screen: {
        kind: "manage-sites",
        ...base,
        keepsNothing: false,
        rememberedUntil: NOW + 500_000,
        sites: [
          { origin: SITE, firstUsed: NOW - 900_000, lastUsed: NOW - 100, rememberedUntil: NOW + 86_400 },
          {
            origin: "https://a-very-long-subdomain-of-a-shop.payments.example",
            firstUsed: NOW - 800_000,
            lastUsed: NOW - 80_000,
          },
        ],
      },
    },
    { name: "no sites", screen: { kind: "manage-sites", ...base, keepsNothing: true, sites: [] } },
    {
      name: "passkeys",
      screen: { kind: "manage-passkeys", ...base, passkeys: [passkey], supported: true, keepsNothing: false },
    },
    {
      name: "passkeys, renaming one",
      screen: { kind: "manage-passkeys", ...base, passkeys: [passkey], supported: true, keepsNothing: false },
      act: press("Rename"),
    },
    {
      name: "passkeys, removing one",
      screen: { kind: "manage-passkeys", ...base, passkeys: [passkey], supported: true, keepsNothing: false },
      act: press("Remove"),
    },
    {
      name: "no passkeys",
      screen: { kind: "manage-passkeys", ...base, passkeys: [], supported: false, keepsNothing: true },
    },
    {
      name: "activity",
      screen: {
        kind: "manage-activity",
        ...base,
        keepsNothing: false,
        activity: [
          { at: NOW - 50, what: "altered", origin: "https://evil.example" },
          {
            at: NOW - 50,
            what: "grant",
            origin: SITE,
            to: "Acme Card AB",
            verified: true,
            account: WALLET,
            key: FINGERPRINT,
          },
          { at: NOW - 60, what: "grant", origin: SITE, to: "Acme Card", account: WALLET, key: FINGERPRINT },
          { at: NOW - 70, what: "grant", origin: LONG_SITE, account: WALLET, key: FINGERPRINT },
          { at: NOW - 100, what: "grant", origin: SITE, to: "Acme Card (key a1b2 c3d4 e5f6 0718)" },
          { at: NOW - 200, what: "link", origin: SITE, to: OTHER_WALLET },
          { at: NOW - 300, what: "unlock", origin: "https://dapp.example" },
          { at: NOW - 400, what: "create", origin: SITE },
        ],
      },
    },
    { name: "no activity", screen: { kind: "manage-activity", ...base, keepsNothing: false, activity: [] } },
    {
      name: "recovery by another wallet",
      screen: { kind: "recovery", ...base, change: "add", address: OTHER_WALLET, by: WALLET, nodes: 5 },
    },
    {
      name: "recovery, a wallet taken off",
      screen: { kind: "recovery", ...base, change: "remove", address: OTHER_WALLET, by: WALLET, nodes: 5 },
    },
    {
      name: "recovery, some nodes missing",
      screen: {
        kind: "recovery-result",
        site: SITE,
        change: "add",
        address: OTHER_WALLET,
        nodes: [1, 2, 3, 4, 5].map((n) => ({
          node: `https://mpc-${n}.example`,
          ok: n < 4,
          ...(n < 4 ? {} : { code: n === 4 ? "MPC_UNAVAILABLE" : "MPC_DENIED" }),
        })) as Extract<Screen, { kind: "recovery-result" }>["nodes"],
      },
    },
    {
      name: "phrase, hidden",
      screen: { kind: "phrase", ...base, publicKey: "q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=", words: WORDS },
    },
    {
      name: "phrase, shown",
      screen: { kind: "phrase", ...base, publicKey: "q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=", words: WORDS },
      act: press("Show the words"),
    },
    { name: "phrase confirmation", screen: { kind: "phrase-confirm", site: SITE, places: [2, 11, 20], wrong: false } },
    {
      name: "phrase confirmation, wrong",
      screen: { kind: "phrase-confirm", site: SITE, places: [2, 11, 20], wrong: true },
    },
    { name: "phrase confirmed", screen: { kind: "phrase-done", site: SITE } },
    { name: "consent", screen: consent },
    {
      name: "consent for a verified consumer, by its public notes only",
      screen: {
        ...consent,
        consumer: { ...consent.consumer, verified: { name: "Acme Card AB", url: "https://acme.example" } },
        requirements: undefined,
        purpose: "",
      },
    },
    {
      name: "consent with several matches and an optional lock",
      screen: { ...consent, matches: [one, two], timelock: locked, skipped: SKIPPED },
    },
    {
      name: "consent with an accepted lock",
      screen: { ...consent, timelock: locked },
      act: pick("input[value=accept]"),
    },
    { name: "consent with a mandatory lock", screen: { ...consent, timelock: { ...locked, optional: false } } },
    {
      name: "consent with a lock that has passed",
      screen: { ...consent, timelock: { until: NOW - 5, optional: false } },
    },
    {
      name: "consent for a known consumer by another site, with a long address and dressed-up notes",
      screen: {
        ...consent,
        site: LONG_SITE,
        consumer: {
          ...consent.consumer,
          claimed: { name: "Acme Card".repeat(12), url: "https://acme.example" },
          resembles: { by: "site", name: "Acme Card AB", origins: ["https://acme.example"] },
        },
        matches: [
          { ...two, notes: { id: "x", type: "KYC", level: "high".repeat(30), status: "revoked", issuer: "ACME" } },
        ],
      },
    },
    {
      name: "consent with odd values, more than a page",
      screen: {
        ...consent,
        requirements: undefined,
        matches: [
          {
            ...one,
            credential: {
              ...(one.credential as object),
              credentialSubject: {
                "First name": "imitated",
                ["k".repeat(400)]: "long name",
                a: { b: { c: { d: { e: { f: { g: { h: { i: "deep" } } } } } } } },
                nothing: null,
                hidden: "a\u200b\u202eb",
                long: "word".repeat(8_000),
                ...Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`key${i}`, i])),
              },
            },
          },
        ],
      },
      act: (root) => root.querySelector<HTMLElement>(".technical > summary")?.click(),
    },
    { name: "no match", screen: { ...consent, kind: "no-match", skipped: SKIPPED } },
    { name: "viewer", screen: { kind: "viewer", site: SITE, credentials: [one, two], skipped: SKIPPED } },
    { name: "viewer, empty", screen: { kind: "viewer", site: SITE, credentials: [], skipped: SKIPPED.slice(0, 1) } },
    { name: "deriving", screen: { kind: "progress", site: SITE, of: "deriving" } },
    { name: "matching", screen: { kind: "progress", site: SITE, of: "matching", done: 0.4 } },
    { name: "sealing", screen: { kind: "progress", site: SITE, of: "sealing" } },
    { name: "wallet", screen: { kind: "wallet", site: SITE } },
    { name: "wallet of the page, with its account", screen: { kind: "wallet", site: SITE, address: WALLET } },
    ...(["create", "unlock", "link", "unlink"] as const).flatMap((act): Scene[] => [
      { name: `sign to ${act}`, screen: { ...sign, act } },
      { name: `altered ${act}`, screen: { kind: "altered", site: SITE, act } },
    ]),
    {
      name: "sign, another account",
      screen: { ...sign, byChoice: true, failed: "WALLET_WRONG_ACCOUNT" },
    },
    {
      name: "granted",
      screen: { kind: "granted", site: SITE, digest: "4f2c9a01b7e35d88c6aa0192bd77e01f9c3a55d2" },
    },
    {
      name: "failed",
      screen: { kind: "failed", site: SITE, code: "MPC_UNAVAILABLE", message: "2 of 5 nodes answered" },
    },
  ];
}

const WORDS = (
  "abandon ability able about above absent absorb abstract absurd abuse access accident " +
  "account accuse achieve acid acoustic acquire across act action actor actress address"
).split(" ");
