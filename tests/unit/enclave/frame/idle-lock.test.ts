/** The idle lock, on clocks that the test moves. */
import { expect } from "chai";
import { createIdleLock, type IdleLock } from "../../../../enclave/frame/idle-lock.ts";

const START = 1_800_000_000;
const REAL = { now: Date.now, steady: performance.now, setTimeout: globalThis.setTimeout, clear: clearTimeout };

/** Seconds of the clock on the wall, and of the one that nobody sets. */
let wall = START;
let steady = 0;
let timers: { id: number; at: number; run: () => void }[] = [];
let ids = 0;

/** Time passes, and timers run when they are due. */
function pass(seconds: number): void {
  const end = steady + seconds;
  for (;;) {
    const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
    const to = next ? Math.max(next.at, steady) : end;
    wall += to - steady;
    steady = to;
    if (!next) return;
    timers = timers.filter(({ id }) => id !== next.id);
    next.run();
  }
}

let lock: IdleLock;
let events: string[];
beforeEach(() => {
  [wall, steady, timers, events] = [START, 0, [], []];
  Date.now = () => wall * 1000;
  performance.now = () => steady * 1000;
  globalThis.setTimeout = ((run: () => void, ms = 0) => {
    timers.push({ id: ++ids, at: steady + ms / 1000, run });
    return ids;
  }) as typeof setTimeout;
  globalThis.clearTimeout = (id) => {
    timers = timers.filter((timer) => timer.id !== id);
  };
  lock = createIdleLock({
    onCountdown: (left) => events.push(String(left)),
    onStay: () => events.push("stay"),
    onLock: () => events.push("lock"),
  });
});
afterEach(() => {
  Date.now = REAL.now;
  performance.now = REAL.steady;
  globalThis.setTimeout = REAL.setTimeout;
  globalThis.clearTimeout = REAL.clear;
});

describe("threat 14: idle lock", () => {
  it("locks after its time and counts each of the last 60 seconds", () => {
    lock.start(900);
    expect(lock.lockAt).to.equal(START + 900);
    pass(839);
    expect(events).to.deep.equal([]);
    pass(60.5);
    expect(events).to.deep.equal(Array.from({ length: 60 }, (_, i) => String(60 - i)));
    pass(1);
    expect(events.at(-1)).to.equal("lock");
    expect(lock.lockAt).to.equal(undefined);
    pass(10_000);
    expect(events.filter((event) => event === "lock")).to.have.length(1);
  });

  it("starts again with each act of the person, and takes a countdown back", () => {
    lock.start(900);
    for (let i = 0; i < 10; i++) {
      pass(800);
      lock.touch();
    }
    expect(events).to.deep.equal([]);
    pass(850);
    lock.touch();
    expect(events.at(-1)).to.equal("stay");
    pass(899);
    expect(events).not.to.include("lock");
    pass(1);
    expect(events.at(-1)).to.equal("lock");
  });

  it("locks who comes back to a computer that slept, instead of taking the act as a sign of life", () => {
    lock.start(900);
    pass(10);
    // Asleep: the wall clock goes on, the steady one and the timers do not.
    wall += 7_200;
    lock.touch();
    expect(events).to.deep.equal(["lock"]);
  });

  it("locks in its time although the wall clock is set back", () => {
    lock.start(900);
    pass(10);
    wall -= 86_400;
    pass(895);
    expect(events.at(-1)).to.equal("lock");
  });

  it("does nothing while nothing is held", () => {
    lock.touch();
    lock.check();
    lock.start(900);
    lock.stop();
    pass(10_000);
    expect(events).to.deep.equal([]);
  });
});
