/** A wallet for automated tests: an EIP-1193 provider whose prompts a function answers. */
import { fromHex } from "../../enclave/crypto/bytes.ts";
import { burnerAccount } from "../wallet/evm-account.ts";
import type { Prompt } from "../wallet/prompt.ts";
import { type BurnerProvider, createBurnerProvider } from "../wallet/provider.ts";
import { ProviderError } from "../wallet/provider-error.ts";

/** What a wallet asks its owner: to connect, or to sign text or typed data, with what would be signed. */
export type WalletPrompt = Exclude<Prompt, { kind: "manage" }>;

/** Options of {@link testWallet}. */
export interface TestWalletOptions {
  /** How every prompt is answered; a declined one rejects with EIP-1193's 4001. Default: `approve`. */
  onPrompt?: "approve" | "decline" | ((prompt: WalletPrompt) => boolean | Promise<boolean>) | undefined;
}

/** An EIP-1193 provider with one account. It signs messages (EIP-191) and typed data (EIP-712), and does nothing else. */
export type TestWallet = Pick<BurnerProvider, "request" | "on" | "removeListener">;

/**
 * Makes a wallet of a key.
 * @param privateKey secp256k1 secret key, 32 bytes as hex, with or without `0x`
 * @throws IdosError `INVALID_ARGUMENT` when it has another form
 * @example
 * await idos.connect(testWallet(net.users[0].privateKey, { onPrompt: ({ kind }) => kind !== "typed-data" }));
 */
export function testWallet(privateKey: string, { onPrompt = "approve" }: TestWalletOptions = {}): TestWallet {
  const account = burnerAccount("Test account", new Uint8Array(fromHex(privateKey, "privateKey", 32)));
  const decide = typeof onPrompt === "function" ? onPrompt : () => onPrompt === "approve";
  let connected: string | undefined;
  const { request, on, removeListener } = createBurnerProvider({
    accounts: { list: async () => [account], create: async () => account },
    prompter: {
      async show(prompt) {
        if (prompt.kind === "manage" || !(await decide(prompt)))
          throw new ProviderError("userRejected", "The request was declined in the wallet");
        return { address: account.address };
      },
      setWaiting: () => {},
    },
    memory: { load: () => connected, save: (address) => void (connected = address), onChange: () => {} },
  });
  return { request, on, removeListener };
}
