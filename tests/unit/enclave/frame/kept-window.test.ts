/** Threats 3, 24 and 30: a window that stays after a flow belongs to what waits, and goes when nothing does. */
import { expect } from "chai";
import { createKeptWindow } from "../../../../enclave/frame/kept-window.ts";

/** A frame of which only this is known, whose flow has its turn and its window. */
function frame() {
  const state = { running: true, next: undefined as { views: boolean } | undefined, waiting: 0, closed: 0 };
  const kept = createKeptWindow({
    running: () => state.running,
    next: () => state.next,
    waiting: () => state.waiting,
    close: () => void state.closed++,
  });
  kept.opened();
  const ends = (...how: Parameters<typeof kept.ended>): void => {
    kept.ended(...how);
    state.running = false;
    kept.check();
  };
  return { state, kept, ends };
}

describe("threat 30: the window between two flows", () => {
  it("stays for a call that waits for the unlock, and goes when that does not come to be a flow", () => {
    const { state, kept, ends } = frame();
    state.waiting = 1;
    expect(kept.stays()).to.equal(true);
    ends("over");
    expect([kept.open, state.closed]).to.deep.equal([true, 0]);
    state.waiting = 0;
    kept.check();
    kept.check();
    expect([kept.open, state.closed]).to.deep.equal([false, 1]);
  });

  it("goes at once if the calls went between the vault's question and the end of the flow", () => {
    const { state, kept, ends } = frame();
    state.waiting = 1;
    kept.stays();
    state.waiting = 0;
    kept.check();
    expect(state.closed).to.equal(0);
    ends("over");
    expect([kept.open, state.closed]).to.deep.equal([false, 1]);
  });

  it("is the vault's to leave after a flow that failed, and after one behind which nothing waited", () => {
    for (const [how, waiting] of [
      ["failed", 1],
      ["over", 0],
    ] as const) {
      const { state, kept, ends } = frame();
      state.waiting = waiting;
      kept.stays();
      ends(how);
      expect([kept.open, state.closed]).to.deep.equal([false, 0]);
    }
  });

  it("goes from a view to further views only, unless the person pressed for what waits", () => {
    for (const [pressed, next, stays] of [
      [false, { views: true }, true],
      [false, { views: false }, false],
      [false, undefined, false],
      [true, { views: false }, true],
      [true, undefined, false],
    ] as const) {
      const { state, kept, ends } = frame();
      if (pressed) kept.pressed();
      state.next = next;
      ends("left");
      expect([kept.open, state.closed]).to.deep.equal([stays, stays ? 0 : 1]);
    }
  });

  it("does not outlive the flow that was refused its turn, if nothing else waits", () => {
    const { state, kept, ends } = frame();
    state.next = { views: true };
    ends("left");
    state.running = true;
    state.next = undefined;
    kept.check();
    expect(state.closed).to.equal(0);
    state.running = false;
    kept.check();
    expect([kept.open, state.closed]).to.deep.equal([false, 1]);
  });
});
