/** Types of `idos-isle/testing`: a network, its people, and a wallet to act as them. */
import type * as testing from "../../demo/local/testing.ts";
import {
  startLocalNetwork,
  testWallet,
  type LocalNetwork,
  type LocalNetworkOptions,
  type SeededPerson,
  type TestWallet,
  type WalletPrompt,
} from "../../demo/local/testing.ts";
import type { Eip1193Provider } from "../../host-sdk/index.ts";
import { createConsumer, type Issuer, type KeyFile, type TrustedIssuer } from "../../host-sdk/server/index.ts";
import { holds, type Same } from "./exactly.ts";

holds<Same<keyof typeof testing, "startLocalNetwork" | "testWallet" | "KYC_DRAFT">>();

holds<Same<ReturnType<typeof startLocalNetwork>, Promise<LocalNetwork>>>();
holds<
  Same<
    keyof LocalNetworkOptions,
    "nodes" | "chainId" | "extensions" | "originInSignIn" | "retrievalLimit" | "now" | "seed" | "enclave" | "consumers"
  >
>();
void startLocalNetwork();
void startLocalNetwork({ seed: "kyc-user", enclave: false, nodes: 2 });
void startLocalNetwork({ seed: [{ store: "user", password: "x" }, { credential: false }] });
// @ts-expect-error no such seed
void startLocalNetwork({ seed: "everybody" });
// @ts-expect-error a person's key is in one of two places
void startLocalNetwork({ seed: [{ store: "local" }] });

declare const network: LocalNetwork;
holds<Same<LocalNetwork["users"], readonly SeededPerson[]>>();
holds<Same<LocalNetwork["issuer"], Issuer & { keys: KeyFile; trusted: TrustedIssuer }>>();
holds<Same<ReturnType<LocalNetwork["addUser"]>, Promise<SeededPerson>>>();
// Made for a server's own options.
createConsumer({ keys: network.issuer.keys, node: network.nodeLocal, issuers: [network.issuer.trusted] });
network.setMpcFault(0, undefined);
// @ts-expect-error no such fault
network.setMpcFault(0, "sulks");
// @ts-expect-error the network's own
network.users.pop();

// A wallet for `idos.connect`.
const wallet: TestWallet = testWallet("0x00", { onPrompt: ({ kind }) => kind !== "typed-data" });
const _provider: Eip1193Provider = wallet;
testWallet("0x00", {
  onPrompt: async (prompt) => {
    holds<Same<typeof prompt, WalletPrompt>>();
    return true;
  },
});
holds<Same<WalletPrompt["kind"], "connect" | "message" | "typed-data">>();
// @ts-expect-error approve, decline or a function
testWallet("0x00", { onPrompt: "ask" });
// @ts-expect-error it has no chain
void wallet.sendTransaction;
