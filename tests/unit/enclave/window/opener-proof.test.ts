import { expect } from "chai";
import { openerFailure, proveOpener, type OpenedWindow } from "../../../../enclave/window/opener-proof.ts";

const ORIGIN = "https://enclave.example";

function opened(change: Partial<Record<"top" | "opener", unknown>> = {}) {
  const posted: { message: { type: string; nonce: string }; targetOrigin: string }[] = [];
  const listeners = new Set<(event: MessageEvent) => void>();
  let timeout: { run: () => void; ms: number } | undefined;
  const opener = {
    location: { origin: ORIGIN },
    postMessage: (message: { type: string; nonce: string }, targetOrigin: string) =>
      posted.push({ message, targetOrigin }),
  };
  const self = {};
  const own: OpenedWindow = {
    self,
    top: "top" in change ? change.top : self,
    opener: "opener" in change ? change.opener : opener,
    location: { origin: ORIGIN },
    addEventListener: (_, listener) => void listeners.add(listener),
    removeEventListener: (_, listener) => void listeners.delete(listener),
    setTimeout(run, ms) {
      timeout = { run, ms };
      return 1;
    },
    clearTimeout: () => void (timeout = undefined),
  };
  const welcome = (
    change: Partial<{ source: unknown; origin: string; ports: MessagePort[]; data: unknown }> = {},
  ): void => {
    const event = {
      source: opener,
      origin: ORIGIN,
      ports: [new MessageChannel().port1],
      data: { type: "idos-window:welcome", nonce: posted[0]?.message.nonce, theme: "dark", locale: "en-GB" },
      ...change,
    };
    for (const listener of [...listeners]) listener(event as unknown as MessageEvent);
  };
  return { own, opener, posted, welcome, listeners, timeout: () => timeout };
}

describe("proof of the opener", () => {
  it("posts a fresh nonce of 16 bytes to its own origin only, and takes the port of the answer", async () => {
    const first = opened();
    const proof = proveOpener(first.own);
    expect(first.posted).to.have.length(1);
    expect(first.posted[0]).to.deep.include({ targetOrigin: ORIGIN });
    expect(first.posted[0]?.message.type).to.equal("idos-window:hello");
    expect(first.posted[0]?.message.nonce).to.match(/^[0-9a-f]{32}$/);
    first.welcome();
    const result = await proof;
    expect(result).to.be.an("object").that.includes({ theme: "dark", locale: "en-GB" });
    expect([first.listeners.size, first.timeout()]).to.deep.equal([0, undefined]);

    const second = opened();
    void proveOpener(second.own);
    expect(second.posted[0]?.message.nonce).not.to.equal(first.posted[0]?.message.nonce);
  });

  it("shows nothing inside another page", async () => {
    const { own, posted } = opened({ top: {} });
    expect([await proveOpener(own), posted.length]).to.deep.equal(["framed", 0]);
  });

  it("shows nothing without an opener", async () => {
    expect(await proveOpener(opened({ opener: null }).own)).to.equal("no-opener");
  });

  it("says nothing to an opener of another origin", async () => {
    let posts = 0;
    const foreign = {
      postMessage: () => posts++,
      get location(): never {
        throw new DOMException("cross-origin", "SecurityError");
      },
    };
    expect(await proveOpener(opened({ opener: foreign }).own)).to.equal("foreign-opener");
    const other = { postMessage: () => posts++, location: { origin: "https://evil.example" } };
    expect(await proveOpener(opened({ opener: other }).own)).to.equal("foreign-opener");
    expect(posts).to.equal(0);
  });

  it("ignores every answer that is not exactly right, and still takes the right one", async () => {
    const { own, posted, welcome } = opened();
    const proof = proveOpener(own);
    const nonce = posted[0]?.message.nonce;
    const good = { type: "idos-window:welcome", nonce, theme: "light" };
    const port = (): MessagePort => new MessageChannel().port1;
    welcome({ source: {} });
    welcome({ source: null });
    welcome({ origin: "https://evil.example" });
    welcome({ origin: "null" });
    welcome({ data: { ...good, nonce: "0".repeat(32) } });
    welcome({ data: { ...good, nonce: undefined } });
    welcome({ data: { ...good, type: "idos-window:hello" } });
    welcome({ data: { ...good, theme: "<style>" } });
    welcome({ data: { ...good, locale: 5 } });
    welcome({ data: null });
    welcome({ data: "idos-window:welcome" });
    welcome({ ports: [] });
    welcome({ ports: [port(), port()] });
    let settled = false;
    void proof.then(() => (settled = true));
    await new Promise((resolve) => setTimeout(resolve));
    expect(settled).to.equal(false);
    welcome({ data: good });
    expect(await proof).to.include({ theme: "light", locale: undefined });
  });

  it("takes one answer", async () => {
    const { own, posted, welcome } = opened();
    const proof = proveOpener(own);
    const port = new MessageChannel().port1;
    welcome({ ports: [port] });
    welcome({ data: { type: "idos-window:welcome", nonce: posted[0]?.message.nonce, theme: "auto" } });
    expect(await proof).to.include({ port, theme: "dark" });
  });

  it("gives up after 5 s, and says if the opener was navigated away meanwhile", async () => {
    const silent = opened();
    const proof = proveOpener(silent.own);
    expect(silent.timeout()?.ms).to.equal(5_000);
    silent.timeout()?.run();
    expect(await proof).to.equal("no-answer");
    expect(silent.listeners.size).to.equal(0);

    const gone = opened();
    const second = proveOpener(gone.own);
    gone.opener.location.origin = "https://evil.example";
    gone.timeout()?.run();
    expect(await second).to.equal("foreign-opener");
  });

  it("holds against a real frame of another origin", async () => {
    const frame = document.createElement("iframe");
    frame.sandbox.add("allow-scripts");
    frame.srcdoc = "<p>foreign</p>";
    const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
    document.body.append(frame);
    await loaded;
    expect(openerFailure({ top: window, self: window, opener: frame.contentWindow, location })).to.equal(
      "foreign-opener",
    );
    frame.remove();
    expect(openerFailure({ top: window, self: window, opener: window, location })).to.equal(undefined);
  });
});
