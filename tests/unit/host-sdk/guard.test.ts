import { expect } from "chai";
import { expose, wrap } from "comlink";
import { guardClient, guardServer } from "../../../enclave/protocol/guard.ts";
import { after } from "./support/rejection.ts";

const raw = (value: unknown) => ({ type: "RAW", value });
const good = { id: "1", type: "APPLY", path: ["ping"], argumentList: [raw({ n: 1 }), raw("call-1")] };

/** Shapes that a hostile page may send; none may reach comlink. */
const hostileRequests: [name: string, message: unknown][] = [
  [
    "code through the function constructor",
    { ...good, path: ["ping", "constructor"], argumentList: [raw("return globalThis.secret"), raw("c")] },
  ],
  ["a path through __proto__", { ...good, path: ["__proto__", "polluted"] }],
  ["the method __proto__", { ...good, path: ["__proto__"] }],
  ["the method constructor", { ...good, path: ["constructor"] }],
  ["an unknown method", { ...good, path: ["secret"] }],
  ["an empty path", { ...good, path: [] }],
  ["a path that is no array", { ...good, path: "ping" }],
  ["a method that is an object", { ...good, path: [{ toString: "ping" }] }],
  ["GET", { ...good, type: "GET" }],
  ["SET", { ...good, type: "SET", path: ["ping"], value: raw("gone") }],
  ["SET of a prototype's property", { id: "1", type: "SET", path: ["__proto__", "polluted"], value: raw(true) }],
  ["CONSTRUCT", { ...good, type: "CONSTRUCT" }],
  ["ENDPOINT", { ...good, type: "ENDPOINT" }],
  ["RELEASE", { ...good, type: "RELEASE" }],
  [
    "a HANDLER argument",
    { ...good, argumentList: [{ type: "HANDLER", name: "throw", value: { isError: true, value: {} } }, raw("c")] },
  ],
  ["a proxy HANDLER argument", { ...good, argumentList: [raw({}), { type: "HANDLER", name: "proxy", value: null }] }],
  ["one argument", { ...good, argumentList: [raw({})] }],
  ["three arguments", { ...good, argumentList: [raw({}), raw("c"), raw("d")] }],
  ["a call id that is no text", { ...good, argumentList: [raw({}), raw({})] }],
  ["a call id that is too long", { ...good, argumentList: [raw({}), raw("x".repeat(65))] }],
  ["no id", { ...good, id: undefined }],
  ["a numeric id", { ...good, id: 1 }],
  ["null", null],
  ["text", "APPLY"],
  ["an empty object", {}],
  ["an array", [good]],
  ["CANCEL without an id", { type: "CANCEL" }],
  ["PING without a number", { type: "PING", n: "1" }],
];

/** Shapes that a hostile enclave, or a page that got hold of the port, may answer with. */
const hostileAnswers: [name: string, message: (id: string) => unknown][] = [
  [
    "a HANDLER that throws",
    (id) => ({ id, type: "HANDLER", name: "throw", value: { isError: true, value: { message: "x", stack: "y" } } }),
  ],
  ["a HANDLER that makes a proxy", (id) => ({ id, type: "HANDLER", name: "proxy", value: null })],
  ["another id", () => ({ id: "another", type: "RAW", value: 666 })],
  ["no type", (id) => ({ id, value: 666 })],
  ["null", () => null],
];

describe("the guard of the answering side", () => {
  function setUp() {
    const { port1, port2 } = new MessageChannel();
    const seen: unknown[] = [];
    const cancelled: string[] = [];
    expose(
      { ping: (params: unknown, callId: string) => (seen.push([params, callId]), "pong") },
      guardServer(port1, { methods: ["ping"], onCancel: (id) => cancelled.push(id) }),
    );
    const answers: { id?: unknown; type?: unknown; value?: { ok?: boolean; error?: { code?: string } } }[] = [];
    port2.onmessage = ({ data }) => answers.push(data as (typeof answers)[number]);
    return { port1, port2, seen, answers, cancelled };
  }

  it("lets a request of the protocol through", async () => {
    const { port2, seen, answers } = setUp();
    port2.postMessage(good);
    await after(20);
    expect(seen).to.deep.equal([[{ n: 1 }, "call-1"]]);
    expect(answers).to.deep.equal([{ id: "1", type: "RAW", value: "pong" }]);
  });

  for (const [name, message] of hostileRequests)
    it(`refuses ${name} with an answer, and runs nothing`, async () => {
      const { port2, seen, answers } = setUp();
      const before = Object.getOwnPropertyNames(Object.prototype).sort();
      port2.postMessage(message);
      await after(20);
      expect(seen).to.deep.equal([]);
      expect(answers).to.have.length(1);
      expect(answers[0]?.value).to.deep.include({ ok: false });
      expect(answers[0]?.value?.error?.code).to.equal("INVALID_ARGUMENT");
      expect(Object.getOwnPropertyNames(Object.prototype).sort()).to.deep.equal(before);
      expect(({} as Record<string, unknown>)["polluted"]).to.equal(undefined);
      // The good request still works: nothing was replaced or released.
      port2.postMessage(good);
      await after(20);
      expect(seen).to.have.length(1);
    });

  it("takes what stands beside the known keys for nothing", async () => {
    const { port2, seen } = setUp();
    port2.postMessage({ ...good, value: raw("extra"), more: [1] });
    await after(20);
    expect(seen).to.deep.equal([[{ n: 1 }, "call-1"]]);
  });

  it("hands a cancel on and answers a heartbeat", async () => {
    const { port2, answers, cancelled } = setUp();
    port2.postMessage({ type: "CANCEL", callId: "call-7" });
    port2.postMessage({ type: "PING", n: 3 });
    await after(20);
    expect(cancelled).to.deep.equal(["call-7"]);
    expect(answers).to.deep.equal([{ type: "PONG", n: 3 }]);
  });

  it("closes ports that come along uninvited", async () => {
    const { port2 } = setUp();
    const stray = new MessageChannel();
    const closed = new Promise<boolean>((resolve) => {
      stray.port2.addEventListener("close", () => resolve(true));
      setTimeout(() => resolve(false), 500);
    });
    stray.port2.start();
    port2.postMessage(good, [stray.port1]);
    // Only Chromium reports the closing of the other end.
    if ("onclose" in stray.port2) expect(await closed).to.equal(true);
  });
});

describe("the guard of the asking side", () => {
  for (const [name, answer] of hostileAnswers)
    it(`ignores ${name}, and takes the right answer after it`, async () => {
      const { port1, port2 } = new MessageChannel();
      const remote = wrap<Record<string, (params: unknown, callId: string) => Promise<unknown>>>(
        guardClient(port1, () => {}),
      );
      const request = new Promise<{ id: string }>(
        (resolve) => (port2.onmessage = ({ data }) => resolve(data as { id: string })),
      );
      const calling = remote["ping"]?.({}, "call-1");
      const { id } = await request;
      port2.postMessage(answer(id));
      port2.postMessage({ id, type: "RAW", value: "right" });
      expect(await calling).to.equal("right");
    });

  it("reports heartbeats that were answered", async () => {
    const { port1, port2 } = new MessageChannel();
    const heard: number[] = [];
    wrap(guardClient(port1, (n) => heard.push(n)));
    // comlink starts a port with the first call.
    port1.start();
    port2.postMessage({ type: "PONG", n: 4 });
    port2.postMessage({ type: "PONG", n: "5" });
    await after(20);
    expect(heard).to.deep.equal([4]);
  });
});
