/** Types of `idos-isle`: what a page may write, what it gets, and what does not compile. */
import type * as sdk from "../../host-sdk/index.ts";
import {
  createIdos,
  discoverWallets,
  type evmWallet,
  IdosError,
  isIdosError,
  type AccessGrant,
  type BackendDescription,
  type Check,
  type Code,
  type CredentialInfo,
  type DiscoveredWallet,
  type Eip1193Provider,
  type EnclaveEvent,
  type FrameSize,
  type GrantReceipt,
  type GrantRequest,
  type Idos,
  type IdosEvents,
  type IdosOptions,
  type IdosState,
  type LinkedWallet,
  type NodeResult,
  type Profile,
  type PublicNotes,
  type VerificationDraft,
  type Wallet,
  type WalletRef,
  type WalletType,
} from "../../host-sdk/index.ts";
import { holds, type Same } from "./exactly.ts";

holds<
  Same<
    keyof typeof sdk,
    "createIdos" | "discoverWallets" | "evmWallet" | "FRAME_SIZES" | "IdosError" | "isIdosError" | "rebuildsKey"
  >
>();
holds<
  Same<
    keyof Idos,
    | "state"
    | "subscribe"
    | "on"
    | "configure"
    | "preload"
    | "connect"
    | "disconnect"
    | "profile"
    | "join"
    | "unlock"
    | "lock"
    | "backend"
    | "credentials"
    | "verification"
    | "grants"
    | "wallets"
    | "manage"
    | "close"
  >
>();

// Options.
holds<Same<keyof IdosOptions, "enclave" | "node" | "nodeDomain" | "backend" | "frame" | "theme" | "locale">>();
const idos: Idos = createIdos({ enclave: "https://enclave.example", node: "https://node.example" });
createIdos({
  enclave: "https://enclave.example",
  node: ["https://a.example", "https://b.example"],
  nodeDomain: "https://a.example",
  backend: undefined,
  frame: { container: document.body, onSize: (size) => holds<Same<typeof size, FrameSize | "hidden">>() },
  theme: "auto",
  locale: "en",
});
// @ts-expect-error an enclave is needed
createIdos({ node: "https://node.example" });
// @ts-expect-error a node is needed
createIdos({ enclave: "https://enclave.example" });
// @ts-expect-error no such theme
createIdos({ enclave: "https://enclave.example", node: "https://node.example", theme: "sepia" });
// @ts-expect-error no such option
createIdos({ enclave: "https://enclave.example", node: "https://node.example", mode: "demo" });

// State: read, never written.
holds<Same<typeof idos.state, IdosState>>();
holds<Same<IdosState["profile"], Profile | null | undefined>>();
holds<Same<IdosState["enclave"], "idle" | "connecting" | "connected">>();
holds<Same<IdosState["key"], "locked" | "unlocked">>();
// @ts-expect-error the SDK's own
idos.state = { wallet: undefined, profile: undefined, enclave: "idle", key: "locked" };

// Events.
holds<Same<keyof IdosEvents, "asking" | "enclave" | "locked" | "unlocked">>();
holds<Same<IdosEvents["asking"]["for"], "ownership" | "sign-in" | "transaction" | "write-grant" | "key">>();
holds<Same<IdosEvents["enclave"], EnclaveEvent>>();
holds<Same<EnclaveEvent["type"], "unlocked" | "locked" | "locking" | "waiting" | "degraded">>();
holds<Same<Extract<EnclaveEvent, { type: "waiting" }>["for"], "click" | "window" | "wallet" | "nodes">>();
holds<Same<Extract<EnclaveEvent, { type: "locking" }>["at"], number>>();
holds<Same<Extract<EnclaveEvent, { type: "degraded" }>["nodes"], string[]>>();
idos.on("asking", ({ text }) => holds<Same<typeof text, string>>())();
idos.subscribe(() => {})();
// @ts-expect-error no such event
idos.on("plaintext", () => {});

