import { expect } from "chai";
import { hexlify, toUtf8Bytes, verifyMessage, verifyTypedData } from "ethers";
import type { AccountSource } from "../../../demo/wallet/account-client.ts";
import { burnerAccount, type BurnerAccount } from "../../../demo/wallet/evm-account.ts";
import type { Answer, Prompt, Prompter } from "../../../demo/wallet/prompt.ts";
import { MAX_WAITING } from "../../../demo/wallet/prompt-queue.ts";
import { type BurnerProvider, createBurnerProvider } from "../../../demo/wallet/provider.ts";
import { ProviderError } from "../../../demo/wallet/provider-error.ts";
import { uncaughtIn } from "../uncaught.ts";

interface Shown {
  prompt: Prompt;
  answer(answer: Answer): void;
  decline(): void;
}

/** A wallet whose prompts the test answers. */
function wallet(count = 2, connected?: number) {
  const accounts: BurnerAccount[] = Array.from({ length: count }, (_, i) => burnerAccount(`Account ${i + 1}`));
  const source: AccountSource = {
    list: async () => [...accounts],
    create: async () => {
      accounts.push(burnerAccount(`Account ${accounts.length + 1}`));
      return accounts.at(-1)!;
    },
  };
  let remembered = connected === undefined ? undefined : accounts[connected]!.address;
  let otherTab: (address: string | undefined) => void = () => {};
  const shown: Shown[] = [];
  const waiting: number[] = [];
  let arrived: (() => void) | undefined;
  const prompter: Prompter = {
    show: (prompt) =>
      new Promise((resolve, reject) => {
        shown.push({ prompt, answer: resolve, decline: () => reject(new ProviderError("userRejected", "declined")) });
        arrived?.();
      }),
    setWaiting: (n) => waiting.push(n),
  };
  const memory = {
    load: () => remembered,
    save: (address: string | undefined) => (remembered = address),
    onChange: (listener: typeof otherTab) => (otherTab = listener),
  };
  const provider: BurnerProvider = createBurnerProvider({ accounts: source, prompter, memory });
  /** The n-th prompt, when it is there. */
  const nth = async (n: number): Promise<Shown> => {
    while (shown.length < n) await new Promise<void>((resolve) => (arrived = resolve));
    return shown[n - 1]!;
  };
  return { provider, accounts, shown, nth, waiting, fromOtherTab: (address: string | undefined) => otherTab(address) };
}

async function rejection(promise: Promise<unknown>): Promise<{ code: number; message: string }> {
  try {
    await promise;
  } catch (error) {
    return error as ProviderError;
  }
  throw new Error("expected a rejection");
}

