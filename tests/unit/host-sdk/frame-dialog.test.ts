import { expect } from "chai";
import { FRAME_SIZES } from "../../../host-sdk/index.ts";
import { KEY, setUpClient, TYPED } from "./support/client-setup.ts";
import { command, frames } from "./support/enclave-fixture.ts";
import { rejection, until } from "./support/rejection.ts";

describe("the SDK's own dialog", () => {
  const t = setUpClient();
  const dialog = (): HTMLDialogElement | undefined => frames()[0]?.closest("dialog") ?? undefined;
  async function ask(method: string, params: unknown): Promise<void> {
    const before = t.reports.of("answer").length;
    await command("ask", { method, params });
    await t.reports.next("answer", before + 1);
  }

  it("stays closed until the enclave needs room, and never moves the frame", async () => {
    t.make({ frame: undefined });
    await t.client.connect();
    expect(dialog()?.open).to.equal(false);
    const [before] = frames();
    await ask("showFrame", { size: "button" });
    expect(dialog()?.matches(":modal")).to.equal(true);
    await ask("showFrame", { size: "compact" });
    expect(dialog()?.open).to.equal(true);
    await ask("hideFrame", {});
    expect(dialog()?.open).to.equal(false);
    expect(frames()[0]).to.equal(before);
    expect(t.client.connected).to.equal(true);
    expect(t.reports.of("connect")).to.have.length(1);
  });

  it("has the enclave's size, whatever the page's styles say", async () => {
    const hostile = document.createElement("style");
    hostile.textContent =
      "dialog, iframe, div { display: none !important; width: 1px !important; height: 1px !important; opacity: 0 !important }";
    document.head.append(hostile);
    try {
      t.make({ frame: undefined });
      await t.client.connect();
      const host = dialog()?.getRootNode() as ShadowRoot;
      (host.host as HTMLElement).style.setProperty("display", "block", "important");
      (host.host as HTMLElement).style.setProperty("opacity", "1", "important");
      await ask("showFrame", { size: "button" });
      const box = frames()[0]?.getBoundingClientRect();
      expect(Math.abs((box?.width ?? 0) - parseInt(FRAME_SIZES.button.width))).to.be.lessThan(4);
      expect(Math.abs((box?.height ?? 0) - parseInt(FRAME_SIZES.button.height))).to.be.lessThan(4);
    } finally {
      hostile.remove();
    }
  });

  it("fits a narrow screen", async () => {
    t.make({ frame: undefined });
    await t.client.connect();
    await ask("showFrame", { size: "button" });
    const box = frames()[0]?.getBoundingClientRect();
    expect(box?.right).to.be.at.most(window.innerWidth);
    expect(box?.bottom).to.be.at.most(window.innerHeight);
    expect(box?.width).to.be.greaterThan(200);
  });

  it("takes the focus, keeps the page from scrolling, and gives both back", async () => {
    const button = document.createElement("button");
    t.container.append(button);
    button.focus();
    document.documentElement.style.setProperty("overflow", "clip");
    t.make({ frame: undefined });
    await t.client.connect();
    await ask("showFrame", { size: "button" });
    const root = dialog()?.getRootNode() as ShadowRoot;
    expect(root.activeElement).to.equal(dialog());
    expect(document.documentElement.style.overflow).to.equal("hidden");
    await ask("hideFrame", {});
    expect(document.activeElement).to.equal(button);
    expect(document.documentElement.style.overflow).to.equal("clip");
    document.documentElement.style.removeProperty("overflow");
  });

  it("stands beside the page for a notice: nothing is taken from it, and a call that follows is modal again", async () => {
    const button = document.createElement("button");
    t.container.append(button);
    button.focus();
    t.make({ frame: undefined });
    await t.client.connect();
    await ask("showFrame", { size: "button" });
    await ask("showFrame", { size: "compact" });
    expect(dialog()?.open).to.equal(true);
    expect(dialog()?.matches(":modal")).to.equal(false);
    expect(document.activeElement).to.equal(button);
    expect(document.documentElement.style.overflow).to.equal("");
    const { x, y } = button.getBoundingClientRect();
    expect(document.elementFromPoint(x + 2, y + 2)).to.equal(button);
    const box = frames()[0]?.getBoundingClientRect() as DOMRect;
    expect(box.height).to.be.greaterThan(100);
    expect(window.innerWidth - box.right).to.be.lessThan(20);
    expect(window.innerHeight - box.bottom).to.be.lessThan(20);
    await ask("showFrame", { size: "button" });
    expect(dialog()?.matches(":modal")).to.equal(true);
    await ask("hideFrame", {});
    expect(dialog()?.open).to.equal(false);
  });

  it("stays usable when a password manager makes the page inert", async () => {
    t.make({ frame: undefined });
    await t.client.connect();
    await ask("showFrame", { size: "button" });
    const shown = dialog() as HTMLDialogElement;
    const { host } = shown.getRootNode() as ShadowRoot;
    for (const element of [host as HTMLElement, shown]) {
      element.inert = true;
      element.setAttribute("aria-hidden", "true");
    }
    await until(() => ![host, shown].some((element) => element.hasAttribute("inert")), "it is usable again");
    expect([host, shown].some((element) => element.hasAttribute("aria-hidden"))).to.equal(false);
    expect(shown.open).to.equal(true);
  });

  it("cancels what waits for the person when it is closed by Escape, and nothing else", async () => {
    t.make({ frame: undefined });
    await t.client.connect();
    await command("plan", { view: "hang", lock: "hang" });
    const viewing = rejection(t.client.call("view", { candidates: [candidate] }));
    const locking = t.client.call("lock", {});
    await ask("showFrame", { size: "button" });
    // What Escape does to a modal dialog, without its key event, which a page cannot make.
    dialog()?.requestClose?.();
    expect((await viewing).code).to.equal("ABORTED");
    expect(await t.reports.next("aborted")).to.equal("view");
    expect(dialog()?.open).to.equal(false);
    expect(document.documentElement.style.overflow).to.equal("");
    expect(t.reports.of("aborted")).to.deep.equal(["view"]);
    t.client.close();
    await rejection(locking);
  });

  it("steps aside while the wallet is asked, so that a wallet that draws in the page can be used", async () => {
    let answer = (): void => {};
    let open: boolean | undefined;
    t.make({
      frame: undefined,
      signTypedData: () =>
        new Promise((resolve) => {
          open = dialog()?.open;
          answer = () => resolve({ signature: "0xabcd" });
        }),
    });
    await t.client.connect();
    await ask("showFrame", { size: "button" });
    await command("ask", { method: "signTypedData", params: TYPED });
    await until(() => open !== undefined, "the wallet is asked");
    expect(open).to.equal(false);
    expect(document.documentElement.style.overflow).to.equal("");
    answer();
    await t.reports.next("answer", 2);
    await until(() => dialog()?.open === true, "the dialog comes back");
  });

  it("is gone when the client is closed", async () => {
    t.make({ frame: undefined });
    await t.client.connect();
    await ask("showFrame", { size: "button" });
    t.client.close();
    expect([...document.querySelectorAll("*")].filter(({ shadowRoot }) => shadowRoot)).to.deep.equal([]);
    expect(document.documentElement.style.overflow).to.equal("");
  });
});

const candidate = {
  id: KEY.userId,
  publicNotes: "{}",
  issuerAuthPublicKey: "aa".repeat(32),
  content: "AAAA",
  encryptorPublicKey: KEY.publicKey,
};
