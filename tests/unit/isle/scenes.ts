/** How to get to every screen, and what stands there by name. */
import { setAccessGrantLimits } from "../../../enclave/kwil/extension-actions.ts";
import { IdosError } from "../../../host-sdk/index.ts";
import {
  BACKEND,
  check,
  credential,
  CREDENTIAL,
  DRAFT,
  finds,
  GRANT,
  PROFILE,
  TRANSACTION,
  DIGEST,
} from "./fake-idos.ts";
import { mount, type Fixture } from "./isle-fixture.ts";

export const REQUEST = { issuers: ["neobank"], level: "basic+liveness", purpose: "Open a card account" };
/** Lies ahead of every run of these tests. */
export const LATER = 4_000_000_000;

export interface Scene {
  name: string;
  heading: string;
  buttons: string[];
  says: (string | RegExp)[];
  go(): Promise<Fixture>;
}

async function opened(data: Parameters<typeof mount>[0] = {}): Promise<Fixture> {
  const f = await mount(data);
  await f.press("idOS Not connected", "Connect your wallet");
  return f;
}
export async function home(data: Parameters<typeof mount>[0] = {}): Promise<Fixture> {
  const f = await opened(data);
  await f.press("Burner", "Credentials");
  return f;
}
async function welcome(data: Parameters<typeof mount>[0] = {}): Promise<Fixture> {
  const f = await opened({ profile: null, ...data });
  await f.press("Burner", "Welcome to idOS");
  return f;
}
async function joining(): Promise<Fixture> {
  const f = await welcome();
  await f.press("Create a profile", "Choose how your key is kept");
  void f.fake.hold("join");
  await f.press("Create my key", "Creating your profile");
  return f;
}
export async function request(
  more: Partial<Parameters<Fixture["isle"]["request"]>[0]> = {},
  data: Parameters<typeof mount>[0] = {},
): Promise<Fixture> {
  const f = await mount(data);
  void f.isle.request({ ...REQUEST, ...more }).catch(() => {});
  await f.reaches("Connect your wallet");
  await f.press("Burner");
  return f;
}
async function writeGrant(data: Parameters<typeof mount>[0] = {}): Promise<Fixture> {
  const f = await home(data);
  await f.press("Get another credential", "Choose who verifies you");
  await f.press("Get verified by Neobank", "Let Neobank write to your profile?");
  return f;
}
async function checked(state: ReturnType<typeof check>, heading: string): Promise<Fixture> {
  const f = await writeGrant({ check: state });
  await f.press("Approve", heading);
  return f;
}

