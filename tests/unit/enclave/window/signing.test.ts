/** One signature by a wallet of the window: who is asked what, and when. */
import { expect } from "chai";
import { IdosError } from "../../../../enclave/protocol/errors.ts";
import type { Answer } from "../../../../enclave/contract/window-messages.ts";
import { findAnnouncedWallets, type AnnouncedWallets } from "../../../../enclave/window/wallet/announced-wallets.ts";
import { plainSignature } from "../../../../enclave/window/wallet/provider.ts";
import { startSigning, type Signing } from "../../../../enclave/window/wallet/signing.ts";
import { until } from "./stage-fixture.ts";

const ADDRESS = "0x8Ba1f109551bD432803012645Ac136ddd64DBA72";
const OTHER = "0x2Ba1f109551bD432803012645Ac136ddd64DBA99";
const SIGNATURE = `0x${"ab".repeat(64)}1b`;

/** A wallet that answers by method; what it does not know, it throws as wallets do. */
function wallet(answers: Record<string, (params: unknown) => unknown>) {
  const asked: string[] = [];
  const listeners: (() => void)[] = [];
  return {
    asked,
    answers,
    switched: () => listeners.forEach((listener) => listener()),
    provider: {
      async request({ method, params }: { method: string; params?: unknown }): Promise<unknown> {
        asked.push(method);
        const answer = answers[method];
        if (!answer) throw Object.assign(new Error("unknown"), { code: 4200 });
        return answer(params);
      },
      on: (_: string, listener: () => void) => void listeners.push(listener),
    },
  };
}
const holding = (...accounts: string[]) => ({
  eth_accounts: () => accounts,
  eth_signTypedData_v4: () => SIGNATURE,
});