// Wallets.
declare const provider: Eip1193Provider;
declare const wallet: Wallet;
holds<Same<WalletType, "EVM" | "NEAR" | "XRPL" | "Stellar" | "FaceSign">>();
holds<Same<Awaited<ReturnType<typeof idos.connect>>, WalletRef>>();
holds<Same<Awaited<ReturnType<typeof evmWallet>>, Wallet>>();
void idos.connect(provider, { signal: AbortSignal.timeout(1) });
void idos.connect(wallet);
// @ts-expect-error an address is no wallet
void idos.connect("0x00");
discoverWallets((found) => holds<Same<typeof found, readonly DiscoveredWallet[]>>())();
holds<Same<Awaited<ReturnType<Idos["wallets"]["list"]>>, LinkedWallet[]>>();
holds<Same<Awaited<ReturnType<Idos["wallets"]["link"]>>, { nodes: NodeResult[] }>>();
holds<Same<Awaited<ReturnType<Idos["wallets"]["unlink"]>>, { nodes: NodeResult[]; removed: boolean }>>();
// @ts-expect-error who is linked has to sign: a mere name of a wallet cannot
void idos.wallets.link({ type: "EVM", address: "0x00" });

// Profile and key. What a page learns of a key is its public part.
holds<Same<Awaited<ReturnType<Idos["profile"]>>, Profile | null>>();
holds<Same<Awaited<ReturnType<Idos["join"]>>, Profile>>();
holds<Same<keyof Profile, "userId" | "publicKey" | "store">>();
holds<Same<Awaited<ReturnType<Idos["unlock"]>>, void>>();
void idos.join({ store: "choose" });
// @ts-expect-error no such store
void idos.join({ store: "local" });
void idos.lock({ forget: true });
void idos.manage({ page: "activity" });
// @ts-expect-error no such page
void idos.manage({ page: "keys" });
holds<Same<Awaited<ReturnType<Idos["backend"]>>, BackendDescription>>();

// Credentials: rows and notes, never what is in them.
holds<Same<Awaited<ReturnType<Idos["credentials"]["list"]>>, CredentialInfo[]>>();
holds<Same<Awaited<ReturnType<Idos["credentials"]["find"]>>, CredentialInfo[]>>();
holds<Same<keyof CredentialInfo, "id" | "notes" | "publicNotes" | "issuerAuthPublicKey">>();
holds<Same<CredentialInfo["notes"], PublicNotes | undefined>>();
holds<Same<keyof PublicNotes, "id" | "type" | "level" | "status" | "issuer">>();
holds<Same<Awaited<ReturnType<Idos["credentials"]["view"]>>, void>>();
// @ts-expect-error a level is text
void idos.credentials.find({ level: 2 });

// Grants.
holds<Same<Awaited<ReturnType<Idos["grants"]["request"]>>, GrantReceipt>>();
holds<Same<Awaited<ReturnType<Idos["grants"]["list"]>>, AccessGrant[]>>();
holds<Same<Awaited<ReturnType<Idos["grants"]["limitable"]>>, boolean>>();
holds<Same<keyof GrantReceipt, "grantId" | "copyId" | "credentialId" | "digest" | "lockedUntil">>();
holds<Same<keyof GrantRequest, "purpose" | "requirements" | "timelock" | "limits" | "signal">>();
void idos.grants.request([{ id: "" }], {
  purpose: "Open a card account",
  requirements: { all: [{ path: "credentialSubject.age", min: 18 }, { not: { path: "a", exists: true } }] },
  timelock: { until: 1, optional: true },
  limits: { expiresAt: 1, maxReads: 1 },
});
// @ts-expect-error the person is told why
void idos.grants.request([{ id: "" }], {});
// @ts-expect-error a requirement says of what
void idos.grants.request([{ id: "" }], { purpose: "", requirements: { equals: 1 } });
// @ts-expect-error whether the person may leave a timelock out has to be said
void idos.grants.request([{ id: "" }], { purpose: "", timelock: { until: 1 } });

// Verification.
holds<Same<Awaited<ReturnType<Idos["verification"]["prepare"]>>, VerificationDraft>>();
holds<Same<Awaited<ReturnType<Idos["verification"]["submit"]>>, Check>>();
holds<Same<Check["status"], "open" | "pending" | "issued" | "rejected" | "failed">>();

// Errors.
declare const caught: unknown;
if (isIdosError(caught, "TIMELOCKED")) {
  holds<Same<typeof caught, IdosError>>();
  holds<Same<typeof caught.code, Code>>();
  holds<Same<typeof caught.data, Record<string, string | number | boolean> | undefined>>();
}
// @ts-expect-error no such code
isIdosError(caught, "BROKEN");
// @ts-expect-error no such code
void new IdosError("BROKEN", "");
