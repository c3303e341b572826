import { sendKeys, setViewport } from "@web/test-runner-commands";
import { expect } from "chai";
import type { Screen } from "../../../../enclave/contract/window-messages.ts";
import { announceWallets } from "./announced.ts";
import { mountStage, openedCredential, SITE, until, USER } from "./stage-fixture.ts";

const consumer = { walletIdentifier: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", fingerprint: "a1b2 c3d4" };
const EVERY: Screen[] = [
  {
    kind: "create",
    site: SITE,
    userId: USER,
    stores: ["mpc", "user"],
    recovering: ["eip712:0x1"],
    nodes: 5,
    threshold: 3,
  },
  { kind: "connect", site: SITE, userId: USER, address: "0x1" },
  { kind: "password", site: SITE, userId: USER, connects: true, wrong: false },
  { kind: "consent", site: SITE, consumer, purpose: "why", matches: [openedCredential("a")], skipped: [] },
  { kind: "no-match", site: SITE, purpose: "why", skipped: [] },
  { kind: "viewer", site: SITE, credentials: [openedCredential("a")], skipped: [] },
  { kind: "progress", site: SITE, of: "deriving" },
  { kind: "wallet", site: SITE },
  {
    kind: "sign",
    site: SITE,
    act: "unlock",
    address: "0x1",
    byChoice: true,
    data: { domain: { name: "n", version: "1", verifyingContract: "0x" }, types: {}, primaryType: "T", message: {} },
  },
  { kind: "altered", site: SITE, act: "unlock" },
  { kind: "granted", site: SITE, digest: "4f2c9a01b7e35d88c6aa0192bd77e01f9c3a55d2" },
  { kind: "failed", site: SITE, code: "MPC_UNAVAILABLE", message: "2 of 5 nodes answered" },
];

describe("stage", () => {
  let view: ReturnType<typeof mountStage>;
  beforeEach(async () => {
    view = mountStage();
    await view.loaded;
    // Else a screen that looks for one goes on by itself.
    announceWallets(view);
  });
  afterEach(() => view.unmount());

  for (const screen of EVERY) {
    it(`${screen.kind}: names the asking site first`, () => {
      view.show(screen);
      expect(view.text()).to.match(/^http:\/\/neobank\.localhost:5173 /);
      expect(document.title).to.match(/^neobank\.localhost:5173: \w/);
    });

    it(`${screen.kind}: gives the heading the focus, never the affirmative button, and announces the step once`, () => {
      const said: string[] = [];
      const observer = new MutationObserver(() => said.push(view.live.textContent ?? ""));
      observer.observe(view.live, { childList: true, characterData: true, subtree: true });
      view.show(screen);
      expect(document.activeElement === view.find("h1")).to.equal(true);
      observer.takeRecords().forEach(() => said.push(view.live.textContent ?? ""));
      expect(said.length).to.be.greaterThan(0);
      expect(document.title.endsWith(`: ${said[0]}`)).to.equal(true);
    });

    it(`${screen.kind}: always has a visible way out, which is the first button after the content and the Escape key`, async () => {
      view.show(screen);
      const [out] = view.root.querySelectorAll<HTMLButtonElement>(".actions button");
      expect(out?.textContent).to.match(/Decline|Cancel|Close|Do not tell/);
      expect(out?.className).not.to.include("primary");
      const { bottom, height, width } = (out as HTMLButtonElement).getBoundingClientRect();
      expect(bottom).to.be.at.most(innerHeight);
      expect(Math.min(height, width)).to.be.at.least(44);
      await sendKeys({ press: "Escape" });
      const ends =
        screen.kind === "granted"
          ? []
          : [{ type: ["viewer", "failed", "altered"].includes(screen.kind) ? "close" : "decline" }];
      expect(view.answers).to.deep.equal(ends);
      expect(view.closed()).to.equal(["granted", "viewer", "failed", "altered"].includes(screen.kind) ? 1 : 0);
    });

    it(`${screen.kind}: has the targets, names and attributes that it must`, () => {
      view.show(screen);
      for (const control of view.root.querySelectorAll<HTMLElement>("button, input:not([tabindex='-1']), summary")) {
        const { width, height } = (control.closest("label") ?? control).getBoundingClientRect();
        expect(Math.min(width, height), control.outerHTML).to.be.at.least(24);
      }
      for (const element of view.root.querySelectorAll("*"))
        for (const { name } of element.attributes)
          expect(name === "style" || name.startsWith("on"), `${element.localName} ${name}`).to.equal(false);
      expect(view.root.querySelectorAll("h1, main")).to.have.length(2);
    });
  }

  it("does not scroll sideways at 320 px, nor at 640 px with 200 % text", async () => {
    const site = `https://${"a-very-long-label-".repeat(3)}x.${"b".repeat(60)}.example`;
    try {
      for (const [width, size] of [
        [320, ""],
        [640, "200%"],
      ] as const) {
        await setViewport({ width, height: 700 });
        document.documentElement.style.fontSize = size;
        for (const screen of EVERY) {
          view.show({ ...screen, site });
          const scroller = view.find(".scroll");
          expect(scroller.scrollWidth, screen.kind).to.be.at.most(scroller.clientWidth);
          expect(document.documentElement.scrollWidth, screen.kind).to.be.at.most(width);
        }
      }
    } finally {
      document.documentElement.style.fontSize = "";
      await setViewport({ width: 800, height: 600 });
    }
  });

  it("draws two screens of one kind apart: nothing typed passes to the second", async () => {
    const screen: Screen = { kind: "password", site: SITE, userId: USER, connects: false, wrong: false };
    view.show(screen);
    const first = view.find<HTMLInputElement>("#password");
    await view.type("#password", "typed");
    view.show({ ...screen, wrong: true });
    expect(view.find("#password") === first).to.equal(false);
    expect(view.find<HTMLInputElement>("#password").value).to.equal("");
  });

  it("goes on with a progress in place: the focus stays where it is", () => {
    view.show({ kind: "progress", site: SITE, of: "matching", done: 0.2 });
    view.button("Cancel").focus();
    view.show({ kind: "progress", site: SITE, of: "matching", done: 0.6 });
    expect(document.activeElement === view.button("Cancel")).to.equal(true);
    expect(view.find<HTMLProgressElement>("progress").value).to.equal(0.6);
  });

  it("waits after an answer with a way out that comes after 2 s", async () => {
    view.show(EVERY[1] as Screen);
    view.stage.pending();
    expect(view.text()).to.equal("http://neobank.localhost:5173 is waiting for your idOS window One moment …");
    expect(view.root.querySelector("button") === null).to.equal(true);
    await new Promise((resolve) => setTimeout(resolve, 1_900));
    await until(() => view.root.querySelector("button") !== null, "the way out");
    await view.click(view.button("Close this window"));
    expect(view.closed()).to.equal(1);
    await sendKeys({ press: "Escape" });
    expect(view.closed()).to.equal(2);
    view.show(EVERY[1] as Screen);
    await sendKeys({ press: "Escape" });
    expect(view.closed()).to.equal(2);
  });

  it("empties the page down to one sentence", () => {
    view.show(EVERY[3] as Screen);
    expect(view.text()).to.include("Zoë");
    view.stage.empty("Gone.");
    expect([view.text(), document.title]).to.deep.equal(["Gone.", "idOS"]);
    expect(document.documentElement.innerHTML).not.to.include("Zoë");
  });

  it("leaves Escape to a filled search field and to an open composition", async () => {
    view.show(EVERY[5] as Screen);
    view.find<HTMLInputElement>("input[type=search]").focus();
    await sendKeys({ type: "zo" });
    await sendKeys({ press: "Escape" });
    expect([view.answers.length, view.find<HTMLInputElement>("input[type=search]").value]).to.deep.equal([0, ""]);
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", isComposing: true }));
    document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", repeat: true }));
    expect(view.answers).to.have.length(0);
  });

  it("threat 30: covers a consent while the window is not in front, and gives it back as it was", async () => {
    const shown = EVERY.find(({ kind }) => kind === "consent") as Screen;
    const hidden = (): string => getComputedStyle(view.find(".scroll")).visibility;
    const cover = (): Element | null => document.querySelector(".veil");
    view.show(shown);
    view.find(".scroll").focus();
    view.focus(false);
    expect([hidden(), cover()?.textContent?.includes("Click here to go on")]).to.deep.equal(["hidden", true]);
    const { x, y, width, height } = view.button("Approve").getBoundingClientRect();
    expect(document.elementFromPoint(x + width / 2, y + height / 2)?.closest("button") === cover()).to.equal(true);
    view.focus(true);
    expect([hidden(), cover()]).to.deep.equal(["visible", null]);
    expect(document.activeElement === view.find(".scroll")).to.equal(true);

    // Shown while another window is in front, and gone with its screen.
    view.focus(false);
    view.show(shown);
    expect(cover() !== null).to.equal(true);
    view.show({ kind: "connect", site: SITE, userId: USER, address: "0x1" });
    expect([hidden(), cover()]).to.deep.equal(["visible", null]);
    view.focus(true);
  });

  it("threat 24: draws for no match what it would have drawn for one, unseen, and leaves nothing of it", async () => {
    const [standIn] = EVERY.filter(({ kind }) => kind === "consent");
    view.show(standIn as Screen);
    const fields = view.root.querySelectorAll(".field").length;
    expect(fields).to.be.greaterThan(0);
    const { attachShadow } = Element.prototype;
    let inside: ShadowRoot | undefined;
    Element.prototype.attachShadow = function (options) {
      return (inside = attachShadow.call(this, options));
    };
    view.show({ kind: "no-match", site: SITE, purpose: "why", skipped: [], standIn });
    Element.prototype.attachShadow = attachShadow;
    const unseen = document.querySelector<HTMLElement>(".unseen");
    expect(inside?.querySelectorAll(".field").length).to.equal(fields);
    expect(inside?.querySelector(".field")?.getBoundingClientRect().height).to.be.greaterThan(0);
    expect([unseen?.inert, unseen?.ariaHidden, unseen?.shadowRoot]).to.deep.equal([true, "true", null]);
    expect(unseen?.checkVisibility({ visibilityProperty: true })).to.equal(false);
    expect(document.activeElement === view.find("h1")).to.equal(true);
    expect(view.root.querySelector(".field") === null).to.equal(true);
    await until(() => document.querySelector(".unseen") === null, "taken away");
    await view.click(view.button("Do not tell"));
    expect(view.answers).to.deep.equal([{ type: "decline" }]);

    view.show({ kind: "no-match", site: SITE, purpose: "why", skipped: [], standIn });
    view.stage.empty("Gone");
    expect(document.querySelector(".unseen") === null).to.equal(true);
  });
});
