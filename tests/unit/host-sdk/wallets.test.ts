import { expect } from "chai";
import { verifyMessage, verifyTypedData } from "ethers";
import { IdosError } from "../../../enclave/protocol/errors.ts";
import { discoverWallets, evmWallet, type DiscoveredWallet } from "../../../host-sdk/index.ts";
import { walletError } from "../../../host-sdk/wallets/wallet-errors.ts";
import { fakeProvider } from "./support/fake-provider.ts";
import { rejection } from "./support/rejection.ts";

const TYPED = {
  domain: {
    name: "idOS secret store contract",
    version: "1",
    verifyingContract: "0x0000000000000000000000000000000000000001",
  },
  types: {
    DownloadSignatureMessage: [
      { name: "recovering_address", type: "string" },
      { name: "timestamp", type: "uint64" },
    ],
  },
  primaryType: "DownloadSignatureMessage",
  message: { recovering_address: "eip712:0x1", timestamp: 5 },
};

describe("the EVM wallet", () => {
  it("is the provider's first account", async () => {
    const provider = fakeProvider();
    const wallet = await evmWallet(provider);
    expect(wallet).to.include({
      type: "EVM",
      address: provider.address,
      signatureType: "secp256k1_ep",
      identifier: provider.address.slice(2).toLowerCase(),
    });
    expect(provider.requests.map(({ method }) => method)).to.deep.equal(["eth_requestAccounts"]);
  });

  it("signs text so that ethers recovers the address, also beyond ASCII", async () => {
    const provider = fakeProvider();
    const wallet = await evmWallet(provider);
    const text = "Größe\nзапрос 🪪";
    expect(verifyMessage(text, await wallet.signMessage(text))).to.equal(provider.address);
  });

  it("signs typed data so that ethers recovers the address, and names the domain's types", async () => {
    const provider = fakeProvider();
    const wallet = await evmWallet(provider);
    const signature = await wallet.signTypedData(TYPED);
    expect(verifyTypedData(TYPED.domain, TYPED.types, TYPED.message, signature)).to.equal(provider.address);
    const sent = provider.requests.at(-1)?.params as [string, string];
    expect(sent[0]).to.equal(provider.address);
    expect((JSON.parse(sent[1]) as { types: Record<string, unknown> }).types["EIP712Domain"]).to.deep.equal([
      { name: "name", type: "string" },
      { name: "version", type: "string" },
      { name: "verifyingContract", type: "address" },
    ]);
  });

  it("writes the recovery byte as 27 or 28 when a hardware wallet writes 0 or 1", async () => {
    const provider = fakeProvider();
    const wallet = await evmWallet(provider);
    const right = await wallet.signMessage("text");
    provider.override = (method) =>
      method === "personal_sign" ? `${right.slice(0, -2)}0${parseInt(right.slice(-2), 16) - 27}` : undefined;
    expect(await wallet.signMessage("text")).to.equal(right);
  });

  for (const [name, answer] of [
    ["a contract wallet's longer signature", `0x${"ab".repeat(130)}`],
    ["no hex", "signed!"],
    ["null", null],
  ] as const)
    it(`refuses ${name}`, async () => {
      const provider = fakeProvider();
      const wallet = await evmWallet(provider);
      provider.override = (method) => (method === "personal_sign" ? (answer ?? Promise.resolve(null)) : undefined);
      expect((await rejection(wallet.signMessage("text"))).code).to.equal("WALLET_UNAVAILABLE");
    });

  it("is WALLET_WRONG_ACCOUNT on another account, before the person is asked", async () => {
    const provider = fakeProvider();
    const wallet = await evmWallet(provider);
    provider.accounts = [`0x${"2".repeat(40)}`];
    const error = await rejection(wallet.signMessage("text"));
    expect([error.code, error.data]).to.deep.equal(["WALLET_WRONG_ACCOUNT", { address: provider.address }]);
    expect(provider.requests.map(({ method }) => method)).to.not.include("personal_sign");
  });

  it("takes the account in another case for the same", async () => {
    const provider = fakeProvider();
    const wallet = await evmWallet(provider);
    provider.accounts = [`0x${"2".repeat(40)}`, provider.address.toLowerCase()];
    expect(await wallet.signMessage("text")).to.match(/^0x[0-9a-f]{130}$/);
  });

  it("is WALLET_DISCONNECTED when it gives no account, at first or later", async () => {
    const provider = fakeProvider();
    const wallet = await evmWallet(provider);
    provider.accounts = [];
    expect((await rejection(wallet.signMessage("text"))).code).to.equal("WALLET_DISCONNECTED");
    expect((await rejection(evmWallet(provider))).code).to.equal("WALLET_DISCONNECTED");
    provider.override = () => ["not an address", 5];
    expect((await rejection(evmWallet(provider))).code).to.equal("WALLET_DISCONNECTED");
  });

  it("gives up with ABORTED while the wallet waits for the person", async () => {
    const provider = fakeProvider();
    const wallet = await evmWallet(provider);
    provider.override = (method) => (method === "personal_sign" ? new Promise(() => {}) : undefined);
    const stop = new AbortController();
    const signing = rejection(wallet.signMessage("text", stop.signal));
    setTimeout(() => stop.abort(), 20);
    expect((await signing).code).to.equal("ABORTED");
  });

  it("reports a change of account and a disconnect, not a change of chain or of case, until it is told to stop", async () => {
    const provider = fakeProvider();
    const wallet = await evmWallet(provider);
    let changes = 0;
    const stop = wallet.onChange?.(() => changes++);
    provider.emit("chainChanged", "0x1");
    provider.emit("accountsChanged", [provider.address.toLowerCase()]);
    expect(changes).to.equal(0);
    provider.emit("accountsChanged", [`0x${"2".repeat(40)}`, provider.address]);
    provider.emit("accountsChanged", []);
    provider.emit("disconnect");
    expect(changes).to.equal(3);
    stop?.();
    expect(provider.listeners("accountsChanged") + provider.listeners("disconnect")).to.equal(0);
  });
});

