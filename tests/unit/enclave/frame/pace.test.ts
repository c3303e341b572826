/** Threat 24: what the frame says while a window is open leaves at steps of time, in order, here and in other frames. */
import { expect } from "chai";
import { createNeighbours } from "../../../../enclave/frame/neighbours.ts";
import { createPace, pacedPort, type Pace } from "../../../../enclave/frame/pace.ts";
import { createSteadyLockAt } from "../../../../enclave/frame/steady-lock-at.ts";
import { STEP } from "../../../../enclave/protocol/steps.ts";

/** Which step it is: what leaves in a later one than it was said in has waited, on a busy machine too. */
const step = (): number => Math.floor((performance.timeOrigin + performance.now()) / STEP);
const task = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Sends one thing and resolves to how many steps later it left. */
function sent(pace: Pace): Promise<number> {
  const from = step();
  return new Promise((resolve) => pace.send(() => resolve(step() - from)));
}
/** Waits for so many steps. */
async function steps(count: number): Promise<void> {
  const from = Math.floor((performance.timeOrigin + performance.now()) / STEP);
  while ((performance.timeOrigin + performance.now()) / STEP < from + count) await task();
}
/** Keeps this thread busy, as a window that draws does. */
function draw(ms: number): void {
  for (const until = performance.now() + ms; performance.now() < until;);
}

describe("threat 24: the pace of a frame", () => {
  let paces: Pace[];
  const made = (): Pace => {
    const pace = createPace();
    paces.push(pace);
    return pace;
  };
  beforeEach(() => (paces = []));
  afterEach(async () => {
    for (const pace of paces) pace.stop({ lingers: false });
    // Neighbours believe each other for so long.
    while (createPace().on) await task();
    for (const pace of paces) while (pace.on) await task();
  });

  it("is none while no window is open", () => {
    const order: number[] = [];
    const pace = made();
    pace.send(() => order.push(1));
    order.push(2);
    expect(order).to.deep.equal([1, 2]);
  });

  it("has everything leave at a step while one is, in the order in which it was said", async () => {
    const pace = made();
    pace.start();
    const order: number[] = [];
    for (let i = 0; i < 5; i++) {
      pace.send(() => order.push(i));
      await task();
    }
    expect(await sent(pace)).to.be.at.least(1);
    expect(order).to.deep.equal([0, 1, 2, 3, 4]);
  });

  it("is the same however long the window draws within a step", async () => {
    const pace = made();
    pace.start();
    await sent(pace);
    for (const ms of [0, 20, 60, 100]) {
      const leaving = sent(pace);
      draw(ms);
      expect(await leaving).to.be.at.least(1);
    }
  });

  it("ends at once, in order, when the person let something through, and a moment later when they did not", async () => {
    const pace = made();
    pace.start();
    const order: string[] = [];
    pace.send(() => order.push("before"));
    pace.stop({ lingers: false });
    pace.send(() => order.push("after"));
    expect(order).to.deep.equal(["before", "after"]);

    pace.start();
    pace.stop({ lingers: true });
    expect(pace.on).to.equal(true);
    expect(await sent(pace)).to.be.at.least(1);
  });

  it("is kept by the frames beside it, also by one that loads later", async () => {
    const [one, beside] = [made(), made()];
    one.start();
    while (!beside.on) await task();
    const later = made();
    while (!later.on) await task();
    expect(await sent(later)).to.be.at.least(1);
    one.stop({ lingers: false });
    while (beside.on) await task();
  });

  it("is kept for as long as a frame beside it has its window open, though its timers rest, and no longer than it lives", async () => {
    const realInterval = globalThis.setInterval;
    // As in a tab that is hidden for long.
    globalThis.setInterval = (() => 0) as unknown as typeof setInterval;
    try {
      const [one, beside] = [made(), made()];
      one.start();
      while (!beside.on) await task();
      await steps(6);
      expect(beside.on).to.equal(true);
      one.stop({ lingers: true });
      await steps(1);
      expect(beside.on).to.equal(true);
      while (beside.on) await task();
    } finally {
      globalThis.setInterval = realInterval;
    }
    const beside = made();
    const frame = document.createElement("iframe");
    frame.srcdoc = `<script type="module">
      import { createPace } from ${JSON.stringify(new URL("../../../../enclave/frame/pace.ts", import.meta.url).href)};
      createPace().start();
    </script>`;
    document.body.append(frame);
    while (!beside.on) await task();
    await steps(6);
    expect(beside.on).to.equal(true);
    frame.remove();
    while (beside.on) await task();
  });

  it("is kept beside a frame without locks by what that says again and again", async () => {
    const refusing = { request: () => Promise.reject(new DOMException("blocked", "SecurityError")) };
    const one = createPace(createNeighbours(refusing as unknown as LockManager));
    paces.push(one);
    const beside = made();
    for (let i = 0; i < 2; i++) {
      one.start();
      while (!beside.on) await task();
      one.stop({ lingers: false });
      while (beside.on) await task();
    }
    one.start();
    const later = made();
    while (!later.on) await task();
    await steps(6);
    while (!later.on) await task();
  });

  it("holds for a port: answers and the port's end", async () => {
    const pace = made();
    const { port1, port2 } = new MessageChannel();
    const port = pacedPort(port1, pace);
    const moments: number[] = [];
    port2.onmessage = () => moments.push(step());
    pace.start();
    const from = step();
    port.postMessage(1);
    await task();
    port.postMessage(2);
    port.close();
    while (moments.length < 2) await task();
    expect(Math.min(...moments)).to.be.greaterThan(from);
  });
});

describe("threat 24: the time of the lock, as a page may know it", () => {
  it("stays as it was when the window opened, whatever the person does there, until it is near", () => {
    let [real, open, now]: [number | undefined, boolean, number] = [1_000, false, 100];
    const lockAt = createSteadyLockAt(
      () => real,
      () => open,
      () => now,
    );
    expect(lockAt.value).to.equal(1_000);
    open = true;
    lockAt.hold();
    real = 1_050;
    expect(lockAt.value).to.equal(1_000);
    now = 950;
    expect(lockAt.value).to.equal(1_050);
    now = 100;
    open = false;
    expect(lockAt.value).to.equal(1_050);
    real = undefined;
    open = true;
    expect(lockAt.value).to.equal(undefined);
  });
});
