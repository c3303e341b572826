import { fromHex, fromUtf8 } from "../../../../enclave/crypto/bytes.ts";
import { evmAddress, signDigest, signPersonalMessage } from "../../../../enclave/crypto/evm.ts";
import { typedDataDigest, type TypedData } from "../../../../enclave/crypto/eip712.ts";
import { toHex } from "../../../../enclave/crypto/bytes.ts";
import type { Eip1193Provider } from "../../../../host-sdk/index.ts";

/** An EIP-1193 provider over a local key. `override` answers first where it returns something, or throws. */
export interface FakeProvider extends Eip1193Provider {
  address: string;
  requests: { method: string; params: unknown }[];
  accounts: string[];
  override: (method: string, params: unknown[]) => unknown;
  /** Calls the listeners of an event. */
  emit(event: string, detail?: unknown): void;
  listeners(event: string): number;
}

/** Makes the provider. */
export function fakeProvider(secretKey = `0x${"11".repeat(32)}`): FakeProvider {
  const key = fromHex(secretKey, "secretKey", 32);
  const address = evmAddress(key);
  const listeners = new Map<string, Set<(detail: never) => void>>();
  const provider: FakeProvider = {
    address,
    requests: [],
    accounts: [address],
    override: () => undefined,
    async request({ method, params }) {
      const args = (params ?? []) as unknown[];
      provider.requests.push({ method, params });
      const own = await provider.override(method, args);
      if (own !== undefined) return own;
      switch (method) {
        case "eth_requestAccounts":
        case "eth_accounts":
          return provider.accounts;
        case "personal_sign":
          return signPersonalMessage(fromUtf8(fromHex(String(args[0]))), key);
        case "eth_signTypedData_v4":
          return `0x${toHex(signDigest(typedDataDigest(JSON.parse(String(args[1])) as TypedData), key))}`;
        default:
          throw Object.assign(new Error("unknown method"), { code: -32601 });
      }
    },
    on(event, listener) {
      const mine = listeners.get(event) ?? new Set();
      listeners.set(event, mine.add(listener));
    },
    removeListener: (event, listener) => listeners.get(event)?.delete(listener),
    emit: (event, detail) => listeners.get(event)?.forEach((listener) => listener(detail as never)),
    listeners: (event) => listeners.get(event)?.size ?? 0,
  };
  return provider;
}
