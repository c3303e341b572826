import { resetMouse, sendKeys, sendMouse, setViewport } from "@web/test-runner-commands";
import { expect } from "chai";
import { violations } from "../../axe.ts";
import { windowScenes, type Scene } from "./scenes.ts";
import { announceWallets } from "./announced.ts";
import { frames, mountStage, until } from "./stage-fixture.ts";

describe("every screen of the window, for everyone", () => {
  let view: ReturnType<typeof mountStage>;
  let scenes: Scene[];
  before(async () => {
    scenes = await windowScenes();
  });
  beforeEach(async () => {
    view = mountStage();
    await view.loaded;
    announceWallets(view);
  });
  afterEach(async () => {
    delete document.documentElement.dataset["theme"];
    document.documentElement.style.fontSize = "";
    view.unmount();
    await setViewport({ width: 800, height: 600 });
  });
  const show = async ({ screen, act }: Scene): Promise<void> => {
    view.show(screen);
    if (screen.kind === "sign") await until(() => view.root.querySelector(".wallets") !== null, "the choice");
    act?.(view.root);
  };
  /** What stands outside of the page, or is cut off at its side. */
  const cut = (): string[] =>
    [...view.root.querySelectorAll<HTMLElement>("*")]
      .filter((element) => element.checkVisibility() && !element.closest(".visually-hidden"))
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        // What is typed may be longer than its field.
        const clips = getComputedStyle(element).overflowX !== "visible" && !(element instanceof HTMLInputElement);
        const hidden = clips && element.scrollWidth > element.clientWidth + 1;
        return left < -1 || right > innerWidth + 1 || (hidden && element.clientWidth > 0);
      })
      .map((element) => element.outerHTML.slice(0, 120));
  /** Buttons and fields that a finger misses (WCAG 2.5.8). */
  const small = (): string[] =>
    [...view.root.querySelectorAll<HTMLElement>("button, summary, select, input:not([readonly])")]
      .filter((element) => element.checkVisibility())
      .map((element) => element.closest<HTMLElement>("label.choice") ?? element)
      .filter(({ offsetWidth, offsetHeight }) => Math.min(offsetWidth, offsetHeight) < 24)
      .map((element) => element.outerHTML.slice(0, 120));

  for (const theme of ["light", "dark"] as const)
    it(`has nothing that axe objects to, ${theme}, on a narrow and low page`, async () => {
      await setViewport({ width: 320, height: 480 });
      document.documentElement.dataset["theme"] = theme;
      for (const scene of scenes) {
        await show(scene);
        view.arm();
        expect(await violations(view.root), scene.name).to.deep.equal([]);
      }
    });

  for (const [name, width, fontSize] of [
    ["320 px", 320, ""],
    ["320 px with text twice as large", 320, "200%"],
    ["1280 px", 1280, ""],
  ] as const)
    it(`cuts nothing off at the side and has no target under 24 px, at ${name}`, async () => {
      await setViewport({ width, height: 640 });
      document.documentElement.style.fontSize = fontSize;
      for (const scene of scenes) {
        await show(scene);
        await frames();
        expect(cut(), scene.name).to.deep.equal([]);
        expect(small(), scene.name).to.deep.equal([]);
      }
    });

  it("is looked at by checks that see: planted faults are found", async () => {
    const [first] = scenes;
    if (!first) throw new Error("no scene");
    await show(first);
    view.find(".address-note").style.color = "#bbb";
    view.find(".address-note").style.inlineSize = "150vw";
    expect(getComputedStyle(view.root).getPropertyValue("--idos-ink"), "the styles").to.contain("light-dark");
    expect(small()).to.deep.equal([]);
    view.button("Decline").style.minBlockSize = "0";
    view.button("Decline").style.blockSize = "20px";
    expect((await violations(view.root)).join()).to.contain("color-contrast");
    expect(cut().join()).to.contain("address-note");
    expect(small()).to.have.length(1);
  });

  it("is scrolled by keys alone, also from behind its buttons, where it has nothing else to stop at", async () => {
    await setViewport({ width: 320, height: 420 });
    const scene = scenes.find(({ name }) => name === "recovery by another wallet");
    if (!scene) throw new Error("no scene");
    await show(scene);
    const scroller = view.find(".scroll");
    expect(scroller.scrollHeight).to.be.greaterThan(scroller.clientHeight);
    view.button("Decline").focus();
    await sendKeys({ down: "Shift" });
    await sendKeys({ press: "Tab" });
    await sendKeys({ up: "Shift" });
    expect(document.activeElement === scroller).to.equal(true);
    expect(getComputedStyle(scroller).outlineStyle).to.equal("solid");
    await sendKeys({ press: "End" });
    for (let i = 0; i < 100 && scroller.scrollTop === 0; i++) await frames();
    expect(scroller.scrollTop).to.be.greaterThan(0);
  });

  it("shows a button that is not armed as such under the pointer too", async () => {
    const consent = scenes.find(({ screen }) => screen.kind === "consent");
    if (!consent) throw new Error("No consent among the scenes");
    await show(consent);
    await frames();
    const approve = view.root.querySelector<HTMLElement>('button.primary[aria-disabled="true"]');
    if (!approve) throw new Error("No button that is not armed");
    const { left, top, width, height } = approve.getBoundingClientRect();
    const before = getComputedStyle(approve).backgroundColor;
    await sendMouse({ type: "move", position: [Math.round(left + width / 2), Math.round(top + height / 2)] });
    expect(approve.matches(":hover")).to.equal(true);
    // The colour changes over 120 ms.
    await Promise.all(approve.getAnimations().map((animation) => animation.finished));
    expect(getComputedStyle(approve).backgroundColor).to.equal(before);
    await resetMouse();
  });
});
