import { expect } from "chai";
import { IdosError } from "../../../enclave/protocol/errors.ts";
import { KEY, setUpClient, TYPED } from "./support/client-setup.ts";
import { command, enclaveAt, ENCLAVE_ORIGIN, frames } from "./support/enclave-fixture.ts";
import { after, rejection, until } from "./support/rejection.ts";

describe("the enclave client", () => {
  const t = setUpClient();

  it("mounts nothing until it is needed, and then one frame on another site in the container that it was given", async () => {
    t.make();
    expect(frames()).to.have.length(0);
    await Promise.all([t.client.connect(), t.client.connect(), t.client.call("configure", {})]);
    expect(frames().map(({ parentElement }) => parentElement)).to.deep.equal([t.container]);
    expect(frames()[0]?.contentDocument).to.equal(null);
    expect(t.states).to.deep.equal(["connecting", "connected"]);
    expect(t.client.connected).to.equal(true);
  });

  it("calls the enclave, and gets its errors by code", async () => {
    t.make();
    expect(await t.client.call("unlock", KEY)).to.deep.equal(KEY);
    await command("plan", { unlock: "WRONG_PASSWORD" });
    expect((await rejection(t.client.call("unlock", KEY))).code).to.equal("WRONG_PASSWORD");
  });

  it("keeps the order of calls that are made at once", async () => {
    t.make();
    await t.client.connect();
    await command("plan", { unlock: "hang" });
    const stop = new AbortController();
    const unlocking = rejection(t.client.call("unlock", KEY, { signal: stop.signal }));
    const locking = t.client.call("lock", {});
    await locking;
    await t.reports.next("lock");
    expect(t.reports.all.map(({ what }) => what).filter((what) => what !== "connect")).to.deep.equal([
      "unlock",
      "lock",
    ]);
    stop.abort();
    expect((await unlocking).code).to.equal("ABORTED");
    expect(await t.reports.next("aborted")).to.equal("unlock");
  });

  it("answers what the enclave asks", async () => {
    const asked: unknown[] = [];
    t.make({ signTypedData: async (params) => (asked.push(params), { signature: "0xabcd" }) });
    await t.client.connect();
    await command("ask", { method: "signTypedData", params: TYPED });
    expect(await t.reports.next("answer")).to.deep.equal({ signature: "0xabcd" });
    expect(asked).to.deep.equal([TYPED]);
    await command("ask", { method: "showFrame", params: { size: "compact" } });
    await t.reports.next("answer", 2);
    await command("ask", { method: "hideFrame", params: {} });
    await t.reports.next("answer", 3);
    expect(t.sizes).to.deep.equal(["compact", "hidden"]);
    await command("ask", { method: "event", params: { type: "waiting", for: "click" } });
    await t.reports.next("answer", 4);
    expect(t.events).to.deep.equal([{ type: "waiting", for: "click" }]);
  });

  it("hands the wallet's refusal to the enclave, by code", async () => {
    t.make({
      signTypedData: async () => {
        throw new IdosError("WALLET_REJECTED", "declined");
      },
    });
    await t.client.connect();
    await command("ask", { method: "signTypedData", params: TYPED });
    expect(await t.reports.next("refusal")).to.deep.equal({ code: "WALLET_REJECTED", message: "declined" });
  });

  for (const [name, ask] of [
    ["a size that is none", { method: "showFrame", params: { size: "huge" } }],
    ["a height, which would tell which fields exist", { method: "showFrame", params: { size: "full", height: 300 } }],
    ["an event that is none", { method: "event", params: { type: "plaintext", value: "x" } }],
    ["a wallet that is none", { method: "signTypedData", params: { ...TYPED, wallet: "x" } }],
    ["a signature for nothing", { method: "signTypedData", params: { ...TYPED, for: undefined } }],
    [
      "a signature for what is none of the enclave's acts",
      { method: "signMessage", params: { wallet: TYPED.wallet, for: "grant", message: "text" } },
    ],
  ] as const)
    it(`refuses to be asked for ${name}`, async () => {
      t.make();
      await t.client.connect();
      await command("ask", ask);
      expect(await t.reports.next("refusal")).to.include({ code: "INVALID_ARGUMENT" });
      expect(t.sizes).to.deep.equal([]);
      expect(t.events).to.deep.equal([]);
    });

  for (const [name, words, act] of [
    ["was reloaded", "was reloaded", () => void command("reload")],
    ["says bye", "went away", () => void command("bye")],
    ["shows another page", "shows another page", () => void command("navigate", `${ENCLAVE_ORIGIN}/package.json`)],
    ["is taken out of the page", "was taken out", () => frames()[0]?.remove()],
    ["is taken out of the page with its container", "was taken out", () => t.container.remove()],
    ["is moved, which reloads it", "was reloaded", () => t.container.append(document.createElement("i"), ...frames())],
  ] as const)
    it(`rejects what is pending with ENCLAVE_RESTARTED when the frame ${name}, and connects again on the next call`, async function () {
      this.timeout(10_000);
      t.make();
      await t.client.connect();
      await command("plan", { unlock: "hang" });
      const pending = rejection(t.client.call("unlock", KEY));
      await t.reports.next("unlock");
      act();
      const error = await pending;
      expect(error.code).to.equal("ENCLAVE_RESTARTED");
      expect(error.message).to.contain(words);
      expect(t.client.connected).to.equal(false);
      expect(t.states).to.deep.equal(["connecting", "connected", "idle"]);
      expect(frames()).to.have.length(0);
      if (!t.container.isConnected) document.body.append(t.container);
      expect(await t.client.call("unlock", KEY)).to.deep.equal(KEY);
      expect(frames()).to.have.length(1);
    });

  it("sees the removal of a shadow host around the frame", async () => {
    const host = document.createElement("section");
    document.body.append(host);
    const inside = document.createElement("div");
    host.attachShadow({ mode: "open" }).append(inside);
    t.make({ frame: { container: inside, onSize: () => {} } });
    await t.client.connect();
    await command("plan", { unlock: "hang" });
    const pending = rejection(t.client.call("unlock", KEY));
    await t.reports.next("unlock");
    host.remove();
    // Seen by itself, and not only when heartbeats stay unanswered.
    expect((await pending).message).to.contain("was taken out");
  });

  it("is not disturbed by the frame's own first load event, nor by changes elsewhere in the page", async () => {
    t.make();
    await t.client.connect();
    document.body.append(document.createElement("i"));
    await after(2_500);
    expect(t.client.connected).to.equal(true);
    expect(await t.client.call("unlock", KEY)).to.deep.equal(KEY);
  });

  it("is not disturbed by a stranger that says ready or bye", async () => {
    t.make();
    await t.client.connect();
    const stranger = document.createElement("iframe");
    stranger.src = enclaveAt();
    document.body.append(stranger);
    await new Promise((resolve) => (stranger.onload = resolve));
    stranger.contentWindow?.postMessage({ type: "fixture:do", what: "bye" }, "*");
    window.postMessage({ type: "idos-enclave:bye" }, "*");
    await after(300);
    expect(t.client.connected).to.equal(true);
    stranger.remove();
  });

  it("finds out by heartbeats that the frame no longer answers", async function () {
    this.timeout(40_000);
    t.make();
    await t.client.connect();
    await command("plan", { unlock: "hang" });
    const pending = rejection(t.client.call("unlock", KEY));
    await t.reports.next("unlock");
    void command("block", 19_000);
    expect((await pending).code).to.equal("ENCLAVE_RESTARTED");
    expect(frames()).to.have.length(0);
  });

  it("fails with the handshake's error when the enclave takes the ports and never answers", async function () {
    this.timeout(10_000);
    t.make({ url: enclaveAt("mute") });
    expect((await rejection(t.client.connect())).code).to.equal("TIMEOUT");
    expect(t.states).to.deep.equal(["connecting", "idle"]);
    expect(frames()).to.have.length(0);
  });

  it("tries again after a failure", async () => {
    t.make({ url: enclaveAt("silent"), deadline: 300 });
    expect((await rejection(t.client.connect())).code).to.equal("ENCLAVE_UNREACHABLE");
    expect((await rejection(t.client.connect())).code).to.equal("ENCLAVE_UNREACHABLE");
    expect(t.states).to.deep.equal(["connecting", "idle", "connecting", "idle"]);
  });

  it("refuses an enclave on the page's own origin", async () => {
    t.make({ url: enclaveAt("normal", location.origin) });
    expect((await rejection(t.client.connect())).code).to.equal("INVALID_ARGUMENT");
  });

  it("lets one of two give up on connecting, and unmounts when both did", async () => {
    t.make({ url: enclaveAt("silent") });
    const stops = [new AbortController(), new AbortController()];
    const connecting = stops.map(({ signal }) => rejection(t.client.connect({ signal })));
    await until(() => frames().length === 1, "the frame is mounted");
    stops[0]?.abort();
    expect((await connecting[0])?.code).to.equal("ABORTED");
    expect(frames()).to.have.length(1);
    stops[1]?.abort();
    expect((await connecting[1])?.code).to.equal("ABORTED");
    await until(() => frames().length === 0, "the frame is unmounted");
  });

  it("ends every wait when it is closed, and is of no use then", async () => {
    t.make();
    await t.client.connect();
    await command("plan", { unlock: "hang" });
    const pending = rejection(t.client.call("unlock", KEY));
    await t.reports.next("unlock");
    t.client.close();
    expect((await pending).code).to.equal("ABORTED");
    expect((await rejection(t.client.call("lock", {}))).code).to.equal("ABORTED");
    expect((await rejection(t.client.connect())).code).to.equal("ABORTED");
  });

  it("ends a connect when it is closed", async () => {
    t.make({ url: enclaveAt("silent") });
    const connecting = rejection(t.client.connect());
    await until(() => frames().length === 1, "the frame is mounted");
    t.client.close();
    expect((await connecting).code).to.equal("ABORTED");
  });

  it("tells the enclave about a new look, now and after a restart", async () => {
    t.make({ look: { theme: "light" } });
    t.client.configure({ locale: "de" });
    await t.client.connect();
    expect(await t.reports.next("connect")).to.include({ theme: "light", locale: "de" });
    t.client.configure({ theme: "dark" });
    expect(await t.reports.next("configure")).to.deep.equal({ theme: "dark" });
    frames()[0]?.remove();
    await until(() => !t.client.connected, "the removal is seen");
    await t.client.connect();
    expect(await t.reports.next("connect", 2)).to.include({ theme: "dark", locale: "de" });
  });
});
