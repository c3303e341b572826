/** `createIdos`: the host SDK's front door, wiring wallet, network, enclave and backend together. */
import { aborted, IdosError, isIdosError, throwIfAborted } from "../enclave/protocol/errors.ts";
import { sameWallet, type RecoveryWallet } from "../enclave/protocol/wallet-kinds.ts";
import type { WalletAct } from "../enclave/protocol/types.ts";
import { createEnclaveClient } from "./enclave-client/enclave-client.ts";
import { untilAborted } from "../enclave/protocol/until-aborted.ts";
import { createLazy } from "./shared/lazy.ts";
import { createNetwork } from "./network/network.ts";
import {
  asWallet,
  typedError,
  unlockOf,
  walletRef,
  walletSigner,
  type Session,
  type SessionParts,
} from "./journeys/session.ts";
import { createEmitter } from "../enclave/protocol/listeners.ts";
import { createStore } from "./shared/store.ts";
import {
  LATER_METHODS,
  type Idos,
  type IdosEvents,
  type IdosOptions,
  type IdosState,
  type LaterPart,
  type Profile,
  type Wallet,
} from "./shared/types.ts";
import { evmWallet } from "./wallets/evm-wallet.ts";

/** Milliseconds that `disconnect` gives the storage node for signing out. */
const SIGN_OUT_DEADLINE = 5_000;

interface LiveSession extends Session {
  /** Aborted, with an IdosError as the reason, when the session ends. */
  over: AbortController;
  stopWatching: (() => void) | undefined;
}

/**
 * Makes an `Idos`. Synchronous, and touches nothing until a method is called: no request, no frame, no global;
 * it may run on a server. A wrong option rejects the first method that needs it, with `INVALID_ARGUMENT`.
 * @param options where enclave, storage node and backend are
 */
