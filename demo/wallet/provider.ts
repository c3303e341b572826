/**
 * The burner wallet as an EIP-1193 provider: accounts, `personal_sign` and `eth_signTypedData_v4`, each decided
 * by the person in a prompt. It sends no transactions and speaks to no chain.
 * @see https://eips.ethereum.org/EIPS/eip-1193
 */
import { hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { callEach } from "../../enclave/protocol/listeners.ts";
import type { AccountSource } from "./account-client.ts";
import { type BurnerAccount, signPersonalMessage, signTypedData } from "./evm-account.ts";
import type { Prompter } from "./prompt.ts";
import { createPromptQueue } from "./prompt-queue.ts";
import { ProviderError } from "./provider-error.ts";
import { parseTypedData, signedFields, typedDataDigest } from "./typed-data.ts";

/** The local chain's usual id. Nothing is ever sent to a chain. */
const CHAIN_ID = "0x7a69";

/** Events that happen, with what their listeners get. */
export interface ProviderEvents {
  accountsChanged: string[];
  connect: { chainId: string };
}
type Listener = (payload: never) => void;

/** Remembers which account a site is connected with. */
export interface ConnectionMemory {
  load(): string | undefined;
  save(address: string | undefined): void;
  /** Calls back when another tab of the site connected, switched or disconnected. */
  onChange(listener: (address: string | undefined) => void): void;
}

/** What the provider is made of. */
export interface BurnerProviderOptions {
  accounts: AccountSource;
  prompter: Prompter;
  memory: ConnectionMemory;
}

/** The provider, and the wallet's own page. */
export interface BurnerProvider {
  request(args: { method: string; params?: unknown }): Promise<unknown>;
  on<K extends keyof ProviderEvents>(event: K, listener: (payload: ProviderEvents[K]) => void): BurnerProvider;
  /** Other events of EIP-1193 can be listened for; this wallet never sends them. */
  on(event: string, listener: Listener): BurnerProvider;
  removeListener(event: string, listener: Listener): BurnerProvider;
  /** Shows the accounts, to switch or to disconnect. Closing it changes nothing. */
  manage(): Promise<void>;
}

/** `personal_sign` takes hex; text that is not hex is taken as text, as other wallets do. */
function messageBytes(value: unknown): Uint8Array {
  if (typeof value !== "string") throw new ProviderError("invalidParams", "message: expected text or 0x hex");
  return /^0x([0-9a-fA-F]{2})*$/.test(value) ? hexToBytes(value.slice(2)) : utf8ToBytes(value);
}

function readable(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return `0x${Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("")}`;
  }
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Makes the provider. */
export function createBurnerProvider({ accounts, prompter, memory }: BurnerProviderOptions): BurnerProvider {
  const queue = createPromptQueue((waiting) => prompter.setWaiting(waiting));
  const listeners = new Map<string, Set<Listener>>();

  function emit<K extends keyof ProviderEvents>(event: K, payload: ProviderEvents[K]): void {
    callEach((listeners.get(event) ?? []) as Iterable<(payload: ProviderEvents[K]) => void>, payload);
  }

  const emitAccount = (address: string | undefined): void =>
    emit("accountsChanged", address === undefined ? [] : [address]);
  memory.onChange(emitAccount);

  async function connected(): Promise<BurnerAccount | undefined> {
    const address = memory.load();
    if (address === undefined) return undefined;
    return (await accounts.list()).find((account) => same(account.address, address));
  }

  function use(address: string | undefined): void {
    const before = memory.load();
    memory.save(address);
    if (address === before) return;
    if (before === undefined) emit("connect", { chainId: CHAIN_ID });
    emitAccount(address);
  }

  /** Asks for an account. Requests that waited behind the first one get the account chosen there. */
  function connect(askAgain: boolean): Promise<string[]> {
    return queue.run(async () => {
      const account = askAgain ? undefined : await connected();
      if (account) return [account.address];
      const { address } = await prompter.show({ kind: "connect", accounts: await accounts.list() }, accounts.create);
      use(address);
      return address === undefined ? [] : [address];
    });
  }

  async function signer(address: unknown): Promise<BurnerAccount> {
    const account = await connected();
    if (!account || typeof address !== "string" || !same(address, account.address))
      throw new ProviderError("unauthorized", "This site is not connected with that account");
    return account;
  }

  async function personalSign(message: unknown, address: unknown): Promise<string> {
    const account = await signer(address);
    const bytes = messageBytes(message);
    await queue.run(() => prompter.show({ kind: "message", account, text: readable(bytes) }, accounts.create));
    return signPersonalMessage(bytes, account);
  }

  async function signTyped(address: unknown, value: unknown): Promise<string> {
    const account = await signer(address);
    const data = parseTypedData(value);
    typedDataDigest(data); // Malformed data is refused before the person is asked.
    const prompt = { kind: "typed-data" as const, account, primaryType: data.primaryType, ...signedFields(data) };
    await queue.run(() => prompter.show(prompt, accounts.create));
    return signTypedData(data, account);
  }

  async function answer(method: string, params: unknown[]): Promise<unknown> {
    switch (method) {
      case "eth_chainId":
        return CHAIN_ID;
      case "eth_accounts": {
        const account = await connected();
        return account ? [account.address] : [];
      }
      case "eth_requestAccounts":
        return connect(false);
      case "wallet_requestPermissions":
        await connect(true);
        return [{ parentCapability: "eth_accounts" }];
      case "wallet_revokePermissions":
        use(undefined);
        return null;
      case "personal_sign":
        return personalSign(params[0], params[1]);
      case "eth_signTypedData_v4":
        return signTyped(params[0], params[1]);
      default:
        throw new ProviderError("unsupportedMethod", "The burner wallet signs messages; it does nothing else");
    }
  }

  const provider: BurnerProvider = {
    request: ({ method, params }) => answer(method, Array.isArray(params) ? params : []),
    on(event: string, listener: Listener) {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener));
      return provider;
    },
    removeListener(event, listener) {
      listeners.get(event)?.delete(listener);
      return provider;
    },
    manage: () =>
      queue.run(async () => {
        const prompt = {
          kind: "manage" as const,
          accounts: await accounts.list(),
          connected: (await connected())?.address,
        };
        try {
          use((await prompter.show(prompt, accounts.create)).address);
        } catch (error) {
          if (!(error instanceof ProviderError && error.code === 4001)) throw error;
        }
      }),
  };
  return provider;
}