export const SCENES: Scene[] = [
  {
    name: "connect",
    heading: "Connect your wallet",
    buttons: ["Burner", "Other"],
    says: ["Connecting costs nothing and shares nothing"],
    go: opened,
  },
  {
    name: "connect without a wallet",
    heading: "Connect your wallet",
    buttons: ["Look again"],
    says: ["No wallet found", "Install one"],
    async go() {
      const f = await mount();
      f.isle.discoverWallets = finds();
      await f.isle.updateComplete;
      await f.press("idOS Not connected", "Connect your wallet");
      return f;
    },
  },
  {
    name: "welcome",
    heading: "Welcome to idOS",
    buttons: ["Create a profile", "Use another wallet"],
    says: ["0x8ba1…BA72", "That is normal"],
    go: welcome,
  },
  {
    name: "welcome on a site that creates none",
    heading: "Welcome to idOS",
    buttons: ["Neobank", "Passly", "Use another wallet"],
    says: ["This site cannot create profiles"],
    go: () => welcome({ backend: { ...BACKEND, joins: false } }),
  },
  {
    name: "create key",
    heading: "Choose how your key is kept",
    buttons: ["Create my key", "Back"],
    says: ["With your wallet", "If you lose the wallet", "With a password", "nobody can reset it"],
    async go() {
      const f = await welcome();
      await f.press("Create a profile", "Choose how your key is kept");
      return f;
    },
  },
  {
    name: "waiting for a click",
    heading: "Continue in your idOS window",
    buttons: [],
    says: ["Press the button below"],
    async go() {
      const f = await joining();
      f.fake.emit("enclave", { type: "waiting", for: "click" });
      f.resize("button");
      await f.reaches("Continue in your idOS window");
      return f;
    },
  },
  {
    name: "waiting for the window",
    heading: "Waiting for you in your idOS window",
    buttons: ["Cancel"],
    says: ["bring it back"],
    async go() {
      const f = await joining();
      f.fake.emit("enclave", { type: "waiting", for: "window" });
      await f.reaches("Waiting for you in your idOS window");
      return f;
    },
  },
  {
    name: "waiting for the wallet",
    heading: "Approve in your wallet",
    buttons: ["Cancel"],
    says: ["prove that this wallet is yours"],
    async go() {
      const f = await joining();
      f.fake.emit("asking", { for: "ownership", text: "neobank.localhost asks" });
      await f.reaches("Approve in your wallet");
      return f;
    },
  },
  {
    name: "waiting for key nodes",
    heading: "Talking to the key nodes",
    buttons: ["Cancel"],
    says: ["2 key nodes do not answer"],
    async go() {
      const f = await joining();
      f.fake.emit("enclave", { type: "waiting", for: "nodes" });
      f.fake.emit("enclave", { type: "degraded", nodes: ["a", "b"] });
      await f.reaches("Talking to the key nodes");
      return f;
    },
  },
  {
    name: "credentials",
    heading: "Credentials",
    buttons: [
      "Credentials",
      "Permissions",
      "Settings",
      "Delete Neobank",
      "View Neobank",
      "Delete Bank of Bremen",
      "View Bank of Bremen",
      "Get another credential",
    ],
    says: ["Valid", "Basic, with liveness check", "Revoked by issuer", "issuer unknown to this site"],
    go: () =>
      home({
        credentials: [CREDENTIAL, credential("c2", { status: "revoked", issuer: "Bank of Bremen" }, "ee".repeat(32))],
      }),
  },
  {
    name: "no credentials",
    heading: "Credentials",
    buttons: ["Credentials", "Permissions", "Settings", "Get verified"],
    says: ["no credentials yet"],
    go: () => home({ credentials: [] }),
  },
  {
    name: "permissions",
    heading: "Permissions",
    buttons: ["Credentials", "Permissions", "Settings", "Revoke access of Acme Card"],
    says: [
      "Acme Card",
      "your credential by Neobank",
      /Locked until .*2096.* You can revoke it after that/,
      "0x1111222233334444555566667777888899990000",
    ],
    async go() {
      const f = await home({
        grants: [
          GRANT,
          { ...GRANT, id: "g2", grantee: "0x1111222233334444555566667777888899990000", lockedUntil: LATER },
        ],
      });
      await f.press("Permissions", "Permissions");
      return f;
    },
  },
  {
    name: "settings",
    heading: "Settings",
    buttons: ["Credentials", "Permissions", "Settings", "Lock now", "Key settings", "Disconnect"],
    says: ["0x8ba1f109551bD432803012645Ac136ddd64DBA72", "Unlocked in this tab", "With your wallet"],
    async go() {
      const f = await home();
      f.fake.set({ key: "unlocked" });
      await f.press("Settings", "Settings");
      return f;
    },
  },
  {
    name: "settings of a profile whose key is kept in MetaMask",
    heading: "Settings",
    buttons: ["Credentials", "Permissions", "Settings", "Key settings", "Disconnect"],
    says: ["Your key is kept", "In MetaMask"],
    async go() {
      const f = await home();
      f.fake.set({ profile: { ...PROFILE, store: "mm" } });
      await f.press("Settings", "Settings");
      return f;
    },
  },
  {
    name: "providers",
    heading: "Choose who verifies you",
    buttons: ["Get verified by Neobank", "Open Passly", "Back"],
    says: ["on its own site"],
    async go() {
      const f = await home();
      await f.press("Get another credential", "Choose who verifies you");
      return f;
    },
  },
  {
    name: "providers when nothing was found",
    heading: "You need to be verified first",
    buttons: ["Cancel", "Get verified by Neobank", "Look again"],
    says: ["asks for one of your credentials", "Asked for: Basic, with liveness check"],
    async go() {
      const f = await request({}, { found: [] });
      await f.reaches("You need to be verified first");
      return f;
    },
  },
  {
    name: "write grant",
    heading: "Let Neobank write to your profile?",
    buttons: ["Approve", "Decline"],
    says: ["One credential", /May 2, 2031|2 May 2031|2031/, "You can revoke its access to the copy at any time"],
    go: writeGrant,
  },
  {
    name: "write grant with a lock",
    heading: "Let Neobank write to your profile?",
    buttons: ["Approve", "Decline"],
    says: [/You cannot revoke its access to the copy before .*2032/],
    go: () => writeGrant({ draft: { ...DRAFT, dwg: { ...DRAFT.dwg, accessGrantTimelock: "2032-05-01T09:59:00Z" } } }),
  },
  {
    name: "hand-over",
    heading: "Continue with the provider",
    buttons: ["Open the form", "Check now", "Back"],
    says: ["opens in a new tab"],
    go: () =>
      checked(check("open", { url: "http://neobank.localhost:5173/verify?check=1" }), "Continue with the provider"),
  },
  {
    name: "pending",
    heading: "Your verification is under way",
    buttons: ["Check now", "Back"],
    says: ["You may leave and close this page", /Checked at/],
    async go() {
      const f = await checked(check("pending"), "Your verification is under way");
      await f.until(() => f.text().includes("Checked at"), "the first look");
      return f;
    },
  },
  {
    name: "issued",
    heading: "Your credential was issued",
    buttons: ["Continue"],
    says: ["sealed with your key"],
    go: () => checked(check("issued"), "Your credential was issued"),
  },
  {
    name: "rejected",
    heading: "Your verification was rejected",
    buttons: ["Start again", "Continue without"],
    says: ["The photo cannot be read."],
    go: () => checked(check("rejected", { reason: "The photo cannot be read." }), "Your verification was rejected"),
  },
  {
    name: "failed verification",
    heading: "Your verification failed",
    buttons: ["Start again", "Continue without"],
    says: ["no decision about you", "Our partner is away."],
    go: () => checked(check("failed", { reason: "Our partner is away." }), "Your verification failed"),
  },
  {
    name: "grant request",
    heading: "Acme Card asks for your identity",
    buttons: ["Continue", "Cancel"],
    says: [
      `“Open a card account”`,
      "by Neobank",
      "checked inside the enclave",
      /cannot revoke before .*2096.* You may leave that out/,
      /It ends on .*2096.* It can be read 3 times/,
      "You decide there",
    ],
    async go() {
      const f = await request({
        timelock: { until: LATER, optional: true },
        limits: { expiresAt: LATER, maxReads: 3 },
        requirements: { path: "credentialSubject.nationality", equals: "DE" },
      });
      await f.reaches("Acme Card asks for your identity");
      return f;
    },
  },
  {
    name: "digest",
    heading: "Approve in your wallet",
    buttons: ["Cancel"],
    says: ["Your wallet will show this digest", DIGEST, "your idOS window showed the same one"],
    async go() {
      const f = await request();
      await f.reaches("Acme Card asks for your identity");
      void f.fake.hold("request");
      await f.press("Continue", "Preparing the request");
      f.fake.emit("asking", { for: "transaction", text: TRANSACTION, action: "share_credential", digest: DIGEST });
      await f.reaches("Approve in your wallet");
      return f;
    },
  },
  {
    name: "limits of a grant",
    heading: "Approve the limits in your wallet",
    buttons: ["Cancel"],
    says: ["Your wallet will show this digest", DIGEST, /The permission itself comes next(?!.*idOS window showed)/],
    async go() {
      const f = await request({ limits: { expiresAt: LATER, maxReads: 3 } });
      await f.reaches("Acme Card asks for your identity");
      void f.fake.hold("request");
      await f.press("Continue", "Preparing the request");
      const { name: action, description } = setAccessGrantLimits;
      const text = TRANSACTION.replace("Share a credential", description);
      f.fake.emit("asking", { for: "transaction", text, action, digest: DIGEST });
      await f.reaches("Approve the limits in your wallet");
      return f;
    },
  },
  {
    name: "receipt of a grant with limits",
    heading: "Access granted",
    buttons: ["Done"],
    says: [/It ends on .*2096.* It can be read once/],
    async go() {
      const f = await request({ limits: { expiresAt: LATER, maxReads: 1 } });
      await f.reaches("Acme Card asks for your identity");
      await f.press("Continue", "Access granted");
      return f;
    },
  },
  {
    name: "receipt",
    heading: "Access granted",
    buttons: ["Done"],
    says: [DIGEST, GRANT.id, "Open a card account", "You can revoke at any time"],
    async go() {
      const f = await request();
      await f.reaches("Acme Card asks for your identity");
      await f.press("Continue", "Access granted");
      return f;
    },
  },
  {
    name: "delete",
    heading: "Delete your credential by Neobank?",
    buttons: ["Delete credential", "Keep it"],
    says: ["cannot be brought back", "One copy was granted and will remain"],
    async go() {
      const f = await home();
      await f.press("Delete Neobank", "Delete your credential by Neobank?");
      return f;
    },
  },
  {
    name: "revoke",
    heading: "Revoke access of Acme Card?",
    buttons: ["Revoke access", "Keep it"],
    says: ["in one transaction", "They may keep what they already fetched"],
    async go() {
      const f = await home();
      await f.press("Permissions", "Permissions");
      await f.press("Revoke access of Acme Card", "Revoke access of Acme Card?");
      return f;
    },
  },
  {
    name: "home, while a credential is open in the idOS window",
    heading: "Credentials",
    buttons: ["Credentials", "Permissions", "Settings", "Delete Neobank", "View Neobank", "Get another credential"],
    says: [],
    async go() {
      const f = await home();
      void f.fake.hold("view");
      await f.press("View Neobank", "Your credential");
      f.fake.set({ key: "unlocked" });
      f.fake.emit("enclave", { type: "waiting", for: "window" });
      f.resize("compact");
      await f.reaches("Credentials");
      return f;
    },
  },
  {
    name: "failure",
    heading: "Your browser blocked the idOS window",
    buttons: ["Try again", "Cancel request"],
    says: ["Allow pop-up windows", "The browser did not open the window", "WINDOW_BLOCKED"],
    async go() {
      const f = await request();
      await f.reaches("Acme Card asks for your identity");
      f.fake.failNext("request", new IdosError("WINDOW_BLOCKED", "The browser did not open the window"));
      await f.press("Continue", "Your browser blocked the idOS window");
      return f;
    },
  },
  {
    name: "not set up",
    heading: "idOS is not set up on this page",
    buttons: [],
    says: ["needs the attributes enclave and node"],
    async go() {
      const f = await mount({}, { node: "" });
      await f.press("idOS Not set up", "idOS is not set up on this page");
      return f;
    },
  },
];
