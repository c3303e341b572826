import { expect } from "chai";
import * as v from "valibot";
import { createCaller } from "../../../enclave/protocol/call.ts";
import { IdosError } from "../../../enclave/protocol/errors.ts";
import { MAX_PENDING } from "../../../enclave/protocol/policies.ts";
import { serve, type Handlers } from "../../../enclave/protocol/serve.ts";
import { after, rejection, until } from "./support/rejection.ts";

interface Table {
  echo: { params: { text: string }; result: { text: string } };
  wait: { params: { id: number }; result: Record<never, never> };
}

const text = v.strictObject({ text: v.pipe(v.string(), v.maxLength(10)) });

function setUp(
  handlers: Partial<Handlers<Table>> = {},
  serverDeadline: number | null = null,
  callerDeadline: number | null = null,
) {
  const { port1, port2 } = new MessageChannel();
  const aborted: number[] = [];
  let silent = 0;
  const server = serve<Table>(port2, {
    params: (method) => ({ echo: text, wait: v.strictObject({ id: v.number() }) })[method],
    deadline: () => serverDeadline,
    handlers: {
      echo: async (params) => params,
      wait: ({ id }, signal) =>
        new Promise((_, reject) =>
          signal.addEventListener("abort", () => (aborted.push(id), reject(signal.reason as Error))),
        ),
      ...handlers,
    },
  });
  const caller = createCaller<Table>(port1, {
    result: (method) => ({ echo: text, wait: v.strictObject({}) })[method],
    deadline: () => callerDeadline,
    onSilent: () => silent++,
  });
  return { caller, server, aborted, silent: () => silent, port1, port2 };
}

describe("a call over a port", () => {
  it("answers", async () => {
    const { caller } = setUp();
    expect(await caller.call("echo", { text: "hello" })).to.deep.equal({ text: "hello" });
  });

  it("names the argument that is wrong, and not its value", async () => {
    const { caller } = setUp();
    const error = await rejection(caller.call("echo", { text: "sssecret-value" }));
    expect(error.code).to.equal("INVALID_ARGUMENT");
    expect(error.message).to.contain("echo.text").and.not.contain("secret");
  });

  it("refuses an argument that the table does not have", async () => {
    const { caller } = setUp();
    const params = { text: "a", more: 1 } as { text: string };
    expect((await rejection(caller.call("echo", params))).code).to.equal("INVALID_ARGUMENT");
  });

  it("refuses an answer that is not of the table", async () => {
    const { caller } = setUp({ echo: async () => ({ text: 1 }) as unknown as { text: string } });
    const error = await rejection(caller.call("echo", { text: "a" }));
    expect(error.code).to.equal("INVALID_ARGUMENT");
    expect(error.message).to.contain("echo answer");
  });

  it("carries code, message and data of the other side's error, and nothing else of it", async () => {
    const { caller } = setUp({
      echo: async () => {
        throw new IdosError("TIMELOCKED", "locked", { data: { until: 5 }, cause: new Error("inner") });
      },
    });
    const error = await rejection(caller.call("echo", { text: "a" }));
    expect([error.code, error.message, error.data, error.cause]).to.deep.equal([
      "TIMELOCKED",
      "locked",
      { until: 5 },
      undefined,
    ]);
  });

  it("hides what an unexpected error says", async () => {
    const { caller } = setUp({
      echo: async () => {
        throw new TypeError("secret detail");
      },
    });
    const error = await rejection(caller.call("echo", { text: "a" }));
    expect(error.code).to.equal("INTERNAL");
    expect(error.message).to.not.contain("secret");
  });

  it("ends with TIMEOUT at the caller's deadline, and stops the other side", async () => {
    const { caller, aborted } = setUp({}, null, 40);
    expect((await rejection(caller.call("wait", { id: 1 }))).code).to.equal("TIMEOUT");
    await until(() => aborted.length === 1, "the handler is told");
  });

  it("ends with TIMEOUT at the server's deadline", async () => {
    const { caller, aborted } = setUp({}, 40);
    expect((await rejection(caller.call("wait", { id: 1 }))).code).to.equal("TIMEOUT");
    expect(aborted).to.deep.equal([1]);
  });

  it("ends with ABORTED at once when its signal aborts, and stops only its own handler", async () => {
    const { caller, aborted } = setUp();
    const stop = new AbortController();
    const first = rejection(caller.call("wait", { id: 1 }, { signal: stop.signal }));
    const second = rejection(caller.call("wait", { id: 2 }));
    await after(20);
    stop.abort();
    expect((await first).code).to.equal("ABORTED");
    await until(() => aborted.length === 1, "the handler is told");
    expect(aborted).to.deep.equal([1]);
    caller.die(new IdosError("ENCLAVE_RESTARTED", "gone"));
    await second;
  });

  it("is not made when its signal is aborted already", async () => {
    let made = 0;
    const { caller } = setUp({ echo: async (params) => (made++, params) });
    expect((await rejection(caller.call("echo", { text: "a" }, { signal: AbortSignal.abort() }))).code).to.equal(
      "ABORTED",
    );
    await after(20);
    expect(made).to.equal(0);
  });

  it("rejects when the channel dies, and so does every later one", async () => {
    const { caller } = setUp();
    const pending = rejection(caller.call("wait", { id: 1 }));
    caller.die(new IdosError("ENCLAVE_RESTARTED", "gone"));
    expect((await pending).code).to.equal("ENCLAVE_RESTARTED");
    expect((await rejection(caller.call("echo", { text: "a" }))).code).to.equal("ENCLAVE_RESTARTED");
  });

  it("is refused when too many are pending", async () => {
    const { caller } = setUp();
    const pending = Array.from({ length: MAX_PENDING }, (_, id) => rejection(caller.call("wait", { id })));
    await after(50);
    expect((await rejection(caller.call("echo", { text: "a" }))).code).to.equal("RATE_LIMITED");
    caller.die(new IdosError("ENCLAVE_RESTARTED", "gone"));
    await Promise.all(pending);
  });

  it("aborts what runs when the server stops", async () => {
    const { caller, server, aborted } = setUp();
    const pending = rejection(caller.call("wait", { id: 1 }));
    await after(20);
    server.stop();
    expect(aborted).to.deep.equal([1]);
    caller.die(new IdosError("ENCLAVE_RESTARTED", "gone"));
    await pending;
  });

  it("is told when the other side stops answering heartbeats, and not while it answers them", async function () {
    this.timeout(40_000);
    const living = setUp();
    const dead = setUp();
    dead.port2.close();
    const pending = [living, dead].map(({ caller }) => rejection(caller.call("wait", { id: 1 })));
    await after(17_000);
    expect(dead.silent()).to.be.greaterThan(0);
    expect(living.silent()).to.equal(0);
    for (const { caller } of [living, dead]) caller.die(new IdosError("ENCLAVE_RESTARTED", "gone"));
    await Promise.all(pending);
  });
});
