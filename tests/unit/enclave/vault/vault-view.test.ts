import { expect } from "chai";
import { boxPublicKey, seal } from "../../../../enclave/crypto/box.ts";
import { toBase64, utf8 } from "../../../../enclave/crypto/bytes.ts";
import { deriveKey } from "../../../../enclave/crypto/kdf.ts";
import type { Candidate, KeyInfo } from "../../../../enclave/protocol/types.ts";
import type { Answer, Screen } from "../../../../enclave/contract/window-messages.ts";
import { code, flow, startVault, type VaultSetup } from "./vault-fixture.ts";

const PASSWORD = "velvet anchors hum beneath marble skies";
const USER = "11111111-2222-4333-8444-555555555555";
const PLANTED = "Planted-Zetterbrook-4471";
const unlocks: Record<string, Answer> = {
  password: { type: "password", password: PASSWORD },
  "passkey-offer": { type: "decline" },
};

describe("the vault's view", () => {
  let key: KeyInfo;
  let publicKey: Uint8Array;
  /** What was parsed, in order, among what else happened. */
  let events: string[] = [];
  const { parse } = JSON;

  before(async () => {
    publicKey = boxPublicKey(await deriveKey("scrypt-v0.1", PASSWORD, USER));
    key = { userId: USER, publicKey: toBase64(publicKey), store: "user" };
  });
  beforeEach(() => {
    events = [];
    JSON.parse = (text, reviver) => {
      if (text.includes(PLANTED)) events.push("opened");
      return parse(text, reviver) as unknown;
    };
  });
  afterEach(() => void (JSON.parse = parse));

  async function unlocked(person: (screen: Screen) => Answer | "close-window" | undefined, more: Partial<VaultSetup>) {
    const made = startVault({ person: (screen) => unlocks[screen.kind] ?? person(screen), ...more });
    expect(code(await made.vault.unlock(flow(), key))).to.equal("ok");
    return made;
  }
  const candidates = (): Candidate[] => {
    const { content, encryptorPublicKey } = seal(
      utf8(JSON.stringify({ credentialSubject: { familyName: PLANTED } })),
      publicKey,
    );
    const box = { content: toBase64(content), encryptorPublicKey: toBase64(encryptorPublicKey) };
    return [{ id: crypto.randomUUID(), publicNotes: "{}", issuerAuthPublicKey: "ab".repeat(32), ...box }];
  };

  it("opens nothing before the window proved itself and the frame was told, and shows it there", async () => {
    let ready = (): void => {};
    const { vault, screens } = await unlocked(
      (screen) => (events.push(screen.kind), screen.kind === "viewer" ? { type: "close" } : undefined),
      {
        opening: async () => {
          events.push("window");
          await new Promise<void>((resolve) => setTimeout(resolve, 50));
          events.push("proven");
        },
        viewing: () => (events.push("told"), ready()),
      },
    );
    events = [];
    const told = new Promise<void>((resolve) => (ready = resolve));
    const answer = vault.view(flow(true), { candidates: candidates() });
    await told;
    expect(await answer).to.deep.equal({ ok: true, value: { closed: true } });
    expect(events.filter((event) => event !== "progress")).to.deep.equal([
      "window",
      "proven",
      "told",
      "opened",
      "viewer",
    ]);
    const shown = screens.at(-1);
    expect(shown?.kind === "viewer" && shown.credentials).to.have.length(1);
  });

  it("is ended by the window at any time after that, and by a view that takes its place", async () => {
    const ends: ((screen: Screen) => boolean)[] = [
      (screen) => screen.kind === "progress" && screen.of === "opening",
      (screen) => screen.kind === "viewer",
    ];
    for (const isEnd of ends) {
      const { vault } = await unlocked((screen) => (isEnd(screen) ? "close-window" : undefined), {});
      expect(await vault.view(flow(true), { candidates: candidates() })).to.deep.equal({
        ok: true,
        value: { closed: true },
      });
    }
    const made = await unlocked((screen) => (events.push(screen.kind), undefined), {
      viewing: (id) => void made.vault.leave(id, "keep"),
    });
    const windows = made.windows();
    for (let i = 0; i < 3; i++)
      expect(await made.vault.view(flow(true), { candidates: candidates() })).to.deep.equal({
        ok: true,
        value: { closed: true },
      });
    expect(made.windows()).to.equal(windows + 1);
    expect(events).not.to.include("viewer");
  });
});
