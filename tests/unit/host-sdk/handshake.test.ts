import { expect } from "chai";
import { createFrameElement, enclaveUrl } from "../../../host-sdk/enclave-client/frame-element.ts";
import { shakeHands, type Channel } from "../../../host-sdk/enclave-client/handshake.ts";
import { enclaveAt, ENCLAVE_ORIGIN, listen, OTHER_ORIGIN, type Reports } from "./support/enclave-fixture.ts";
import { after, rejection, thrown } from "./support/rejection.ts";

describe("the enclave's URL", () => {
  for (const url of [
    location.origin,
    `${location.origin}/enclave/`,
    "http://enclave.example",
    "ftp://enclave.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/enclave",
    "",
    "https://user:pass@enclave.example",
  ])
    it(`is refused as ${JSON.stringify(url)}`, () => {
      expect(thrown(() => enclaveUrl(url)).code).to.equal("INVALID_ARGUMENT");
    });

  for (const url of [
    "https://enclave.example",
    "https://enclave.example/v1/",
    "http://enclave.localhost:5174",
    "http://127.0.0.1:5174",
  ])
    it(`may be ${url}`, () => {
      expect(enclaveUrl(url).origin).to.equal(new URL(url).origin);
    });
});

describe("the enclave's frame", () => {
  it("is sandboxed, may use no powerful feature, tells no referrer and has a name for screen readers", () => {
    const frame = createFrameElement(new URL(enclaveAt()));
    expect(frame.getAttribute("sandbox")).to.equal(
      "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox",
    );
    expect(frame.getAttribute("allow")).to.equal("");
    expect(frame.referrerPolicy).to.equal("no-referrer");
    expect(frame.title).to.equal("idOS");
  });
});

describe("the host's handshake", () => {
  let reports: Reports;
  let cleanups: (() => void)[] = [];
  beforeEach(() => (reports = listen()));
  afterEach(() => {
    reports.stop();
    cleanups.splice(0).forEach((cleanup) => cleanup());
  });

  function shake(
    url: string,
    { deadline = 3_000, signal = new AbortController().signal, origin = ENCLAVE_ORIGIN, first = () => {} } = {},
  ): Promise<Channel> {
    const iframe = createFrameElement(new URL(url));
    cleanups.push(() => iframe.remove());
    return shakeHands({
      iframe,
      origin,
      look: { theme: "dark", locale: "ar" },
      deadline,
      signal,
      mount: () => (first(), document.body.append(iframe)),
    });
  }

  it("hands over two ports, with version, nonce, theme and locale", async () => {
    const { calls, asks } = await shake(enclaveAt());
    const connect = (await reports.next("connect")) as Record<string, unknown>;
    expect(connect).to.include({ type: "idos-enclave:connect", version: 1, theme: "dark", locale: "ar" });
    expect(connect["nonce"]).to.match(/^[0-9a-f]{32}$/);
    expect(calls).to.be.instanceOf(MessagePort);
    expect(asks).to.be.instanceOf(MessagePort);
  });

  it("names both lists when there is no common version", async () => {
    const error = await rejection(shake(enclaveAt("future")));
    expect(error.code).to.equal("VERSION_MISMATCH");
    expect(error.message).to.contain("version 1,").and.contain("7, 9");
    expect(reports.of("connect")).to.deep.equal([]);
  });

  for (const [mode, code] of [
    ["nested", "UNSUPPORTED"],
    ["origin", "UNSUPPORTED"],
    ["version", "VERSION_MISMATCH"],
  ] as const)
    it(`fails with ${code} at once when the enclave refuses (${mode})`, async () => {
      expect((await rejection(shake(enclaveAt(mode)))).code).to.equal(code);
    });

  for (const mode of ["silent", "malformed"])
    it(`gives up after its deadline on an enclave that is ${mode}, although the page loaded`, async () => {
      const error = await rejection(shake(enclaveAt(mode), { deadline: 700 }));
      expect(error.code).to.equal("ENCLAVE_UNREACHABLE");
      expect(error.message).to.contain(ENCLAVE_ORIGIN).and.contain("frame-ancestors");
      expect(reports.of("connect")).to.deep.equal([]);
    });

  it("does not take an error page for success", async () => {
    const error = await rejection(shake(`${ENCLAVE_ORIGIN}/no-such-page.html`, { deadline: 700 }));
    expect(error.code).to.equal("ENCLAVE_UNREACHABLE");
  });

  it("hears only its own frame: another frame's ready is not answered", async () => {
    const stranger = document.createElement("iframe");
    stranger.src = enclaveAt();
    cleanups.push(() => stranger.remove());
    const error = await rejection(
      shake(enclaveAt("silent"), { deadline: 1_500, first: () => document.body.append(stranger) }),
    );
    expect(error.code).to.equal("ENCLAVE_UNREACHABLE");
    expect(reports.of("connect")).to.deep.equal([]);
  });

  it("hears only the enclave's origin: a ready from its frame on another site is not answered", async () => {
    const error = await rejection(shake(enclaveAt("normal", OTHER_ORIGIN), { deadline: 1_500 }));
    expect(error.code).to.equal("ENCLAVE_UNREACHABLE");
    expect(reports.of("connect")).to.deep.equal([]);
  });

  it("hears no message of the page itself", async () => {
    const shaking = rejection(shake(enclaveAt("silent"), { deadline: 500 }));
    window.postMessage({ type: "idos-enclave:ready", versions: [1], nonce: "0".repeat(32) }, "*");
    expect((await shaking).code).to.equal("ENCLAVE_UNREACHABLE");
  });

  it("ends with ABORTED, and leaves no listener that answers later", async () => {
    const stop = new AbortController();
    const shaking = rejection(shake(enclaveAt(), { signal: stop.signal }));
    stop.abort();
    expect((await shaking).code).to.equal("ABORTED");
    await after(500);
    expect(reports.of("connect")).to.deep.equal([]);
  });

  it("fails at once, naming the directive, when this page's CSP blocks the enclave", async () => {
    const policed = document.createElement("iframe");
    policed.src = "/tests/unit/host-sdk/fixtures/policed-host.html";
    cleanups.push(() => policed.remove());
    const report = new Promise<{ code: string; message: string; ms: number }>((resolve) => {
      window.addEventListener(
        "message",
        ({ data }: MessageEvent<{ type?: string; code: string; message: string; ms: number }>) => {
          if (data?.type === "fixture:policed") resolve(data);
        },
      );
    });
    document.body.append(policed);
    const { code, message, ms } = await report;
    expect(code).to.equal("ENCLAVE_UNREACHABLE");
    expect(message).to.contain("frame-src https://enclave.example");
    expect(ms).to.be.lessThan(3_000);
  });
});
