import { sendKeys, sendMouse } from "@web/test-runner-commands";
import { expect } from "chai";
import { ARMING_DELAY, createArming, type Arming, type ArmingEnvironment } from "../../../../enclave/window/arming.ts";

/** Surroundings with a clock and a focus that the test moves. */
function fake() {
  const clock = { now: 0, timers: new Map<number, { at: number; run: () => void }>(), next: 1 };
  const page = { focused: false, window: new EventTarget(), document: new EventTarget() };
  const environment: ArmingEnvironment = {
    focused: () => page.focused,
    window: page.window,
    document: page.document,
    setTimeout(run, ms) {
      clock.timers.set(clock.next, { at: clock.now + ms, run });
      return clock.next++;
    },
    clearTimeout: (id) => void (id !== undefined && clock.timers.delete(id)),
  };
  return {
    environment,
    pass(ms: number): void {
      clock.now += ms;
      for (const [id, { at, run }] of [...clock.timers]) {
        if (at > clock.now) continue;
        clock.timers.delete(id);
        run();
      }
    },
    focus(focused: boolean): void {
      page.focused = focused;
      page.window.dispatchEvent(new Event(focused ? "focus" : "blur"));
    },
    /** Focus changes without an event. */
    steal(): void {
      page.focused = false;
    },
    hide(): void {
      page.focused = false;
      page.document.dispatchEvent(new Event("visibilitychange"));
    },
    key: (type: "keydown" | "keyup", key: string, repeat = false) =>
      page.document.dispatchEvent(new KeyboardEvent(type, { key, repeat })),
    pointer: (type: "pointerdown" | "pointerup") => page.document.dispatchEvent(new PointerEvent(type)),
    pending: () => clock.timers.size,
  };
}
const trusted = { isTrusted: true };

describe("arming", () => {
  it("arms after 600 ms of focus, and not a moment before", () => {
    const page = fake();
    page.focus(true);
    const arming = createArming(page.environment);
    page.pass(ARMING_DELAY - 1);
    expect([arming.armed, arming.accepts(trusted)]).to.deep.equal([false, false]);
    page.pass(1);
    expect([arming.armed, arming.accepts(trusted)]).to.deep.equal([true, true]);
  });

  it("does not count time without focus", () => {
    const page = fake();
    const arming = createArming(page.environment);
    page.pass(10_000);
    expect(arming.armed).to.equal(false);
    page.focus(true);
    page.pass(ARMING_DELAY);
    expect(arming.armed).to.equal(true);
  });

  for (const [name, lose] of [
    ["focus is lost", (page: ReturnType<typeof fake>) => page.focus(false)],
    ["the page is hidden", (page: ReturnType<typeof fake>) => page.hide()],
  ] as const)
    it(`starts over when ${name}`, () => {
      const page = fake();
      page.focus(true);
      const arming = createArming(page.environment);
      page.pass(ARMING_DELAY);
      lose(page);
      expect(arming.armed).to.equal(false);
      page.pass(10_000);
      expect(arming.armed).to.equal(false);
      page.focus(true);
      page.pass(ARMING_DELAY - 1);
      expect(arming.armed).to.equal(false);
      page.pass(1);
      expect(arming.armed).to.equal(true);
    });

  it("starts over when focus is lost while it counts", () => {
    const page = fake();
    page.focus(true);
    const arming = createArming(page.environment);
    page.pass(500);
    page.focus(false);
    page.focus(true);
    page.pass(500);
    expect(arming.armed).to.equal(false);
  });

  it("asks for focus again at the click, should the browser not have told of the loss", () => {
    const page = fake();
    page.focus(true);
    const arming = createArming(page.environment);
    page.pass(ARMING_DELAY);
    page.steal();
    expect(arming.accepts(trusted)).to.equal(false);
  });

  it("ignores events that no person made", () => {
    const page = fake();
    page.focus(true);
    const arming = createArming(page.environment);
    page.pass(ARMING_DELAY);
    expect(arming.accepts({ isTrusted: false })).to.equal(false);
    expect(arming.accepts(new MouseEvent("click"))).to.equal(false);
  });

  it("ignores a press that began before it was armed: the second click of a double-click, a held Enter", () => {
    const page = fake();
    page.focus(true);
    const arming = createArming(page.environment);
    page.pass(500);
    page.pointer("pointerdown");
    page.pass(200);
    expect(arming.armed).to.equal(true);
    page.pointer("pointerup");
    expect(arming.accepts(trusted)).to.equal(false);
    page.pass(0);
    page.pointer("pointerdown");
    page.pointer("pointerup");
    expect(arming.accepts(trusted)).to.equal(true);
  });

  it("ignores key repeat, and takes a fresh press after the key was let go", () => {
    const page = fake();
    page.focus(true);
    const arming = createArming(page.environment);
    page.pass(ARMING_DELAY);
    page.key("keydown", "Enter", true);
    expect(arming.accepts(trusted)).to.equal(false);
    page.key("keydown", "Enter", true);
    page.key("keyup", "Enter");
    expect(arming.accepts(trusted)).to.equal(false);
    page.pass(0);
    page.key("keydown", " ");
    page.key("keyup", " ");
    expect(arming.accepts(trusted)).to.equal(true);
  });

  it("ignores the rest of a press that focus left", () => {
    const page = fake();
    page.focus(true);
    const arming = createArming(page.environment);
    page.pass(ARMING_DELAY);
    page.pointer("pointerdown");
    page.focus(false);
    page.focus(true);
    page.pass(ARMING_DELAY);
    page.pointer("pointerup");
    expect(arming.accepts(trusted)).to.equal(false);
  });

  it("waits for the end to be read, and again after what is to be read changed", () => {
    const page = fake();
    page.focus(true);
    let changes = 0;
    const arming = createArming(page.environment, { mustRead: true, onChange: () => changes++ });
    page.pass(ARMING_DELAY);
    expect([arming.armed, arming.isRead, changes]).to.deep.equal([false, false, 0]);
    arming.read(true);
    expect([arming.armed, changes]).to.deep.equal([true, 1]);
    arming.read(false);
    expect([arming.armed, changes]).to.deep.equal([false, 2]);
  });

  it("tells of the end being read also while it has no focus", () => {
    const page = fake();
    let changes = 0;
    const arming = createArming(page.environment, { mustRead: true, onChange: () => changes++ });
    arming.read(true);
    expect([arming.armed, arming.isRead, changes]).to.deep.equal([false, true, 1]);
  });

  it("leaves no timer and hears nothing after its end", () => {
    const page = fake();
    page.focus(true);
    let changes = 0;
    const arming = createArming(page.environment, { onChange: () => changes++ });
    arming.dispose();
    expect(page.pending()).to.equal(0);
    page.focus(true);
    page.pass(ARMING_DELAY);
    expect([changes, page.pending()]).to.deep.equal([0, 0]);
  });
});

