import { expect } from "chai";
import { IdosError } from "../../../enclave/protocol/errors.ts";
import type { EnclaveEvent } from "../../../enclave/protocol/types.ts";
import {
  createEnclaveClient,
  type EnclaveClient,
  type EnclaveClientOptions,
} from "../../../host-sdk/enclave-client/enclave-client.ts";
import { FRAME_SIZES } from "../../../host-sdk/index.ts";
import { command, enclaveAt, ENCLAVE_ORIGIN, frames, listen, type Reports } from "./support/enclave-fixture.ts";
import { after, rejection, until } from "./support/rejection.ts";

const KEY = { userId: "6f6c1c0e-58f4-4a0e-9d5e-2f3a4b5c6d7e", publicKey: `${"A".repeat(43)}=`, store: "mpc" } as const;
const TYPED = {
  wallet: { type: "EVM", address: "0x1" },
  typedData: {
    domain: { name: "n", version: "1", verifyingContract: "0x1" },
    types: { M: [{ name: "a", type: "string" }] },
    primaryType: "M",
    message: { a: "b" },
  },
};

describe("the enclave client", () => {
  let reports: Reports;
  let client: EnclaveClient;
  let states: string[];
  let events: EnclaveEvent[];
  let sizes: string[];
  let container: HTMLElement;

  function make(options: Partial<EnclaveClientOptions> = {}): EnclaveClient {
    client = createEnclaveClient({
      url: enclaveAt(),
      frame: { container, onSize: (size) => sizes.push(size) },
      look: {},
      signTypedData: async () => ({ signature: "0xabcd" }),
      signMessage: async () => ({ signature: "abcd" }),
      onEvent: (event) => events.push(event),
      onState: (state) => states.push(state),
      deadline: 4_000,
      ...options,
    });
    return client;
  }

  beforeEach(() => {
    reports = listen();
    states = [];
    events = [];
    sizes = [];
    container = document.createElement("div");
    document.body.append(container);
  });
  afterEach(() => {
    client.close();
    reports.stop();
    container.remove();
    expect(frames()).to.deep.equal([]);
  });

  it("mounts nothing until it is needed, and then one frame on another site in the container that it was given", async () => {
    make();
    expect(frames()).to.have.length(0);
    await Promise.all([client.connect(), client.connect(), client.call("configure", {})]);
    expect(frames().map(({ parentElement }) => parentElement)).to.deep.equal([container]);
    expect(frames()[0]?.contentDocument).to.equal(null);
    expect(states).to.deep.equal(["connecting", "connected"]);
    expect(client.connected).to.equal(true);
  });

  it("calls the enclave, and gets its errors by code", async () => {
    make();
    expect(await client.call("unlock", KEY)).to.deep.equal(KEY);
    await command("plan", { unlock: "WRONG_PASSWORD" });
    expect((await rejection(client.call("unlock", KEY))).code).to.equal("WRONG_PASSWORD");
  });

  it("keeps the order of calls that are made at once", async () => {
    make();
    await client.connect();
    await command("plan", { unlock: "hang" });
    const stop = new AbortController();
    const unlocking = rejection(client.call("unlock", KEY, { signal: stop.signal }));
    const locking = client.call("lock", {});
    await locking;
    await reports.next("lock");
    expect(reports.all.map(({ what }) => what).filter((what) => what !== "connect")).to.deep.equal(["unlock", "lock"]);
    stop.abort();
    expect((await unlocking).code).to.equal("ABORTED");
    expect(await reports.next("aborted")).to.equal("unlock");
  });

  it("answers what the enclave asks", async () => {
    const asked: unknown[] = [];
    make({ signTypedData: async (params) => (asked.push(params), { signature: "0xabcd" }) });
    await client.connect();
    await command("ask", { method: "signTypedData", params: TYPED });
    expect(await reports.next("answer")).to.deep.equal({ signature: "0xabcd" });
    expect(asked).to.deep.equal([TYPED]);
    await command("ask", { method: "showFrame", params: { size: "compact" } });
    await reports.next("answer", 2);
    await command("ask", { method: "hideFrame", params: {} });
    await reports.next("answer", 3);
    expect(sizes).to.deep.equal(["compact", "hidden"]);
    await command("ask", { method: "event", params: { type: "waiting", for: "click" } });
    await reports.next("answer", 4);
    expect(events).to.deep.equal([{ type: "waiting", for: "click" }]);
  });

  it("hands the wallet's refusal to the enclave, by code", async () => {
    make({
      signTypedData: async () => {
        throw new IdosError("WALLET_REJECTED", "declined");
      },
    });
    await client.connect();
    await command("ask", { method: "signTypedData", params: TYPED });
    expect(await reports.next("refusal")).to.deep.equal({ code: "WALLET_REJECTED", message: "declined" });
  });

  for (const [name, ask] of [
    ["a size that is none", { method: "showFrame", params: { size: "huge" } }],
    ["a height, which would tell which fields exist", { method: "showFrame", params: { size: "full", height: 300 } }],
    ["an event that is none", { method: "event", params: { type: "plaintext", value: "x" } }],
    ["a wallet that is none", { method: "signTypedData", params: { ...TYPED, wallet: "x" } }],
  ] as const)
    it(`refuses to be asked for ${name}`, async () => {
      make();
      await client.connect();
      await command("ask", ask);
      expect(await reports.next("refusal")).to.include({ code: "INVALID_ARGUMENT" });
      expect(sizes).to.deep.equal([]);
      expect(events).to.deep.equal([]);
    });

  for (const [name, act] of [
    ["was reloaded", () => void command("reload")],
    ["says bye", () => void command("bye")],
    ["shows another page", () => void command("navigate", `${ENCLAVE_ORIGIN}/package.json`)],
    ["is taken out of the page", () => frames()[0]?.remove()],
    ["is taken out of the page with its container", () => container.remove()],
    ["is moved, which reloads it", () => container.append(document.createElement("i"), ...frames())],
  ] as const)
    it(`rejects what is pending with ENCLAVE_RESTARTED when the frame ${name}, and connects again on the next call`, async function () {
      this.timeout(10_000);
      make();
      await client.connect();
      await command("plan", { unlock: "hang" });
      const pending = rejection(client.call("unlock", KEY));
      await reports.next("unlock");
      act();
      expect((await pending).code).to.equal("ENCLAVE_RESTARTED");
      expect(client.connected).to.equal(false);
      expect(states).to.deep.equal(["connecting", "connected", "idle"]);
      expect(frames()).to.have.length(0);
      if (!container.isConnected) document.body.append(container);
      expect(await client.call("unlock", KEY)).to.deep.equal(KEY);
      expect(frames()).to.have.length(1);
    });

  it("sees the removal of a shadow host around the frame", async () => {
    const host = document.createElement("section");
    document.body.append(host);
    const inside = document.createElement("div");
    host.attachShadow({ mode: "open" }).append(inside);
    make({ frame: { container: inside, onSize: () => {} } });
    await client.connect();
    await command("plan", { unlock: "hang" });
    const pending = rejection(client.call("unlock", KEY));
    await reports.next("unlock");
    host.remove();
    expect((await pending).code).to.equal("ENCLAVE_RESTARTED");
  });

  it("is not disturbed by the frame's own first load event, nor by changes elsewhere in the page", async () => {
    make();
    await client.connect();
    document.body.append(document.createElement("i"));
    await after(2_500);
    expect(client.connected).to.equal(true);
    expect(await client.call("unlock", KEY)).to.deep.equal(KEY);
  });

  it("is not disturbed by a stranger that says ready or bye", async () => {
    make();
    await client.connect();
    const stranger = document.createElement("iframe");
    stranger.src = enclaveAt();
    document.body.append(stranger);
    await new Promise((resolve) => (stranger.onload = resolve));
    stranger.contentWindow?.postMessage({ type: "fixture:do", what: "bye" }, "*");
    window.postMessage({ type: "idos-enclave:bye" }, "*");
    await after(300);
    expect(client.connected).to.equal(true);
    stranger.remove();
  });

  it("finds out by heartbeats that the frame no longer answers", async function () {
    this.timeout(40_000);
    make();
    await client.connect();
    await command("plan", { unlock: "hang" });
    const pending = rejection(client.call("unlock", KEY));
    await reports.next("unlock");
    void command("block", 19_000);
    expect((await pending).code).to.equal("ENCLAVE_RESTARTED");
    expect(frames()).to.have.length(0);
  });

  it("fails with the handshake's error when the enclave takes the ports and never answers", async function () {
    this.timeout(10_000);
    make({ url: enclaveAt("mute") });
    expect((await rejection(client.connect())).code).to.equal("TIMEOUT");
    expect(states).to.deep.equal(["connecting", "idle"]);
    expect(frames()).to.have.length(0);
  });

  it("tries again after a failure", async () => {
    make({ url: enclaveAt("silent"), deadline: 300 });
    expect((await rejection(client.connect())).code).to.equal("ENCLAVE_UNREACHABLE");
    expect((await rejection(client.connect())).code).to.equal("ENCLAVE_UNREACHABLE");
    expect(states).to.deep.equal(["connecting", "idle", "connecting", "idle"]);
  });

  it("refuses an enclave on the page's own origin", async () => {
    make({ url: enclaveAt("normal", location.origin) });
    expect((await rejection(client.connect())).code).to.equal("INVALID_ARGUMENT");
  });

  it("lets one of two give up on connecting, and unmounts when both did", async () => {
    make({ url: enclaveAt("silent") });
    const stops = [new AbortController(), new AbortController()];
    const connecting = stops.map(({ signal }) => rejection(client.connect({ signal })));
    await until(() => frames().length === 1, "the frame is mounted");
    stops[0]?.abort();
    expect((await connecting[0])?.code).to.equal("ABORTED");
    expect(frames()).to.have.length(1);
    stops[1]?.abort();
    expect((await connecting[1])?.code).to.equal("ABORTED");
    await until(() => frames().length === 0, "the frame is unmounted");
  });

  it("ends every wait when it is closed, and is of no use then", async () => {
    make();
    await client.connect();
    await command("plan", { unlock: "hang" });
    const pending = rejection(client.call("unlock", KEY));
    await reports.next("unlock");
    client.close();
    expect((await pending).code).to.equal("ABORTED");
    expect((await rejection(client.call("lock", {}))).code).to.equal("ABORTED");
    expect((await rejection(client.connect())).code).to.equal("ABORTED");
  });

  it("ends a connect when it is closed", async () => {
    make({ url: enclaveAt("silent") });
    const connecting = rejection(client.connect());
    await until(() => frames().length === 1, "the frame is mounted");
    client.close();
    expect((await connecting).code).to.equal("ABORTED");
  });

  it("tells the enclave about a new look, now and after a restart", async () => {
    make({ look: { theme: "light" } });
    client.configure({ locale: "de" });
    await client.connect();
    expect(await reports.next("connect")).to.include({ theme: "light", locale: "de" });
    client.configure({ theme: "dark" });
    expect(await reports.next("configure")).to.deep.equal({ theme: "dark" });
    frames()[0]?.remove();
    await until(() => !client.connected, "the removal is seen");
    await client.connect();
    expect(await reports.next("connect", 2)).to.include({ theme: "dark", locale: "de" });
  });

  describe("in its own dialog", () => {
    const dialog = (): HTMLDialogElement | undefined => frames()[0]?.closest("dialog") ?? undefined;
    async function ask(method: string, params: unknown): Promise<void> {
      const before = reports.of("answer").length;
      await command("ask", { method, params });
      await reports.next("answer", before + 1);
    }

    it("stays closed until the enclave needs room, and never moves the frame", async () => {
      make({ frame: undefined });
      await client.connect();
      expect(dialog()?.open).to.equal(false);
      const [before] = frames();
      await ask("showFrame", { size: "button" });
      expect(dialog()?.matches(":modal")).to.equal(true);
      await ask("showFrame", { size: "full" });
      await ask("hideFrame", {});
      expect(dialog()?.open).to.equal(false);
      expect(frames()[0]).to.equal(before);
      expect(client.connected).to.equal(true);
      expect(reports.of("connect")).to.have.length(1);
    });

    it("has the enclave's size, whatever the page's styles say", async () => {
      const hostile = document.createElement("style");
      hostile.textContent =
        "dialog, iframe, div { display: none !important; width: 1px !important; height: 1px !important; opacity: 0 !important }";
      document.head.append(hostile);
      try {
        make({ frame: undefined });
        await client.connect();
        const host = dialog()?.getRootNode() as ShadowRoot;
        (host.host as HTMLElement).style.setProperty("display", "block", "important");
        (host.host as HTMLElement).style.setProperty("opacity", "1", "important");
        await ask("showFrame", { size: "button" });
        const box = frames()[0]?.getBoundingClientRect();
        expect(Math.abs((box?.width ?? 0) - parseInt(FRAME_SIZES.button.width))).to.be.lessThan(4);
        expect(Math.abs((box?.height ?? 0) - parseInt(FRAME_SIZES.button.height))).to.be.lessThan(4);
      } finally {
        hostile.remove();
      }
    });

    it("fits a narrow screen", async () => {
      make({ frame: undefined });
      await client.connect();
      await ask("showFrame", { size: "full" });
      const box = frames()[0]?.getBoundingClientRect();
      expect(box?.right).to.be.at.most(window.innerWidth);
      expect(box?.bottom).to.be.at.most(window.innerHeight);
      expect(box?.width).to.be.greaterThan(200);
    });

    it("takes the focus, keeps the page from scrolling, and gives both back", async () => {
      const button = document.createElement("button");
      container.append(button);
      button.focus();
      document.documentElement.style.setProperty("overflow", "clip");
      make({ frame: undefined });
      await client.connect();
      await ask("showFrame", { size: "button" });
      const root = dialog()?.getRootNode() as ShadowRoot;
      expect(root.activeElement).to.equal(dialog());
      expect(document.documentElement.style.overflow).to.equal("hidden");
      await ask("hideFrame", {});
      expect(document.activeElement).to.equal(button);
      expect(document.documentElement.style.overflow).to.equal("clip");
      document.documentElement.style.removeProperty("overflow");
    });

    it("cancels what waits for the person when it is closed by Escape, and nothing else", async () => {
      make({ frame: undefined });
      await client.connect();
      await command("plan", { view: "hang", lock: "hang" });
      const viewing = rejection(client.call("view", { candidates: [candidate] }));
      const locking = client.call("lock", {});
      await ask("showFrame", { size: "full" });
      // What Escape does to a modal dialog, without its key event, which a page cannot make.
      dialog()?.requestClose?.();
      expect((await viewing).code).to.equal("ABORTED");
      expect(await reports.next("aborted")).to.equal("view");
      expect(dialog()?.open).to.equal(false);
      expect(document.documentElement.style.overflow).to.equal("");
      expect(reports.of("aborted")).to.deep.equal(["view"]);
      client.close();
      await rejection(locking);
    });

    it("steps aside while the wallet is asked, so that a wallet that draws in the page can be used", async () => {
      let answer = (): void => {};
      let open: boolean | undefined;
      make({
        frame: undefined,
        signTypedData: () =>
          new Promise((resolve) => {
            open = dialog()?.open;
            answer = () => resolve({ signature: "0xabcd" });
          }),
      });
      await client.connect();
      await ask("showFrame", { size: "button" });
      await command("ask", { method: "signTypedData", params: TYPED });
      await until(() => open !== undefined, "the wallet is asked");
      expect(open).to.equal(false);
      expect(document.documentElement.style.overflow).to.equal("");
      answer();
      await reports.next("answer", 2);
      expect(dialog()?.open).to.equal(true);
    });

    it("takes a wallet that answers at once for no cancellation", async () => {
      make({ frame: undefined });
      await client.connect();
      await command("plan", { unlock: "hang" });
      const unlocking = rejection(client.call("unlock", KEY));
      await reports.next("unlock");
      await ask("showFrame", { size: "button" });
      await command("ask", { method: "signTypedData", params: TYPED });
      await reports.next("answer", 2);
      // The close event of the dialog that stepped aside is a task of its own.
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(dialog()?.open).to.equal(true);
      expect(reports.of("aborted")).to.deep.equal([]);
      client.close();
      await unlocking;
    });

    it("is gone when the client is closed", async () => {
      make({ frame: undefined });
      await client.connect();
      await ask("showFrame", { size: "button" });
      client.close();
      expect(document.querySelector("dialog, div:not(:empty)")?.shadowRoot ?? null).to.equal(null);
      expect(document.documentElement.style.overflow).to.equal("");
    });
  });
});

const candidate = {
  id: KEY.userId,
  publicNotes: "{}",
  issuerAuthPublicKey: "aa".repeat(32),
  content: "AAAA",
  encryptorPublicKey: KEY.publicKey,
};
