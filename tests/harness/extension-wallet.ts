/**
 * A wallet extension, as a browser has it: it announces itself by EIP-6963 in every page of a context, also in the
 * enclave's window, keeps which sites it is connected with, and signs with a real key. Who asks it is what the browser
 * says of the asking frame, not what the page says.
 */
import { Wallet } from "ethers";
import type { BrowserContext } from "playwright/test";

/** One request, as the wallet saw it. */
export interface WalletRequest {
  /** Origin of the frame that asked. */
  origin: string;
  /** From a page of its own, not from a frame in one. */
  top: boolean;
  method: string;
}

/** How it behaves. */
export interface ExtensionOptions {
  name?: string;
  /** Of its key; drawn unless given. */
  privateKey?: string;
  /** Sites that it is connected with from the start; `"all"` for every one. */
  connected?: readonly string[] | "all";
  /** In the page, milliseconds after which it announces itself. */
  late?: number;
}

/** A running one. */
export interface ExtensionWallet {
  address: string;
  requests: WalletRequest[];
  /** Accounts that it shows to connected sites, the first first; its own unless changed. */
  accounts: string[];
  /** Answers in place of it: a value, a throw, or a promise that stays pending. */
  answers: Partial<Record<string, (params: unknown[]) => unknown>>;
  /** What was asked by a method, by whom. */
  askedBy(method: string): string[];
  /** The person switches accounts: connected pages are told. */
  switchTo(accounts: string[]): Promise<void>;
}

interface SignRequest {
  domain: { name: string };
  types: Record<string, { name: string; type: string }[]>;
  message: Record<string, unknown>;
}

let installed = 0;

/** Installs one in a context, before its pages are opened. */
export async function installWallet(
  context: BrowserContext,
  { name = "Test Wallet", privateKey, connected = "all", late }: ExtensionOptions = {},
): Promise<ExtensionWallet> {
  const key = privateKey === undefined ? Wallet.createRandom() : new Wallet(privateKey);
  const sites = new Set(connected === "all" ? [] : connected);
  const isConnected = (origin: string): boolean => connected === "all" || sites.has(origin);
  const binding = `__wallet${++installed}`;
  const self: ExtensionWallet = {
    address: key.address,
    requests: [],
    accounts: [key.address],
    answers: {},
    askedBy: (method) => self.requests.filter((one) => one.method === method).map(({ origin }) => origin),
    async switchTo(accounts) {
      self.accounts = accounts;
      for (const page of context.pages())
        await page.evaluate((event) => dispatchEvent(new Event(event)), `${binding}:accounts`);
    },
  };

  async function answer(origin: string, method: string, params: unknown[]): Promise<unknown> {
    const other = self.answers[method];
    if (other) return other(params);
    switch (method) {
      case "eth_accounts":
        return isConnected(origin) ? self.accounts : [];
      case "eth_requestAccounts":
        sites.add(origin);
        return self.accounts;
      case "eth_signTypedData_v4": {
        if (!isConnected(origin)) throw Object.assign(new Error("not connected"), { code: 4100 });
        const { domain, types, message } = JSON.parse(params[1] as string) as SignRequest;
        const { EIP712Domain: _, ...own } = types;
        return key.signTypedData(domain, own, message);
      }
      default:
        throw Object.assign(new Error("unknown method"), { code: 4200 });
    }
  }

  await context.exposeBinding(binding, async ({ frame }, method: string, params: unknown[]) => {
    const { origin } = new URL(frame.url());
    self.requests.push({ origin, top: frame.parentFrame() === null, method });
    try {
      return { value: await answer(origin, method, params) };
    } catch (error) {
      const { code, message } = error as { code?: number; message: string };
      return { error: { code, message } };
    }
  });
  await context.addInitScript(
    (options) => {
      const ask = (globalThis as unknown as Record<string, (m: string, p: unknown) => Promise<unknown>>)[
        options.binding
      ];
      const provider = {
        async request({ method, params = [] }: { method: string; params?: unknown }) {
          if (!ask) throw new Error("Not installed");
          const { value, error } = (await ask(method, params)) as {
            value: unknown;
            error?: { code?: number; message: string };
          };
          if (error) throw Object.assign(new Error(error.message), { code: error.code });
          return value;
        },
        on(event: string, listener: (payload: unknown) => void) {
          if (event === "accountsChanged") addEventListener(`${options.binding}:accounts`, () => listener([]));
        },
      };
      const icon = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'%3E%3C/svg%3E";
      const info = { uuid: crypto.randomUUID(), name: options.name, icon, rdns: "example.wallet" };
      const announce = (): void =>
        void dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: { info, provider } }));
      const begin = (): void => {
        addEventListener("eip6963:requestProvider", announce);
        announce();
      };
      if (options.late === undefined) begin();
      else setTimeout(begin, options.late);
    },
    { binding, name, late },
  );
  return self;
}