/** Lets everything that can go on without a person go on. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

const TYPES = { Greeting: [{ name: "words", type: "string" }] };
const typed = {
  types: { EIP712Domain: [{ name: "name", type: "string" }], ...TYPES },
  primaryType: "Greeting",
  domain: { name: "Test" },
  message: { words: "hello" },
};

describe("burner wallet provider", () => {
  it("connects with the account that was chosen, once, and tells the page", async () => {
    const { provider, accounts, nth, shown } = wallet();
    const heard: unknown[] = [];
    provider.on("accountsChanged", (a) => heard.push(a)).on("connect", (c) => heard.push(c));
    expect(await provider.request({ method: "eth_accounts" })).to.deep.equal([]);
    const asked = provider.request({ method: "eth_requestAccounts" });
    (await nth(1)).answer({ address: accounts[1]!.address });
    expect(await asked).to.deep.equal([accounts[1]!.address]);
    expect(await provider.request({ method: "eth_requestAccounts" })).to.deep.equal([accounts[1]!.address]);
    expect(await provider.request({ method: "eth_accounts" })).to.deep.equal([accounts[1]!.address]);
    expect(shown).to.have.length(1);
    expect(heard).to.deep.equal([{ chainId: "0x7a69" }, [accounts[1]!.address]]);
  });

  it("connects also when a listener of the page throws", async () => {
    const { provider, accounts, nth } = wallet();
    const heard: unknown[] = [];
    provider.on("accountsChanged", () => {
      throw new Error("of the page");
    });
    provider.on("accountsChanged", (a) => heard.push(a));
    const uncaught = await uncaughtIn(async () => {
      const asked = provider.request({ method: "eth_requestAccounts" });
      (await nth(1)).answer({ address: accounts[0]!.address });
      expect(await asked).to.deep.equal([accounts[0]!.address]);
    });
    expect(heard).to.deep.equal([[accounts[0]!.address]]);
    expect(uncaught.map((error) => (error as Error).message)).to.deep.equal(["of the page"]);
  });

  it("shows one connect prompt for two requests at once", async () => {
    const { provider, accounts, nth, shown } = wallet();
    const both = Promise.all([1, 2].map(() => provider.request({ method: "eth_requestAccounts" })));
    (await nth(1)).answer({ address: accounts[0]!.address });
    expect(await both).to.deep.equal([[accounts[0]!.address], [accounts[0]!.address]]);
    expect(shown).to.have.length(1);
  });

  it("answers 4001 when the person declines, and nothing is connected", async () => {
    const { provider, nth } = wallet();
    const asked = rejection(provider.request({ method: "eth_requestAccounts" }));
    (await nth(1)).decline();
    expect((await asked).code).to.equal(4001);
    expect(await provider.request({ method: "eth_accounts" })).to.deep.equal([]);
  });

  it("signs text that ethers verifies, after showing it in full", async () => {
    const { provider, accounts, nth } = wallet(1, 0);
    const { address } = accounts[0]!;
    const text = "Zeile eins\nzwei – ünïcödé ✓";
    const asked = provider.request({
      method: "personal_sign",
      params: [hexlify(toUtf8Bytes(text)), address.toLowerCase()],
    });
    const prompt = await nth(1);
    expect(prompt.prompt).to.deep.include({ kind: "message", text });
    prompt.answer({});
    expect(verifyMessage(text, (await asked) as string)).to.equal(address);
  });

  it("shows bytes that are no text as hex", async () => {
    const { provider, accounts, nth } = wallet(1, 0);
    const asked = provider.request({ method: "personal_sign", params: ["0xff00fe", accounts[0]!.address] });
    const prompt = await nth(1);
    expect(prompt.prompt).to.deep.include({ text: "0xff00fe" });
    prompt.answer({});
    expect(verifyMessage(Uint8Array.of(255, 0, 254), (await asked) as string)).to.equal(accounts[0]!.address);
  });

  it("signs typed data that ethers verifies, and nothing when it is declined", async () => {
    const { provider, accounts, nth } = wallet(1, 0);
    const ask = () =>
      provider.request({ method: "eth_signTypedData_v4", params: [accounts[0]!.address, JSON.stringify(typed)] });
    const declined = rejection(ask());
    (await nth(1)).decline();
    expect((await declined).code).to.equal(4001);
    const signed = ask();
    (await nth(2)).answer({});
    expect(verifyTypedData(typed.domain, TYPES, typed.message, (await signed) as string)).to.equal(
      accounts[0]!.address,
    );
  });

  it("refuses another account, an unknown method and malformed data without a prompt", async () => {
    const { provider, accounts, shown } = wallet(2, 0);
    const codes = await Promise.all(
      [
        { method: "personal_sign", params: ["hi", accounts[1]!.address] },
        { method: "eth_sendTransaction", params: [{}] },
        { method: "eth_signTypedData_v4", params: [accounts[0]!.address, "{"] },
        { method: "eth_signTypedData_v4", params: [accounts[0]!.address, { ...typed, message: {} }] },
        { method: "personal_sign", params: [5, accounts[0]!.address] },
      ].map(async (request) => (await rejection(provider.request(request))).code),
    );
    expect(codes).to.deep.equal([4100, 4200, -32602, -32602, -32602]);
    expect(shown).to.have.length(0);
  });

  it("shows one prompt at a time, in order, and says how many wait", async () => {
    const { provider, accounts, nth, shown, waiting } = wallet(1, 0);
    const asked = ["one", "two", "three"].map((text) =>
      provider.request({ method: "personal_sign", params: [text, accounts[0]!.address] }).then(
        () => text,
        () => `${text} declined`,
      ),
    );
    await nth(1);
    await settle();
    expect(shown).to.have.length(1);
    expect(waiting.at(-1)).to.equal(2);
    (await nth(1)).decline();
    (await nth(2)).answer({});
    (await nth(3)).answer({});
    expect(await Promise.all(asked)).to.deep.equal(["one declined", "two", "three"]);
    expect(shown.map((s) => s.prompt.kind === "message" && s.prompt.text)).to.deep.equal(["one", "two", "three"]);
    expect(waiting.at(-1)).to.equal(0);
  });

  it("refuses more requests than anybody could answer", async () => {
    const { provider, accounts, nth } = wallet(1, 0);
    const ask = () => provider.request({ method: "personal_sign", params: ["x", accounts[0]!.address] });
    const first = Array.from({ length: MAX_WAITING + 1 }, () => ask());
    await nth(1);
    await settle();
    expect((await rejection(ask())).code).to.equal(-32005);
    for (let n = 1; n <= MAX_WAITING + 1; n++) (await nth(n)).answer({});
    await Promise.all(first);
  });

  it("switches and disconnects on its own page, and by the site's wish", async () => {
    const { provider, accounts, nth } = wallet(2, 0);
    const heard: string[][] = [];
    provider.on("accountsChanged", (a) => heard.push(a));
    const switching = provider.manage();
    (await nth(1)).answer({ address: accounts[1]!.address });
    await switching;
    const closing = provider.manage();
    (await nth(2)).decline();
    await closing;
    const disconnecting = provider.manage();
    (await nth(3)).answer({});
    await disconnecting;
    const again = provider.request({ method: "wallet_requestPermissions", params: [{ eth_accounts: {} }] });
    (await nth(4)).answer({ address: accounts[0]!.address });
    await again;
    await provider.request({ method: "wallet_revokePermissions", params: [{ eth_accounts: {} }] });
    expect(heard).to.deep.equal([[accounts[1]!.address], [], [accounts[0]!.address], []]);
  });

  it("lets pages listen for events that it never sends", () => {
    const { provider } = wallet();
    const listener = (): void => {};
    expect(
      provider.on("disconnect", listener).removeListener("disconnect", listener).removeListener("message", listener),
    ).to.equal(provider);
  });

  it("passes on what another tab changed, until the listener is removed", async () => {
    const { provider, accounts, fromOtherTab } = wallet(2, 0);
    const heard: string[][] = [];
    const listener = (a: string[]): void => void heard.push(a);
    provider.on("accountsChanged", listener);
    fromOtherTab(accounts[1]!.address);
    provider.removeListener("accountsChanged", listener);
    fromOtherTab(undefined);
    expect(heard).to.deep.equal([[accounts[1]!.address]]);
  });
});
