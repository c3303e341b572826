import { sendKeys, setViewport } from "@web/test-runner-commands";
import { expect } from "chai";
import { IdosError, isIdosError } from "../../../host-sdk/index.ts";
import { type IdosGrantedEvent, type IdosRevokedEvent, IdosStateEvent } from "../../../isle/events.ts";
import { IdosIsle } from "../../../isle/idos-isle.ts";
import { violations } from "../axe.ts";
import { CREDENTIAL, GRANT, RECEIPT, check, finds, USER_ID, wallet } from "./fake-idos.ts";
import { mount, type Fixture } from "./isle-fixture.ts";
import { home, request, REQUEST, SCENES } from "./scenes.ts";

describe("<idos-isle>", () => {
  let f: Fixture | undefined;
  afterEach(async () => {
    f?.remove();
    f = undefined;
    await setViewport({ width: 1280, height: 900 });
  });

  it("is registered, and typed by its tag name", () => {
    expect(customElements.get("idos-isle")).to.equal(IdosIsle);
    expect(document.createElement("idos-isle")).to.be.instanceOf(IdosIsle);
  });

  describe("screens", () => {
    for (const scene of SCENES) {
      it(`shows ${scene.name} with its heading, its buttons and its words`, async () => {
        f = await scene.go();
        expect(f.headings()).to.deep.equal([scene.heading]);
        expect(f.buttons()).to.deep.equal(scene.buttons);
        for (const words of scene.says) {
          if (typeof words === "string") expect(f.text()).to.contain(words);
          else expect(f.text()).to.match(words);
        }
      });

      for (const theme of ["light", "dark"] as const) {
        it(`finds nothing wrong with ${scene.name} for people with disabilities, ${theme}`, async () => {
          f = await scene.go();
          f.isle.theme = theme;
          await f.isle.updateComplete;
          expect(await violations(f.isle)).to.deep.equal([]);
        });
      }

      it(`fits ${scene.name} into 320 px`, async () => {
        await setViewport({ width: 320, height: 640 });
        f = await scene.go();
        const body = f.root.querySelector(".body");
        const card = f.root.querySelector(".card")?.getBoundingClientRect();
        expect(body?.scrollWidth).to.be.at.most(body?.clientWidth ?? 0);
        expect(card?.left).to.equal(0);
        expect(card?.right).to.equal(320);
        expect(card?.bottom).to.be.closeTo(640, 1);
        expect(card?.top).to.be.at.least(0);
        for (const button of f.root.querySelectorAll<HTMLElement>("button, a.button"))
          if (button.checkVisibility())
            expect(Math.min(button.offsetHeight, button.offsetWidth), button.textContent ?? "").to.be.at.least(24);
      });
    }
  });

  it("is looked at by a check that sees into it: a planted fault is found", async () => {
    f = await home();
    f.isle.style.setProperty("--idos-muted", "#bbb");
    expect((await violations(f.isle)).join()).to.contain("color-contrast");
  });

  describe("the enclave's frame", () => {
    it("is one element in one place, from before the card opens to the end, whatever is shown", async () => {
      f = await mount();
      const { frame } = f;
      const parent = frame.parentNode;
      expect(f.made).to.have.length(1);
      expect(f.made[0]?.frame?.container).to.equal(frame);
      const moves = new MutationObserver(() => {});
      moves.observe(f.root, { childList: true, subtree: true });
      const moved = (): boolean =>
        moves
          .takeRecords()
          .some((r) => [...r.addedNodes, ...r.removedNodes].some((node) => node === frame || node.contains(frame)));

      await f.press("idOS Not connected", "Connect your wallet");
      await f.press("Burner", "Credentials");
      f.resize("button");
      await f.press("Permissions", "Permissions");
      f.resize("compact");
      f.resize("hidden");
      await f.press("Close");
      f.isle.theme = "dark";
      f.isle.backend = "/other";
      await f.isle.updateComplete;
      expect(moved()).to.equal(false);
      expect(f.frame).to.equal(frame);
      expect(frame.parentNode).to.equal(parent);
    });

    it("has the one Cancel of the call that it shows; the Isle has it while the frame shows none", async () => {
      f = await request();
      await f.reaches("Acme Card asks for your identity");
      void f.fake.hold("request");
      await f.press("Continue", "Preparing the request");
      expect(f.buttons()).to.deep.equal(["Cancel"]);
      for (const prompt of ["click", "window", "nodes", "wallet"] as const) {
        f.fake.emit("enclave", { type: "waiting", for: prompt });
        f.resize("button");
        await f.isle.updateComplete;
        expect(f.buttons(), prompt).to.deep.equal([]);
        f.resize("hidden");
        expect(f.buttons(), prompt).to.deep.equal(["Cancel"]);
      }
      // The countdown of an idle key belongs to no call.
      f.resize("compact");
      expect(f.buttons()).to.deep.equal(["Cancel"]);
      // Nor does the enclave know of what this page asks the wallet for.
      f.fake.emit("asking", { for: "transaction", text: "" });
      f.resize("button");
      await f.isle.updateComplete;
      expect(f.buttons()).to.deep.equal(["Cancel"]);
    });

    it("opens the card when the person is needed, and takes the room that was asked for", async () => {
      f = await mount();
      expect(f.isle.open).to.equal(false);
      f.resize("button");
      await f.isle.updateComplete;
      expect(f.isle.open).to.equal(true);
      expect(f.frame.offsetHeight).to.be.at.least(120);
      f.resize("compact");
      expect(f.frame.offsetHeight).to.be.at.least(120);
      f.resize("hidden");
      expect(f.frame.offsetHeight).to.equal(0);
      await f.isle.updateComplete;
      expect(f.isle.open).to.equal(true);
    });

    it("has nothing around it that could fade, filter, move, clip or blend it", async () => {
      f = await mount();
      f.isle.open = true;
      f.resize("button");
      await f.isle.updateComplete;
      for (let node: Element | null = f.frame; node; node = node === f.isle ? null : (node.parentElement ?? f.isle)) {
        const style = getComputedStyle(node);
        expect(style.opacity, node.className).to.equal("1");
        for (const property of [
          "filter",
          "transform",
          "clip-path",
          "mask-image",
          "backdrop-filter",
          "translate",
          "rotate",
          "scale",
        ])
          expect(style.getPropertyValue(property), `${property} of ${node.className}`).to.equal("none");
        expect(style.mixBlendMode).to.equal("normal");
        expect(style.overflow, node.className).to.equal("visible");
        expect(node.getAnimations()).to.deep.equal([]);
      }
    });

    it("is on top at every point of its place", async () => {
      f = await mount();
      f.isle.open = true;
      f.resize("button");
      await f.isle.updateComplete;
      const { left, top, width, height } = f.frame.getBoundingClientRect();
      for (const x of [0.02, 0.5, 0.98])
        for (const y of [0.02, 0.5, 0.98])
          expect(f.root.elementFromPoint(left + x * width, top + y * height)).to.equal(f.frame);
    });
  });

  describe("focus and keys", () => {
    it("goes to the heading when the card opens, and back to the pill on Escape", async () => {
      f = await mount();
      f.button("idOS Not connected").focus();
      await sendKeys({ press: "Enter" });
      await f.reaches("Connect your wallet");
      await f.isle.updateComplete;
      expect(f.root.activeElement?.tagName).to.equal("H2");
      await sendKeys({ press: "Escape" });
      await f.isle.updateComplete;
      expect(f.isle.open).to.equal(false);
      expect(f.root.activeElement).to.equal(f.root.querySelector(".pill"));
      expect(f.button("idOS Not connected").getAttribute("aria-expanded")).to.equal("false");
    });

    it("leads from the pill to the welcome page by keys alone", async () => {
      f = await mount({ profile: null });
      f.button("idOS Not connected").focus();
      await sendKeys({ press: "Enter" });
      await f.reaches("Connect your wallet");
      await f.isle.updateComplete;
      await sendKeys({ press: "Tab" });
      expect(f.root.activeElement?.textContent).to.contain("Burner");
      await sendKeys({ press: "Enter" });
      await f.reaches("Welcome to idOS");
      await f.isle.updateComplete;
      expect(f.root.activeElement?.textContent).to.equal("Welcome to idOS");
      await sendKeys({ press: "Tab" });
      await sendKeys({ press: "Enter" });
      await f.reaches("Choose how your key is kept");
    });

    it("chooses a password with the arrow keys, and makes that key", async () => {
      f = await mount({ profile: null });
      await f.press("idOS Not connected", "Connect your wallet");
      await f.press("Burner", "Welcome to idOS");
      await f.press("Create a profile", "Choose how your key is kept");
      const held = f.fake.hold("join");
      f.root.querySelector<HTMLInputElement>("input:checked")?.focus();
      await sendKeys({ press: "ArrowDown" });
      await sendKeys({ press: "Enter" });
      expect((await held).args).to.deep.equal(["user"]);
    });

    it("makes the key with the wallet unless something else is chosen", async () => {
      f = await mount({ profile: null });
      await f.press("idOS Not connected", "Connect your wallet");
      await f.press("Burner", "Welcome to idOS");
      await f.press("Create a profile", "Choose how your key is kept");
      const held = f.fake.hold("join");
      await f.press("Create my key");
      expect((await held).args).to.deep.equal(["mpc"]);
    });

    it("leaves the focus where the person has it outside of the Isle", async () => {
      f = await home();
      const field = document.createElement("input");
      document.body.append(field);
      field.focus();
      f.fake.set({ wallet: undefined, profile: undefined });
      await f.reaches("Connect your wallet");
      await f.isle.updateComplete;
      expect(document.activeElement).to.equal(field);
      field.remove();
    });

    it("says aloud whom it waits for", async () => {
      f = await request();
      await f.reaches("Acme Card asks for your identity");
      void f.fake.hold("request");
      await f.press("Continue", "Preparing the request");
      f.fake.emit("enclave", { type: "waiting", for: "window" });
      await f.isle.updateComplete;
      expect(f.root.querySelector("[role=status].unseen")?.textContent).to.equal("Waiting for you in your idOS window");
    });
  });

  describe("the page's requests", () => {
    it("open the card, resolve with the grant, and raise the event", async () => {
      f = await mount();
      const events: IdosGrantedEvent[] = [];
      document.addEventListener("idos-granted", (event) => events.push(event), { once: true });
      const answer = f.isle.request(REQUEST);
      await f.reaches("Connect your wallet");
      expect(f.isle.open).to.equal(true);
      expect(f.button("Close")).to.be.instanceOf(HTMLButtonElement);
      expect(f.text()).to.contain(`${location.host} asks for one of your credentials`);
      await f.press("Burner", "Acme Card asks for your identity");
      await f.press("Continue", "Access granted");
      expect(await answer).to.deep.equal({ grantId: RECEIPT.grantId });
      expect(events.map(({ grantId, receipt }) => [grantId, receipt])).to.deep.equal([[RECEIPT.grantId, RECEIPT]]);
      await f.press("Done");
      expect(f.isle.open).to.equal(false);
    });

    it("stay when the card is collapsed; the pill counts them", async () => {
      f = await request();
      await f.reaches("Acme Card asks for your identity");
      await f.press("Close");
      expect(f.root.querySelector(".pill")?.textContent?.replace(/\s+/g, " ")).to.match(/1 request\s*$/);
      f.root.querySelector<HTMLElement>(".pill")?.click();
      await f.reaches("Acme Card asks for your identity");
    });

    it("reject with ABORTED when the person cancels", async () => {
      f = await home();
      const answer = f.isle.request(REQUEST).catch((error: unknown) => error);
      await f.reaches("Acme Card asks for your identity");
      await f.press("Cancel", "Credentials");
      expect(isIdosError(await answer, "ABORTED")).to.equal(true);
    });

    it("reject when the element leaves the document, and when it is not in one", async () => {
      f = await mount();
      const answer = f.isle.request(REQUEST).catch((error: unknown) => error);
      await f.reaches("Connect your wallet");
      f.remove();
      expect(isIdosError(await answer, "ABORTED")).to.equal(true);
      expect(f.fake.closed).to.equal(true);
      const error: unknown = await f.isle.connect().catch((e: unknown) => e);
      expect(isIdosError(error, "INVALID_ARGUMENT")).to.equal(true);
    });

    it("name the attribute that is missing", async () => {
      f = await mount({}, { enclave: "" });
      const error: unknown = await f.isle.connect().catch((e: unknown) => e);
      expect(isIdosError(error, "INVALID_ARGUMENT") && error.message).to.contain("enclave");
    });

    it("work for an element that is asked before it was first drawn", async () => {
      f = await mount();
      const { isle } = f;
      isle.remove();
      document.body.append(isle);
      const answer = isle.connect();
      await f.reaches("Connect your wallet");
      await f.press("Burner", "Credentials");
      expect(await answer).to.deep.equal({ userId: USER_ID });
    });
  });

  describe("undoing", () => {
    it("revokes after a confirmation, and raises the event", async () => {
      f = await home();
      const revoked = new Promise<IdosRevokedEvent>((resolve) =>
        f?.isle.addEventListener("idos-revoked", resolve, { once: true }),
      );
      await f.press("Permissions", "Permissions");
      await f.press("Revoke access of Acme Card", "Revoke access of Acme Card?");
      expect(f.fake.calls).to.not.include("revoke");
      await f.press("Revoke access");
      expect((await revoked).grantId).to.equal(GRANT.id);
      await f.reaches("Permissions");
      expect(f.text()).to.contain("Nobody has access");
    });

    it("says until when a permission is locked if the network refuses", async () => {
      f = await home();
      await f.press("Permissions", "Permissions");
      await f.press("Revoke access of Acme Card", "Revoke access of Acme Card?");
      f.fake.failNext("revoke", new IdosError("TIMELOCKED", "locked", { data: { until: 4_000_000_000 } }));
      await f.press("Revoke access", "This permission is still locked");
      expect(f.text()).to.match(/cannot be revoked before .*2096/);
      expect(f.buttons()).to.deep.equal(["Back"]);
    });

    it("deletes after a confirmation", async () => {
      f = await home();
      await f.press("Delete Neobank", "Delete your credential by Neobank?");
      await f.press("Keep it", "Credentials");
      expect(f.fake.calls).to.not.include("remove");
      await f.press("Delete Neobank", "Delete your credential by Neobank?");
      const held = f.fake.hold("remove");
      await f.press("Delete credential");
      const { args, release } = await held;
      expect(args).to.deep.equal([CREDENTIAL.id]);
      release();
      await f.reaches("Credentials");
      expect(f.text()).to.contain("no credentials yet");
    });

    it("locks now", async () => {
      f = await home();
      f.fake.set({ key: "unlocked" });
      await f.isle.updateComplete;
      await f.press("Settings", "Settings");
      await f.press("Lock now");
      await f.until(() => f?.text().includes("Right now it is Locked") ?? false, "the lock");
      expect(f.buttons()).to.not.include("Lock now");
      expect(f.fake.calls).to.include("lock");
    });
  });

  it("asks again for a wallet that changed its account", async () => {
    f = await home();
    f.fake.set({ wallet: undefined, profile: undefined });
    await f.reaches("Connect your wallet");
    expect(f.text()).to.contain("Your wallet switched to another account");
  });

  it("finds a check again after a reload", async () => {
    f = await mount({ check: check("pending") });
    f.remove();
    localStorage.setItem("idos-isle/check", JSON.stringify({ id: check("pending").id, userId: USER_ID }));
    document.body.append(f.isle);
    await f.isle.updateComplete;
    f.root.querySelector<HTMLElement>(".pill")?.click();
    await f.reaches("Your verification is under way");
  });

  it("tells of every change, with the state", async () => {
    f = await mount();
    const views: string[] = [];
    f.isle.addEventListener("idos-state", (event) => {
      expect(event).to.be.instanceOf(IdosStateEvent);
      views.push(event.state.view.name);
    });
    await f.press("idOS Not connected", "Connect your wallet");
    expect(views[0]).to.equal("connect");
  });

  it("hands its attributes to the SDK, and starts anew when they change", async () => {
    f = await mount({}, { "node-domain": "https://nodes.example", theme: "dark" });
    expect(f.made[0]).to.deep.include({
      enclave: "http://enclave.localhost:5174",
      node: "http://node.localhost:5180",
      nodeDomain: "https://nodes.example",
      backend: "/idos",
      theme: "dark",
    });
    f.isle.theme = "light";
    await f.isle.updateComplete;
    expect(f.fake.calls).to.deep.equal(["configure"]);
    expect(f.made).to.have.length(1);
    f.isle.setAttribute("node", "http://other.localhost:1");
    await f.isle.updateComplete;
    expect(f.made).to.have.length(2);
    expect(f.fake.closed).to.equal(true);
  });

  it("shows an icon of a wallet as an image only if it is one", async () => {
    f = await mount();
    f.isle.discoverWallets = finds({ ...wallet("Sly"), icon: "javascript:alert(1)" }, wallet("Fine"));
    await f.isle.updateComplete;
    await f.press("idOS Not connected", "Connect your wallet");
    expect([...f.root.querySelectorAll("img")].map(({ src }) => src.slice(0, 11))).to.deep.equal(["data:image/"]);
  });

  it("opens the provider's form in a tab that cannot reach this one", async () => {
    f = await SCENES.find(({ name }) => name === "hand-over")?.go();
    const link = f?.button("Open the form");
    expect(link).to.be.instanceOf(HTMLAnchorElement);
    if (!(link instanceof HTMLAnchorElement)) return;
    expect(link.href).to.equal("http://neobank.localhost:5173/verify?check=1");
    expect(link.target).to.equal("_blank");
    expect(link.relList.contains("noopener")).to.equal(true);
  });

  it("mirrors its card for a page that is written from right to left", async () => {
    f = await mount();
    const bar = document.createElement("div");
    bar.dir = "rtl";
    bar.className = "bar";
    document.body.append(bar);
    f.remove();
    bar.append(f.isle);
    f.isle.open = true;
    await f.isle.updateComplete;
    const card = f.root.querySelector(".card")?.getBoundingClientRect();
    const pill = f.root.querySelector(".pill")?.getBoundingClientRect();
    expect(pill?.right).to.be.greaterThan(1000);
    expect(card?.right).to.be.closeTo(pill?.right ?? 0, 1);
    expect(card?.left).to.be.at.least(0);
    bar.remove();
  });
});
