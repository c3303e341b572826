/** A vault over real ports, with a scripted person at the window, a scripted wallet at the host, and storages in memory. */
import { expose, transfer, wrap } from "comlink";
import type { EnclaveConfig } from "../../../../enclave/config/config.ts";
import type { Envelope } from "../../../../enclave/protocol/guard.ts";
import type { AskedSignature, Asks, WalletAct } from "../../../../enclave/protocol/types.ts";
import { claimCreations } from "../../../../enclave/storage/claim-creations.ts";
import { createStorage, type EnclaveStorage } from "../../../../enclave/storage/storage.ts";
import type { StartOpening } from "../../../../enclave/vault/opening-thread.ts";
import type {
  Flow,
  FrameApi,
  Leave,
  VaultApi,
  VaultCalls,
  VaultMethod,
} from "../../../../enclave/contract/vault-api.ts";
import { createVault } from "../../../../enclave/vault/vault.ts";
import type { Answer, FromWindow, Screen, ToWindow } from "../../../../enclave/contract/window-messages.ts";
import { serveStorage } from "../../../../enclave/window/serve-storage.ts";

/** What the person does on a screen; nothing for what asks nothing. */
export type Person = (screen: Screen) => Answer | "close-window" | undefined;

/** Options of {@link startVault}. */
export interface VaultSetup {
  person: Person;
  /** Signs typed data. */
  sign?: ((data: unknown) => Envelope | Promise<Envelope>) | undefined;
  signMessage?: ((message: string) => Envelope) | undefined;
  /** The frame's, of one site. */
  storage?: EnclaveStorage | undefined;
  /** The window's, first-party. */
  windowStorage?: EnclaveStorage | undefined;
  config?: EnclaveConfig | undefined;
  /** While the window opens: what comes before it proved itself. */
  opening?: (() => Promise<void>) | undefined;
  /** The vault told the frame that a view has its window. */
  viewing?: ((flow: string) => void) | undefined;
  /** Where credentials are opened. */
  thread?: StartOpening | undefined;
}

const refused = (): never => {
  throw new DOMException("Blocked", "SecurityError");
};

/** A browser that blocks storage: rows live as long as the test. */
export const memoryStorage = (): EnclaveStorage => createStorage({ factory: refused, claim: claimCreations });

/** comlink closes the channel of a proxy that was collected, in the middle of a call. */
const held: unknown[] = [];

export const CONTRACT = `02${"22".repeat(20)}`;
export const NODES = ["a", "b", "c", "d", "e"].map((name) => `http://${name}.localhost`);

/** Starts one. */
export function startVault({
  person,
  sign = refused,
  signMessage = refused,
  storage = memoryStorage(),
  windowStorage = memoryStorage(),
  config = { mpc: { contract: CONTRACT, threshold: 3, nodes: NODES } },
  opening = async () => {},
  viewing = () => {},
  thread,
}: VaultSetup) {
  const screens: Screen[] = [];
  const serve = serveStorage(windowStorage);
  /** What the page's wallet was asked to sign for. */
  const acts: WalletAct[] = [];
  let windows = 0;
  let altered = 0;
  let answerLast: (answer: Answer) => void = () => {};
  const frame: FrameApi = {
    async openWindow() {
      windows++;
      await opening();
      const { port1, port2 } = new MessageChannel();
      const send = (message: FromWindow): void => port1.postMessage(message);
      port1.onmessage = ({ data }: MessageEvent<ToWindow>) => {
        if (data.type === "storage")
          return void serve(data).then((value) => send({ type: "stored", call: data.call, value }));
        if (data.type !== "screen") return;
        screens.push(data.screen);
        answerLast = (answer) => send({ type: "answer", n: data.n, answer });
        // No wallet announces itself in the window, unless the person says otherwise.
        const alone: Answer | undefined = data.screen.kind === "sign" ? { type: "use-page", chosen: false } : undefined;
        const answer = person(data.screen) ?? alone;
        if (answer === "close-window") send({ type: "closed" });
        else if (answer) send({ type: "answer", n: data.n, answer });
      };
      send({ type: "able", passkeys: true });
      return transfer({ ok: true, value: port2 }, [port2]);
    },
    async sign(method, asked) {
      acts.push((asked as AskedSignature).for);
      return method === "signTypedData"
        ? sign((asked as Asks["signTypedData"]["params"]).typedData)
        : signMessage((asked as Asks["signMessage"]["params"]).message);
    },
    progress: () => {},
    viewing,
    moreWaiting: () => false,
    degraded: () => {},
    held: () => {},
    active: () => {},
    accepted: () => {},
    altered: async () => void altered++,
    lockNow: () => {},
  };
  const asks = new MessageChannel();
  expose(frame, asks.port1);
  const made = createVault(wrap<FrameApi>(asks.port2), {
    config: async () => config,
    consumers: async () => [],
    storage,
    opening: thread,
  });
  const calls = new MessageChannel();
  expose(made, calls.port1);
  const api = wrap<VaultApi>(calls.port2);
  const flow =
    <M extends VaultMethod>(method: M) =>
    (of: Flow, params: VaultCalls[M]["params"]) =>
      api.run(of, method, params);
  /** Its methods by name. */
  const vault = {
    createKey: flow("createKey"),
    unlock: flow("unlock"),
    grant: flow("grant"),
    view: flow("view"),
    manage: flow("manage"),
    stay: flow("stay"),
    forget: flow("forget"),
    linkRecovery: flow("linkRecovery"),
    unlinkRecovery: flow("unlinkRecovery"),
    windowClosed: () => api.windowClosed(),
    cancel: (id: string) => api.cancel(id),
    leave: (id: string, window: Leave) => api.leave(id, window),
    locking: (left: number | undefined) => api.locking(left),
  };
  held.push(api, frame, made);
  return {
    vault,
    screens,
    acts,
    windows: () => windows,
    altered: () => altered,
    /** The person acts on the last screen, of whoever answers it later. */
    answer: (answer: Answer) => answerLast(answer),
  };
}

/** Waits for a window's last screen to be of this kind: it hears of it over a port of its own. */
export async function lastScreen(screens: readonly Screen[], kind: Screen["kind"]): Promise<Screen | undefined> {
  for (let i = 0; i < 100 && screens.at(-1)?.kind !== kind; i++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  return screens.at(-1);
}

/** A call of a site. */
export const flow = (connected = false, site = "https://dapp.example"): Flow => ({
  id: crypto.randomUUID(),
  site,
  connected,
});

/** `ok`, or the error's code. */
export const code = (e: Envelope): string => (e.ok ? "ok" : e.error.code);
