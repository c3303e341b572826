import { expect } from "chai";
import { IdosError } from "../../../../enclave/protocol/errors.ts";
import { reasonOf, untilAborted } from "../../../../enclave/protocol/until-aborted.ts";

const never = new Promise<string>(() => {});

async function rejection(work: Promise<unknown>): Promise<IdosError> {
  try {
    await work;
  } catch (error) {
    return error as IdosError;
  }
  throw new Error("expected a rejection");
}

describe("waiting until a signal aborts", () => {
  it("settles as the work does", async () => {
    const { signal } = new AbortController();
    const failure = new Error("of the work");
    expect(await untilAborted(Promise.resolve("done"), signal)).to.equal("done");
    expect(await untilAborted(Promise.resolve("done"), undefined)).to.equal("done");
    expect(await rejection(untilAborted(Promise.reject(failure), signal))).to.equal(failure);
  });

  it("ends with ABORTED, whatever the signal was aborted with, or with its reason where that is asked for", async () => {
    const locked = new IdosError("LOCKED", "The key was locked");
    for (const [reason, code] of [
      [locked, "LOCKED"],
      ["keep", "ABORTED"],
    ] as const) {
      const controller = new AbortController();
      const plain = rejection(untilAborted(never, controller.signal));
      const reasoned = rejection(untilAborted(never, controller.signal, reasonOf));
      controller.abort(reason);
      expect((await plain).code).to.equal("ABORTED");
      expect((await reasoned).code).to.equal(code);
      // One that was aborted before.
      expect((await rejection(untilAborted(Promise.resolve(1), controller.signal))).code).to.equal("ABORTED");
      expect((await rejection(untilAborted(never, controller.signal, reasonOf))).code).to.equal(code);
    }
  });

  it("leaves nothing behind: no listener, and no failure that nobody handles", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => (listeners++, add(...args));
    signal.removeEventListener = (...args: Parameters<typeof remove>) => (listeners--, remove(...args));
    const unhandled: unknown[] = [];
    const hear = (event: PromiseRejectionEvent): void => {
      event.preventDefault();
      unhandled.push(event.reason);
    };
    window.addEventListener("unhandledrejection", hear);
    try {
      await untilAborted(Promise.resolve(1), signal);
      await Promise.resolve();
      expect(listeners).to.equal(0);
      let fail: (error: Error) => void = () => {};
      const late = rejection(untilAborted(new Promise((_, reject) => (fail = reject)), signal));
      expect(listeners).to.equal(1);
      controller.abort();
      await late;
      fail(new Error("too late"));
      // The browser reports in a later task.
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(unhandled).to.deep.equal([]);
      expect(listeners).to.equal(0);
    } finally {
      window.removeEventListener("unhandledrejection", hear);
    }
  });
});