export function createIdos(options: IdosOptions): Idos {
  const { theme, locale } = options;
  const closed = new AbortController();
  const store = createStore<IdosState>({ wallet: undefined, profile: undefined, enclave: "idle", key: "locked" });
  const events = createEmitter<IdosEvents>();
  let current: LiveSession | undefined;

  const setKey = (key: IdosState["key"]): void => {
    if (store.state.key === key) return;
    store.set({ key });
    events.emit(key, undefined);
  };

  /** The connected wallet, if it is the one that the enclave asks for. */
  function walletFor(asked: RecoveryWallet): Wallet {
    const wallet = current?.wallet;
    if (!wallet) throw new IdosError("WALLET_DISCONNECTED", "No wallet is connected");
    const { address } = asked;
    if (!sameWallet(wallet, asked))
      throw new IdosError("WALLET_WRONG_ACCOUNT", `The key needs the wallet ${address}`, { data: { address } });
    return wallet;
  }

  /**
   * Asks the wallet for what the enclave needs. For a new key, its shares take the place of old ones: while the person
   * looked at this key's window or at the wallet, another tab or device may have joined with a key that only those old
   * ones rebuild.
   */
  async function signKeyMessage(
    text: string,
    act: WalletAct,
    sign: () => Promise<string>,
    signal: AbortSignal,
  ): Promise<{ signature: string }> {
    const check = async (): Promise<void> => {
      if (act === "create" && current && (await (await journeys()).hasOwnProfile(current, signal)))
        throw new IdosError(
          "NETWORK_CONFLICT",
          "This wallet has joined meanwhile, in another tab or on another device",
        );
    };
    await check();
    events.emit("asking", { for: "key", text });
    const signature = await asWallet(sign);
    await check();
    return { signature };
  }

  const enclave = createEnclaveClient({
    url: options.enclave,
    frame: options.frame,
    look: { theme, locale },
    async signTypedData({ wallet: asked, for: act, typedData }, signal) {
      const wallet = walletFor(asked);
      const { domain, primaryType, message } = typedData;
      const lines = Object.entries(message).map(([name, value]) => `${name}: ${String(value)}`);
      const text = [`${domain.name}: ${primaryType}`, ...lines].join("\n");
      return signKeyMessage(text, act, () => wallet.signTypedData(typedData, signal), signal);
    },
    async signMessage({ wallet: asked, for: act, message }, signal) {
      const wallet = walletFor(asked);
      return signKeyMessage(message, act, () => wallet.signMessage(message, signal), signal);
    },
    onEvent(event) {
      events.emit("enclave", event);
      if (event.type === "locked" || event.type === "unlocked") setKey(event.type);
    },
    onState(state) {
      store.set({ enclave: state });
      // A frame that went away took the key with it.
      if (state === "idle") setKey("locked");
    },
  });

  const parts: SessionParts = {
    enclave,
    async run(signal, work) {
      const session = current;
      try {
        throwIfAborted(closed.signal);
        throwIfAborted(signal);
        if (!session) throw new IdosError("WALLET_DISCONNECTED", "Connect a wallet first");
        const both = AbortSignal.any([closed.signal, session.over.signal, ...(signal ? [signal] : [])]);
        return await untilAborted(work(session, both), both);
      } catch (error) {
        const over = session?.over.signal;
        throw isIdosError(error, "ABORTED") && over?.aborted && !signal?.aborted ? over.reason : typedError(error);
      }
    },
    async profile(session, signal) {
      const profile = store.state.profile ?? (await loadProfile(session, signal));
      if (!profile) throw new IdosError("NOT_FOUND", "This wallet has no idOS profile: join first");
      return profile;
    },
    signText: (wallet, what, signal) => {
      events.emit("asking", what);
      return asWallet(() => wallet.signMessage(what.text, signal));
    },
  };
  const { run } = parts;

  const journeys = createLazy(async () =>
    (await import("./journeys/journeys.ts")).createJourneys(parts, options.backend),
  );

  /** Keeps what was read for its wallet only. */
  function keep<P extends Profile | null>(session: Session, profile: P): P {
    if (session === current) store.set({ profile });
    return profile;
  }
  const loadProfile = async (session: Session, signal: AbortSignal) =>
    keep(session, await (await journeys()).readProfile(session, signal));

  /** Without a wallet: ends with the caller's signal or with `close`. */
  async function alone<T>(signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      throwIfAborted(closed.signal);
      return await work(signal ? AbortSignal.any([closed.signal, signal]) : closed.signal);
    } catch (error) {
      throw typedError(error);
    }
  }

  function endSession(reason: IdosError): Session | undefined {
    const session = current;
    current = undefined;
    session?.stopWatching?.();
    store.set({ wallet: undefined, profile: undefined });
    session?.over.abort(reason);
    return session;
  }

  const lockIfConnected = async (): Promise<void> => {
    if (enclave.connected) await enclave.call("lock", {});
  };

  async function leave(reason: IdosError): Promise<void> {
    const session = endSession(reason);
    await Promise.allSettled([
      lockIfConnected(),
      session?.network.signOut({ signal: AbortSignal.timeout(SIGN_OUT_DEADLINE) }),
    ]);
  }

  /** A part of which each method is loaded when it is called. */
  function later<P extends LaterPart>(part: P): Idos[P] {
    type Method = (...args: unknown[]) => Promise<unknown>;
    const method =
      (name: string): Method =>
      async (...args) =>
        ((await journeys())[part] as unknown as Record<string, Method>)[name]?.(...args);
    const methods = Object.keys(LATER_METHODS[part]).map((name) => [name, method(name)]);
    return Object.fromEntries(methods) as unknown as Idos[P];
  }

  return {
    get state() {
      return store.state;
    },
    subscribe: store.subscribe,
    on: events.on,
    configure: enclave.configure,
    preload: ({ signal } = {}) => alone(signal, (signal) => enclave.connect({ signal })),
    connect: (given, { signal } = {}) =>
      alone(signal, async (signal) => {
        // What `window.ethereum` is where there is no wallet.
        if (!given) throw new IdosError("INVALID_ARGUMENT", "wallet: expected an EIP-1193 provider or a Wallet");
        const wallet = "signMessage" in given ? given : await evmWallet(given, signal);
        const signer = walletSigner(wallet, parts.signText);
        const network = createNetwork({ node: options.node, domain: options.nodeDomain, signer });
        // A node has one session per browser, and the enclave may hold the other wallet's key.
        if (current && current.wallet.identifier !== wallet.identifier) await leave(aborted());
        endSession(aborted());
        const session: LiveSession = { wallet, network, over: new AbortController(), stopWatching: undefined };
        current = session;
        session.stopWatching = wallet.onChange?.(() => {
          if (current === session)
            void leave(
              new IdosError("WALLET_DISCONNECTED", "The wallet changed its account or disconnected: connect it again"),
            );
        });
        store.set({ wallet: walletRef(wallet) });
        return walletRef(wallet);
      }),
    disconnect: () => leave(aborted()),
    profile: ({ signal } = {}) => run(signal, loadProfile),
    join: ({ signal, store: wanted } = {}) =>
      run(signal, async (session, signal) => keep(session, await (await journeys()).join(session, wanted, signal))),
    unlock: ({ signal } = {}) =>
      run(signal, async (session, signal) => {
        const profile = await parts.profile(session, signal);
        await enclave.call("unlock", unlockOf(profile, session.wallet), { signal });
      }),
    lock: ({ forget } = {}) =>
      alone(undefined, async (signal) => {
        if (forget) await enclave.call("lock", { forget }, { signal });
        else await lockIfConnected();
      }),
    backend: ({ signal } = {}) => alone(signal, async (signal) => (await journeys()).description(signal)),
    credentials: later("credentials"),
    verification: {
      ...later("verification"),
      status: (checkId, { signal } = {}) =>
        alone(signal, async (signal) => (await journeys()).verification.status(checkId, { signal })),
    },
    grants: later("grants"),
    wallets: later("wallets"),
    manage: async (...args) => (await journeys()).manage(...args),
    close() {
      endSession(aborted());
      closed.abort();
      enclave.close();
    },
  };
}
