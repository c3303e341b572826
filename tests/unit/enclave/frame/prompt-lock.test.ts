import { expect } from "chai";
import { createPromptLock } from "../../../../enclave/frame/prompt-lock.ts";
import { isIdosError } from "../../../../enclave/protocol/errors.ts";

const NAME = "idos-prompt";
const never = new AbortController().signal;
const held = async (): Promise<number> =>
  ((await navigator.locks.query()).held ?? []).filter(({ name }) => name === NAME).length;

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("It did not come to that");
}

describe("the lock on prompts", () => {
  it("that was asked for ahead is there when it is taken, once, and goes with its release", async () => {
    const lock = createPromptLock();
    lock.prepare();
    lock.prepare();
    await until(async () => (await held()) === 1);
    let waited = false;
    await lock.take(never, () => (waited = true));
    expect(waited).to.equal(false);
    lock.release();
    await until(async () => (await held()) === 0);
  });

  it("that was asked for ahead and released before it was there is not kept", async () => {
    const lock = createPromptLock();
    lock.prepare();
    lock.release();
    const other = createPromptLock();
    await other.take(never, () => {});
    other.release();
    await until(async () => (await held()) === 0);
  });

  it("waits for another tab's, says so, and gets it after that one, though it was asked for ahead in vain", async () => {
    const theirs = createPromptLock();
    await theirs.take(never, () => {});
    const ours = createPromptLock();
    ours.prepare();
    let waited = false;
    let taken = false;
    const taking = ours.take(never, () => (waited = true)).then(() => (taken = true));
    await until(() => waited);
    expect(taken).to.equal(false);
    theirs.release();
    await taking;
    expect(await held()).to.equal(1);
    ours.release();
    await until(async () => (await held()) === 0);
  });

  it("is waited for no longer than the call, and is not taken afterwards", async () => {
    const theirs = createPromptLock();
    await theirs.take(never, () => {});
    const call = new AbortController();
    const ours = createPromptLock();
    const failed = ours.take(call.signal, () => call.abort()).catch((error: unknown) => error);
    expect(isIdosError(await failed, "ABORTED")).to.equal(true);
    theirs.release();
    await until(async () => (await held()) === 0);
  });

  it("does not stop anybody in a browser that refuses it", async () => {
    const refusing = { request: () => Promise.reject(new DOMException("blocked", "SecurityError")) };
    const lock = createPromptLock(refusing as unknown as LockManager);
    lock.prepare();
    let waited = false;
    await lock.take(never, () => (waited = true));
    expect(waited).to.equal(false);
    lock.release();
  });
});