describe("what wallets throw", () => {
  const cases: [name: string, thrown: unknown, code: string][] = [
    ["4001", { code: 4001, message: "User rejected the request." }, "WALLET_REJECTED"],
    ["4100", { code: 4100, message: "x" }, "WALLET_DISCONNECTED"],
    ["4200", { code: 4200, message: "x" }, "WALLET_UNAVAILABLE"],
    ["4900", { code: 4900, message: "x" }, "WALLET_DISCONNECTED"],
    ["4901", { code: 4901, message: "x" }, "WALLET_DISCONNECTED"],
    ["-32002", { code: -32002, message: "Request already pending" }, "WALLET_UNAVAILABLE"],
    ["a number as text", { code: "4001", message: "x" }, "WALLET_REJECTED"],
    ["ethers' ACTION_REJECTED", { code: "ACTION_REJECTED", message: "x" }, "WALLET_REJECTED"],
    ["WalletConnect's 5000", { code: 5000, message: "User rejected methods." }, "WALLET_REJECTED"],
    [
      "a rejection wrapped in -32603",
      { code: -32603, message: "Internal JSON-RPC error.", data: { originalError: { code: 4001, message: "x" } } },
      "WALLET_REJECTED",
    ],
    ["a rejection as the cause", new Error("failed", { cause: { code: 4001 } }), "WALLET_REJECTED"],
    ["only words: cancelled", new Error("Cancelled by user"), "WALLET_REJECTED"],
    ["only words: denied", { message: "MetaMask Tx Signature: User denied transaction signature." }, "WALLET_REJECTED"],
    ["only text", "user rejected", "WALLET_REJECTED"],
    ["only words: pending", new Error("Already processing eth_requestAccounts. Please wait."), "WALLET_UNAVAILABLE"],
    ["only words: disconnected", new Error("Provider disconnected"), "WALLET_DISCONNECTED"],
    ["only words: unsupported", new Error("Method eth_signTypedData_v4 not supported"), "WALLET_UNAVAILABLE"],
    ["something else", new Error("nonce too low"), "WALLET_UNAVAILABLE"],
    ["undefined", undefined, "WALLET_UNAVAILABLE"],
    ["a number", 7, "WALLET_UNAVAILABLE"],
  ];
  for (const [name, value, code] of cases)
    it(`${name} is ${code}`, () => {
      expect(walletError(value).code).to.equal(code);
    });

  it("stays as it is when it is one of the project's errors", () => {
    const error = new IdosError("WALLET_WRONG_ACCOUNT", "x");
    expect(walletError(error)).to.equal(error);
  });

  it("survives a cause that is its own cause, and keeps the wallet's words to one short line", () => {
    const loop: { message: string; cause?: unknown } = { message: `a\nb\u202e${"c".repeat(999)}` };
    loop.cause = loop;
    const { message } = walletError(loop);
    expect(message).to.match(/^The wallet failed: a b c+$/);
    expect(message.length).to.be.lessThan(250);
  });
});