describe("arming, with the browser's own events", () => {
  let button: HTMLButtonElement;
  let arming: Arming;
  let page: ReturnType<typeof fake>;
  let accepted: boolean[];

  beforeEach(() => {
    page = fake();
    page.focus(true);
    arming = createArming({ ...page.environment, document });
    accepted = [];
    button = document.createElement("button");
    button.textContent = "Approve";
    button.addEventListener("click", (event) => accepted.push(arming.accepts(event)));
    document.body.append(button);
  });
  afterEach(() => {
    arming.dispose();
    button.remove();
  });
  const middle = (): [number, number] => {
    const { x, y, width, height } = button.getBoundingClientRect();
    return [Math.round(x + width / 2), Math.round(y + height / 2)];
  };

  it("accepts a real click, Enter and Space once armed", async () => {
    page.pass(ARMING_DELAY);
    await sendMouse({ type: "click", position: middle() });
    page.pass(0);
    button.focus();
    await sendKeys({ press: "Enter" });
    page.pass(0);
    await sendKeys({ press: "Space" });
    expect(accepted).to.deep.equal([true, true, true]);
  });

  it("refuses real presses before, a script's click at any time, and real key repeat", async () => {
    await sendMouse({ type: "click", position: middle() });
    page.pass(ARMING_DELAY);
    button.click();
    button.focus();
    await sendKeys({ down: "Enter" });
    await sendKeys({ down: "Enter" });
    await sendKeys({ up: "Enter" });
    // The first Enter is a press of its own and counts; what it repeats does not.
    expect(accepted).to.deep.equal([false, false, true, false]);
  });

  it("stays armed while focus moves between elements of the page", () => {
    const own = createArming({ ...page.environment, window, document });
    page.pass(ARMING_DELAY);
    button.focus();
    button.blur();
    expect(own.armed).to.equal(true);
    own.dispose();
  });

  it("accepts the click of assistive technology, which no press precedes", () => {
    page.pass(ARMING_DELAY);
    expect(arming.accepts(trusted)).to.equal(true);
  });
});
