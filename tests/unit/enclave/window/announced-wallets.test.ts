/** What announces itself in the window: anything may. */
import { expect } from "chai";
import fc from "fast-check";
import { findAnnouncedWallets } from "../../../../enclave/window/wallet/announced-wallets.ts";

const provider = () => ({ request: async (): Promise<unknown> => [] });
const PNG = "data:image/png;base64,AAAA";
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe("threat 29: announcements of wallets in the window", () => {
  let target: EventTarget;
  beforeEach(() => (target = new EventTarget()));
  const announce = (detail: unknown): void =>
    void target.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));

  it("asks for them once, and takes those that answer at once, and later", async () => {
    const first = provider();
    const second = provider();
    let asked = 0;
    target.addEventListener("eip6963:requestProvider", () => {
      asked++;
      announce({ info: { uuid: "1", name: "One", icon: PNG, rdns: "a.b" }, provider: first });
    });
    const wallets = findAnnouncedWallets(target, 0);
    let more = 0;
    const stop = wallets.onMore(() => more++);
    announce({ info: { uuid: "2", name: "Two", icon: "", rdns: "" }, provider: second });
    await settled();
    expect(asked).to.equal(1);
    expect(more).to.equal(1);
    expect(wallets.all.map(({ name, icon }) => [name, icon])).to.deep.equal([
      ["One", PNG],
      ["Two", undefined],
    ]);
    expect(wallets.all[0]?.provider).to.equal(first);
    stop();
    announce({ info: { uuid: "3", name: "Three" }, provider: provider() });
    await settled();
    expect(more).to.equal(1);
    expect(wallets.all).to.have.length(3);
  });

  it("takes a wallet once, by uuid and by provider, and the first that has a uuid", () => {
    const wallets = findAnnouncedWallets(target, 0);
    const one = provider();
    announce({ info: { uuid: "1", name: "One" }, provider: one });
    for (let i = 0; i < 1_000; i++) announce({ info: { uuid: "1", name: `Impostor ${i}` }, provider: provider() });
    for (let i = 0; i < 1_000; i++) announce({ info: { uuid: `again ${i}`, name: "Same" }, provider: one });
    expect(wallets.all.map(({ name }) => name)).to.deep.equal(["One"]);
  });

  it("keeps no more than 2 000", () => {
    const wallets = findAnnouncedWallets(target, 0);
    for (let i = 0; i < 3_000; i++) announce({ info: { uuid: String(i), name: "N" }, provider: provider() });
    expect(wallets.all).to.have.length(2_000);
  });

  it("makes names one short line without invisible and bidi characters, and takes no icon but a small image's data", () => {
    const wallets = findAnnouncedWallets(target, 0);
    const icons = [
      "https://wallet.example/icon.png",
      "javascript:alert(1)",
      "data:text/html,<script>alert(1)</script>",
      "data:image/svg+xml,<svg/>",
      `${PNG}${"A".repeat(200_000)}`,
      { toString: () => PNG },
    ];
    for (const [i, icon] of icons.entries())
      announce({
        info: { uuid: String(i), name: `Meta\u202e\n Mask\u200b${"x".repeat(100)}`, icon },
        provider: provider(),
      });
    expect(wallets.all.map(({ icon }) => icon)).to.deep.equal([
      undefined,
      undefined,
      undefined,
      "data:image/svg+xml,<svg/>",
      undefined,
      undefined,
    ]);
    for (const { name } of wallets.all) {
      expect(name).to.match(/^Meta Maskx+$/);
      expect(name).to.have.length(40);
    }
  });

  it("takes nothing of what is no announcement, whatever it is", () => {
    const wallets = findAnnouncedWallets(target, 0);
    const trap = new Proxy(
      {},
      {
        get() {
          throw new Error("trap");
        },
      },
    );
    const good = { uuid: "1", name: "N" };
    for (const detail of [
      trap,
      { info: trap, provider: provider() },
      { info: good, provider: trap },
      { info: good, provider: { request: "no" } },
      { info: { ...good, uuid: "" }, provider: provider() },
      { info: { ...good, uuid: "u".repeat(65) }, provider: provider() },
      { info: { ...good, uuid: { toString: () => "1" } }, provider: provider() },
    ])
      announce(detail);
    target.dispatchEvent(new Event("eip6963:announceProvider"));
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (info, other) => {
        announce(info);
        announce({ info, provider: other });
      }),
    );
    expect(wallets.all).to.deep.equal([]);
  });
});