describe("threat 29: signing by a wallet of the window", () => {
  let target: EventTarget;
  let wallets: AnnouncedWallets;
  let signing: Signing;
  let done: Answer[];
  beforeEach(() => {
    target = new EventTarget();
    wallets = findAnnouncedWallets(target, 0);
    done = [];
  });
  afterEach(() => signing.end());
  const announce = (provider: object, name = "W"): void =>
    void target.dispatchEvent(
      new CustomEvent("eip6963:announceProvider", { detail: { info: { uuid: crypto.randomUUID(), name }, provider } }),
    );
  function start(options: { byChoice?: boolean; patience?: number } = {}): void {
    signing = startSigning({
      address: ADDRESS,
      json: "{}",
      wallets,
      byChoice: false,
      patience: 200,
      onChange: () => {},
      done: (answer) => done.push(answer),
      ...options,
    });
  }
  const at = (state: Signing["state"]["at"]) => until(() => signing.state.at === state, state);
  const ended = () => until(() => done.length > 0, "an end");
  const problem = () => (signing.state.at === "choosing" ? signing.state.problem?.code : undefined);

  it("asks the one that holds the account, without a click, and no other for more than its accounts", async () => {
    const [empty, mine] = [wallet(holding()), wallet(holding(OTHER, ADDRESS.toLowerCase()))];
    announce(empty.provider);
    announce(mine.provider);
    start();
    await ended();
    expect(done).to.deep.equal([{ type: "signed", signature: SIGNATURE }]);
    expect(empty.asked).to.deep.equal(["eth_accounts"]);
    expect(mine.asked).to.deep.equal(["eth_accounts", "eth_signTypedData_v4"]);
  });

  it("leaves it to the page where none announces itself", async () => {
    start();
    await ended();
    expect(done).to.deep.equal([{ type: "use-page", chosen: false }]);
  });

  it("lets the person choose where none, or more than one, holds the account; holders stand first", async () => {
    const ones = [wallet(holding()), wallet(holding(ADDRESS)), wallet(holding(ADDRESS))];
    for (const { provider } of ones) announce(provider);
    start();
    await at("choosing");
    expect(signing.wallets.map(({ provider }) => ones.findIndex((one) => one.provider === provider))).to.deep.equal([
      1, 2, 0,
    ]);
    for (const { asked } of ones) expect(asked).to.deep.equal(["eth_accounts"]);
    const [, second] = signing.wallets;
    signing.use(second as (typeof signing.wallets)[number]);
    await ended();
    expect(done).to.deep.equal([{ type: "signed", signature: SIGNATURE }]);
  });

  it("connects a wallet that knows not the window, and only then", async () => {
    const shy = wallet({ ...holding(), eth_requestAccounts: () => [ADDRESS] });
    announce(shy.provider);
    start();
    await at("choosing");
    signing.use(wallets.all[0]!);
    await ended();
    expect(shy.asked.slice(1)).to.deep.equal(["eth_accounts", "eth_requestAccounts", "eth_signTypedData_v4"]);
  });

  it("asks a wallet that is on another account for a choice, and goes on when the account is switched", async () => {
    const other = wallet({ ...holding(OTHER), wallet_requestPermissions: () => [] });
    announce(other.provider);
    start();
    await at("choosing");
    signing.use(wallets.all[0]!);
    await until(() => problem() === "WALLET_WRONG_ACCOUNT", "that it is the wrong account");
    expect(other.asked).to.include("wallet_requestPermissions");
    expect(other.asked).not.to.include("eth_signTypedData_v4");
    other.switched();
    other.answers["eth_accounts"] = () => [OTHER, ADDRESS];
    other.switched();
    await ended();
    expect(done).to.deep.equal([{ type: "signed", signature: SIGNATURE }]);
  });

  it("waits for no wallet that does not tell its accounts, and for no answer that came too late", async () => {
    let answer: (accounts: unknown) => void = () => {};
    const slow = wallet({ ...holding(), eth_accounts: () => new Promise((resolve) => (answer = resolve)) });
    announce(slow.provider);
    start({ patience: 20 });
    await at("choosing");
    signing.use(wallets.all[0]!);
    await at("connecting");
    signing.choose();
    answer([ADDRESS]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(signing.state.at).to.equal("choosing");
    expect(slow.asked).not.to.include("eth_signTypedData_v4");
  });

  it("reads accounts that are none, and answers that are no signature, as what they are", async () => {
    for (const accounts of [undefined, null, "x", 7, {}, [7, null, "0x1"], [{ toString: () => ADDRESS }]]) {
      const odd = wallet({ eth_accounts: () => accounts });
      target = new EventTarget();
      wallets = findAnnouncedWallets(target, 0);
      announce(odd.provider);
      start();
      await at("choosing");
      expect(signing.holds(wallets.all[0]!), String(accounts)).to.equal(false);
      signing.end();
    }
    for (const answer of [undefined, {}, "0x", `0x${"ab".repeat(66)}`, "a text"]) {
      const odd = wallet({ ...holding(ADDRESS), eth_signTypedData_v4: () => answer });
      target = new EventTarget();
      wallets = findAnnouncedWallets(target, 0);
      announce(odd.provider);
      start();
      await until(() => problem() === "WALLET_UNAVAILABLE", "a problem");
      signing.end();
    }
    expect(done).to.deep.equal([]);
  });

  it("ends with a rejection, by number, by words and as a cause; everything else can be tried again", async () => {
    const throws = (error: unknown) => () => {
      throw error;
    };
    const hostile = new Proxy({}, { get: throws(new Error("trap")) });
    for (const [error, code] of [
      [{ code: 4001 }, undefined],
      [new Error("User rejected."), undefined],
      [{ code: -32603, data: { originalError: { code: 4001 } } }, undefined],
      [{ code: 4100 }, "WALLET_DISCONNECTED"],
      [{ code: 4900 }, "WALLET_DISCONNECTED"],
      [{ code: 4200 }, "WALLET_UNAVAILABLE"],
      [null, "WALLET_UNAVAILABLE"],
      [hostile, "WALLET_UNAVAILABLE"],
    ] as const) {
      done.length = 0;
      target = new EventTarget();
      wallets = findAnnouncedWallets(target, 0);
      announce(wallet({ ...holding(ADDRESS), eth_signTypedData_v4: throws(error) }).provider);
      start();
      if (code) {
        await at("choosing");
        expect(problem()).to.equal(code);
      } else {
        await ended();
        expect(done).to.deep.equal([{ type: "wallet-rejected" }]);
      }
      signing.end();
    }
  });

  it("takes a wallet up that announces itself while the person chooses, after the others", async () => {
    announce(wallet(holding()).provider, "First");
    start();
    await at("choosing");
    announce(wallet(holding(ADDRESS)).provider, "Late");
    await until(() => signing.wallets.length === 2 && signing.holds(signing.wallets[1]!), "the late one");
    expect(signing.wallets.map(({ name }) => name)).to.deep.equal(["First", "Late"]);
    expect(done).to.deep.equal([]);
  });

  it("does nothing any more once it has ended", async () => {
    const mine = wallet(holding(ADDRESS));
    announce(mine.provider);
    start();
    signing.end();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(done).to.deep.equal([]);
    expect(mine.asked).not.to.include("eth_signTypedData_v4");
  });
});

describe("signatures of wallets", () => {
  const r = "11".repeat(32);
  const s = `22${"33".repeat(31)}`;
  it("are brought into one form", () => {
    expect(plainSignature(`0x${r}${s}1c`)).to.equal(`0x${r}${s}1c`);
    expect(plainSignature(`${r}${s}1B`)).to.equal(`0x${r}${s}1b`);
    expect(plainSignature(`0x${r}${s}00`)).to.equal(`0x${r}${s}1b`);
    expect(plainSignature(`0x${r}${s}01`)).to.equal(`0x${r}${s}1c`);
    expect(plainSignature(`0x${r}${s}`)).to.equal(`0x${r}${s}1b`);
    expect(plainSignature(`0x${r}a2${"33".repeat(31)}`)).to.equal(`0x${r}${s}1c`);
  });
  it("and nothing else is one", () => {
    for (const other of [undefined, 1, "", "0x", `0x${r}`, `0x${r}${s}1b00`, new IdosError("INTERNAL", "x")])
      expect(plainSignature(other)).to.equal(undefined);
  });
});
