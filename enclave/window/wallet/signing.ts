/**
 * One signature by a wallet of this window: which wallet, whether it holds the account, and what came of it. A wallet
 * that may be used already and holds the account is asked at once; every other one only by the person's click.
 */
import { sameEvmAddress } from "../../crypto/evm.ts";
import { isIdosError, type Code } from "../../protocol/errors.ts";
import type { Answer } from "../../contract/window-messages.ts";
import type { AnnouncedWallet, AnnouncedWallets } from "./announced-wallets.ts";
import { grantedAccounts, onAccounts, requestAccounts, signTypedData } from "./provider.ts";

/** Why the last try came to nothing. */
export interface Problem {
  code: Code;
  /** Details, where the code does not say it all. */
  message?: string | undefined;
}

/** Where it stands. */
export type SigningState =
  /** Wallets are waited for, and asked for the accounts that they let this window use. */
  | { at: "looking" }
  | { at: "choosing"; problem?: Problem | undefined }
  /** The wallet asks the person. */
  | { at: "connecting" | "signing"; wallet: AnnouncedWallet };

/** A signing. */
export interface Signing {
  readonly state: SigningState;
  /** Those that hold the account first, as far as they told by the time of the choice; the others as they came. */
  readonly wallets: readonly AnnouncedWallet[];
  /** True if the wallet let this window know that it holds the account. */
  holds(wallet: AnnouncedWallet): boolean;
  /** The person wants this one. */
  use(wallet: AnnouncedWallet): void;
  /** Back to the choice; what the wallet answers after that is void. */
  choose(): void;
  /** Nothing is listened to any more. */
  end(): void;
}

/** Options of {@link startSigning}. */
export interface SigningOptions {
  /** The account that has to sign. */
  address: string;
  /** What it has to sign. */
  json: string;
  wallets: AnnouncedWallets;
  /** The person is asked first, whatever the wallets hold. */
  byChoice: boolean;
  /** Why. */
  problem?: Problem | undefined;
  onChange(): void;
  done(answer: Extract<Answer, { type: "signed" | "wallet-rejected" | "use-page" }>): void;
  /** Milliseconds that wallets have to tell their accounts before the person is asked. */
  patience?: number | undefined;
}

/** A wallet whose background process sleeps takes a second or two. */
const PATIENCE = 3_000;

const asProblem = (error: unknown): Problem =>
  isIdosError(error) ? { code: error.code, message: error.message } : { code: "WALLET_UNAVAILABLE" };

/** Starts. */
export function startSigning(options: SigningOptions): Signing {
  const { address, json, wallets, byChoice, problem, onChange, done, patience = PATIENCE } = options;
  const accounts = new Map<AnnouncedWallet, readonly string[]>();
  const probing = new Map<AnnouncedWallet, Promise<void>>();
  let order: AnnouncedWallet[] = [];
  let state: SigningState = { at: "looking" };
  /** Void when another step has begun. */
  let turn = 0;
  let ended = false;
  let stopListening = (): void => {};

  const includes = (list: readonly string[] = []): boolean => list.some((one) => sameEvmAddress(one, address));
  const holds = (wallet: AnnouncedWallet): boolean => includes(accounts.get(wallet));
  const set = (next: SigningState): void => {
    state = next;
    if (!ended) onChange();
  };
  const over = (mine: number): boolean => ended || mine !== turn;

  function probe(wallet: AnnouncedWallet): Promise<void> {
    const asked =
      probing.get(wallet) ??
      grantedAccounts(wallet.provider).then(
        (list) => {
          accounts.set(wallet, list);
          if (state.at === "choosing" && !ended) onChange();
        },
        // It says so again when it is wanted.
        () => {},
      );
    probing.set(wallet, asked);
    return asked;
  }
  /** Those that were announced meanwhile come last: nothing moves under the pointer. */
  function takeUp(): void {
    for (const wallet of wallets.all) void probe(wallet);
    order = [...order, ...wallets.all.filter((wallet) => !order.includes(wallet))];
    if (state.at === "choosing" && !ended) onChange();
  }

  async function look(): Promise<void> {
    const mine = turn;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, patience)));
    for (const wallet of wallets.all) void probe(wallet);
    await wallets.settled;
    await Promise.race([Promise.all(wallets.all.map(probe)), late]);
    clearTimeout(timer);
    if (over(mine)) return;
    if (!wallets.all.length) return done({ type: "use-page", chosen: false });
    const holders = wallets.all.filter(holds);
    order = [...holders, ...wallets.all.filter((wallet) => !holders.includes(wallet))];
    const [only, other] = holders;
    if (only && !other && !byChoice) return sign(only);
    choosing(problem);
  }

  function choosing(why?: Problem): void {
    turn++;
    set({ at: "choosing", problem: why });
  }
  function fail(error: unknown): void {
    const why = asProblem(error);
    if (why.code === "WALLET_REJECTED") return done({ type: "wallet-rejected" });
    choosing(why);
  }

  async function sign(wallet: AnnouncedWallet): Promise<void> {
    const mine = ++turn;
    set({ at: "signing", wallet });
    try {
      const signature = await signTypedData(wallet.provider, address, json);
      if (!over(mine)) done({ type: "signed", signature });
    } catch (error) {
      if (!over(mine)) fail(error);
    }
  }

  /** The account is switched in the wallet: it is asked anew, until something else is done here. */
  function goOnWithAccount(wallet: AnnouncedWallet): void {
    const mine = turn;
    stopListening();
    stopListening = onAccounts(wallet.provider, () => {
      if (over(mine)) return;
      void grantedAccounts(wallet.provider).then(
        (list) => {
          accounts.set(wallet, list);
          if (!over(mine) && includes(list)) void sign(wallet);
        },
        () => {},
      );
    });
  }

  async function use(wallet: AnnouncedWallet): Promise<void> {
    const mine = ++turn;
    stopListening();
    set({ at: "connecting", wallet });
    try {
      let list = await grantedAccounts(wallet.provider).catch(() => [] as string[]);
      if (over(mine)) return;
      if (!includes(list)) list = await requestAccounts(wallet.provider, list.length > 0);
      if (over(mine)) return;
      accounts.set(wallet, list);
      if (includes(list)) return await sign(wallet);
      choosing({ code: "WALLET_WRONG_ACCOUNT" });
      goOnWithAccount(wallet);
    } catch (error) {
      if (!over(mine)) fail(error);
    }
  }

  const stop = wallets.onMore(takeUp);
  void look();

  return {
    get state() {
      return state;
    },
    get wallets() {
      return order;
    },
    holds,
    use: (wallet) => void use(wallet),
    choose: () => choosing(),
    end() {
      ended = true;
      stop();
      stopListening();
    },
  };
}