describe("wallet discovery", () => {
  const info = (over: Record<string, unknown> = {}) => ({
    uuid: crypto.randomUUID(),
    name: "Test Wallet",
    icon: "data:image/svg+xml,<svg/>",
    rdns: "example.test",
    ...over,
  });
  const announce = (detail: unknown) => window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
  let stop: () => void = () => {};
  afterEach(() => stop());
  /** The listener is told in a microtask. */
  const told = () => Promise.resolve();

  it("tells nothing before it has returned, so that a listener can stop it", async () => {
    const onRequest = () => void announce({ info: info(), provider: fakeProvider() });
    window.addEventListener("eip6963:requestProvider", onRequest);
    let called = 0;
    const end = discoverWallets(() => {
      called++;
      end();
    });
    window.removeEventListener("eip6963:requestProvider", onRequest);
    expect(called).to.equal(0);
    await told();
    expect(called).to.equal(1);
  });

  it("finds wallets that were there before and wallets that come later, each once", async () => {
    const first = { info: info({ name: "First" }), provider: fakeProvider() };
    const onRequest = () => void announce(first);
    window.addEventListener("eip6963:requestProvider", onRequest);
    const seen: string[][] = [];
    stop = discoverWallets((wallets) => seen.push(wallets.map(({ name }) => name)));
    await told();
    announce({ info: info({ name: "Second" }), provider: fakeProvider() });
    announce(first);
    await told();
    window.removeEventListener("eip6963:requestProvider", onRequest);
    expect(seen).to.deep.equal([["First"], ["First", "Second"]]);
  });

  it("hands over the very provider that was announced", async () => {
    const provider = fakeProvider();
    let found: DiscoveredWallet | undefined;
    stop = discoverWallets(([wallet]) => (found = wallet));
    announce({ info: info(), provider });
    await told();
    expect(found?.provider).to.equal(provider);
  });

  for (const [name, detail] of [
    ["no detail", undefined],
    ["no provider", { info: info() }],
    ["a provider without request", { info: info(), provider: {} }],
    ["an icon from the web", { info: info({ icon: "https://tracker.example/x.png" }), provider: fakeProvider() }],
    ["an icon that is a page", { info: info({ icon: "data:text/html,<script>" }), provider: fakeProvider() }],
    ["a name that is no text", { info: info({ name: 5 }), provider: fakeProvider() }],
    ["no uuid", { info: info({ uuid: "" }), provider: fakeProvider() }],
  ] as const)
    it(`ignores an announcement with ${name}`, async () => {
      let called = 0;
      stop = discoverWallets(() => called++);
      announce(detail);
      await told();
      expect(called).to.equal(0);
    });

  it("strips what could rearrange a name", async () => {
    let found: DiscoveredWallet | undefined;
    stop = discoverWallets(([wallet]) => (found = wallet));
    announce({ info: info({ name: "Meta\u202eksaM\nWallet" }), provider: fakeProvider() });
    await told();
    expect(found?.name).to.equal("Meta ksaM Wallet");
  });

  it("hears nothing after it was stopped", async () => {
    let called = 0;
    discoverWallets(() => called++)();
    announce({ info: info(), provider: fakeProvider() });
    await told();
    expect(called).to.equal(0);
  });
});
