/** Recovery wallets, phrase and passkeys in the vault, over real ports with a scripted person. */
import { ed25519 } from "@noble/curves/ed25519.js";
import { expect } from "chai";
import { boxPublicKey } from "../../../../enclave/crypto/box.ts";
import { toBase64, toHex, utf8 } from "../../../../enclave/crypto/bytes.ts";
import { phraseOf } from "../../../../enclave/crypto/phrase.ts";
import type { KeyInfo } from "../../../../enclave/protocol/types.ts";
import type { RecoveryWallet } from "../../../../enclave/protocol/wallet-kinds.ts";
import { createStorage } from "../../../../enclave/storage/storage.ts";
import type { Answer, Screen } from "../../../../enclave/contract/window-messages.ts";
import { code, flow, lastScreen, memoryStorage, startVault, type Person } from "./vault-fixture.ts";

interface Signer {
  wallet: RecoveryWallet;
  sign(message: string): string;
}
function faceSign(): Signer {
  const secretKey = ed25519.utils.randomSecretKey();
  const address = toHex(ed25519.getPublicKey(secretKey));
  return { wallet: { type: "FaceSign", address }, sign: (message) => toHex(ed25519.sign(utf8(message), secretKey)) };
}

/** A vault whose window is a person who answers by screen. */
function start(person: Person, signer: Signer, windowStorage = memoryStorage()) {
  const asked: string[] = [];
  const run = startVault({
    person,
    windowStorage,
    signMessage(message) {
      asked.push(message);
      return { ok: true, value: { signature: signer.sign(message) } };
    },
  });
  return { ...run, asked };
}

const secretKey = crypto.getRandomValues(new Uint8Array(32));
const key: KeyInfo = {
  userId: "9f51b3b2-4cbe-4c2b-8ea3-0b0c1b2f1a11",
  publicKey: toBase64(boxPublicKey(secretKey)),
  store: "user",
};
const words = phraseOf(secretKey);

/** Answers each screen by its kind, the answers of one kind in order and the last one again and again. */
function script(answers: Partial<Record<Screen["kind"], Answer[]>>): (screen: Screen) => Answer | undefined {
  return ({ kind }) => {
    const left = answers[kind];
    return left && left.length > 1 ? left.shift() : left?.[0];
  };
}

describe("vault: recovery phrase", () => {
  it("unlocks a password key and an MPC key, with nothing asked of wallet or nodes", async () => {
    for (const store of ["user", "mpc"] as const) {
      const signer = faceSign();
      const { vault, asked } = start(
        script({
          password: [{ type: "use-phrase" }],
          connect: [{ type: "use-phrase" }],
          "phrase-restore": [{ type: "words", words }],
          "passkey-offer": [{ type: "decline" }],
        }),
        signer,
      );
      expect(code(await vault.unlock(flow(), { ...key, store, wallet: signer.wallet })), store).to.equal("ok");
      expect(asked).to.deep.equal([]);
    }
  });

  it("opens no key under another profile's name than the one that this browser knows it by", async () => {
    const windowStorage = memoryStorage();
    await windowStorage.put("profiles", { userId: key.userId.toUpperCase(), publicKey: key.publicKey });
    const answers = { password: [{ type: "use-phrase" }], "phrase-restore": [{ type: "words", words }] } as const;
    const run = (userId: string) => {
      const person = script({ ...structuredClone(answers), "passkey-offer": [{ type: "decline" }] } as never);
      return startVault({ person, windowStorage }).vault.unlock(flow(), { ...key, userId });
    };
    expect(code(await run(crypto.randomUUID()))).to.equal("KEY_MISMATCH");
    expect(await windowStorage.all("sites")).to.deep.equal([]);
    expect(code(await run(key.userId))).to.equal("ok");
  });

  it("says whether the words are no phrase or another key's, and lets the person go back", async () => {
    const other = phraseOf(crypto.getRandomValues(new Uint8Array(32)));
    const { vault, screens } = start(
      script({
        password: [{ type: "use-phrase" }, { type: "decline" }],
        "phrase-restore": [
          { type: "words", words: words.with(0, "quillhaven") },
          { type: "words", words: other },
          { type: "back" },
        ],
      }),
      faceSign(),
    );
    expect(code(await vault.unlock(flow(), key))).to.equal("USER_REJECTED");
    expect(screens.flatMap((s) => (s.kind === "phrase-restore" ? [s.problem] : []))).to.deep.equal([
      undefined,
      "checksum",
      "other-key",
    ]);
  });

  it("is confirmed by three of its words, and shown again on request", async () => {
    let attempts = 0;
    const { vault, screens } = start((screen) => {
      switch (screen.kind) {
        case "password":
          return { type: "use-phrase" };
        case "phrase-restore":
          return { type: "words", words };
        case "passkey-offer":
          return { type: "decline" };
        case "phrase":
          return { type: "allow" };
        case "phrase-confirm":
          attempts++;
          if (attempts === 1) return { type: "words", words: ["abandon", "abandon", "abandon"] };
          if (attempts === 2) return { type: "back" };
          return { type: "words", words: screen.places.map((place) => ` ${words[place]?.toUpperCase()}`) };
        case "phrase-done":
          return { type: "close" };
        default:
          return undefined;
      }
    }, faceSign());
    await vault.unlock(flow(), key);
    expect(code(await vault.manage(flow(true), { page: "phrase" }))).to.equal("ok");
    const shown = screens.filter((s) => s.kind === "phrase");
    expect(shown.length).to.equal(2);
    expect(shown[0]?.kind === "phrase" && shown[0].words).to.deep.equal(words);
    expect(screens.at(-1)?.kind).to.equal("phrase-done");
  });
});

describe("vault: passkeys", () => {
  const prf = crypto.getRandomValues(new Uint8Array(32));
  const made: Answer = { type: "passkey-made", id: "abc", salt: "c2FsdA==", prf, name: " My  laptop " };

  it("are only offered: closing the window at the offer leaves the unlock as it is", async () => {
    const storage = createStorage({ factory: () => indexedDB });
    const own = crypto.getRandomValues(new Uint8Array(32));
    const other: KeyInfo = { ...key, userId: crypto.randomUUID(), publicKey: toBase64(boxPublicKey(own)) };
    const phrase: Answer = { type: "words", words: phraseOf(own) };
    const scripted = script({ password: [{ type: "use-phrase" }], "phrase-restore": [phrase] });
    const { vault, screens } = start(
      (screen) => (screen.kind === "passkey-offer" ? "close-window" : scripted(screen)),
      faceSign(),
      storage,
    );
    expect(code(await vault.unlock(flow(), other))).to.equal("ok");
    expect(screens.at(-1)?.kind).to.equal("passkey-offer");
    // The key is there: the next call of the connected site asks for nothing.
    expect(code(await vault.unlock(flow(true), other))).to.equal("ok");
  });

  it("wraps the key after an unlock, and opens it with the same PRF output only", async () => {
    const storage = createStorage({ factory: () => indexedDB });
    const first = start(
      script({
        password: [{ type: "use-phrase" }],
        "phrase-restore": [{ type: "words", words }],
        "passkey-offer": [{ type: "passkey-failed" }, made],
      }),
      faceSign(),
      storage,
    );
    expect(code(await first.vault.unlock(flow(), key))).to.equal("ok");
    const row = await storage.get("passkeys", [key.userId, "abc"]);
    expect(row?.name).to.equal("My  laptop");
    expect(toHex(row?.wrapped ?? new Uint8Array())).not.to.include(toHex(secretKey));

    const again = start(script({ password: [{ type: "passkey", id: "abc", prf }] }), faceSign(), storage);
    expect(code(await again.vault.unlock(flow(), key))).to.equal("ok");
    const seen = again.screens.find((s) => s.kind === "password");
    expect(seen?.kind === "password" && seen.other?.passkeys.map(({ id }) => id)).to.deep.equal(["abc"]);
    expect(again.screens.filter((s) => s.kind === "passkey-offer")).to.deep.equal([]);

    // Another output opens nothing, and the row that it was given for is gone.
    const wrong = start(
      script({ password: [{ type: "passkey", id: "abc", prf: new Uint8Array(32) }, { type: "decline" }] }),
      faceSign(),
      storage,
    );
    expect(code(await wrong.vault.unlock(flow(), key))).to.equal("USER_REJECTED");
    expect(wrong.screens.flatMap((s) => (s.kind === "password" ? [s.other?.passkeyFailed] : []))).to.deep.equal([
      false,
      true,
    ]);
    expect(await storage.get("passkeys", [key.userId, "abc"])).to.equal(undefined);
    await storage.remove("passkeyOffers", [key.userId]);
  });
});

describe("vault: recovery wallets", () => {
  const realFetch = globalThis.fetch;
  let requests: { what: string; authorization: string; body: string }[] = [];
  before(() => {
    globalThis.fetch = async (input, init) => {
      const url = String(input instanceof Request ? input.url : input);
      if (!url.includes("/offchain/")) return realFetch(input, init);
      const authorization = new Headers(init?.headers).get("authorization") ?? "";
      requests.push({ what: `${init?.method} ${url.split(key.userId)[1]}`, authorization, body: String(init?.body) });
      return new Response("{}");
    };
  });
  beforeEach(() => (requests = []));
  after(() => (globalThis.fetch = realFetch));

  async function unlockedMpc(signer: Signer, recovery: Answer) {
    const run = start(
      script({
        connect: [{ type: "use-phrase" }],
        "phrase-restore": [{ type: "words", words }],
        "passkey-offer": [{ type: "decline" }],
        recovery: [recovery],
      }),
      signer,
    );
    await run.vault.unlock(flow(), { ...key, store: "mpc", wallet: signer.wallet });
    return run;
  }

  it("threat 19: are printed in full and asked for each time; one signature as JSON goes to every node", async () => {
    const [mine, other] = [faceSign(), faceSign()];
    const { vault, screens, asked, acts } = await unlockedMpc(mine, { type: "allow" });
    const params = { wallet: mine.wallet, target: other.wallet };
    expect(code(await vault.linkRecovery(flow(true), params))).to.equal("ok");
    expect(code(await vault.unlinkRecovery(flow(true), params))).to.equal("ok");
    const consents = screens.filter((s) => s.kind === "recovery");
    expect(consents.map((s) => s.kind === "recovery" && [s.change, s.address, s.by])).to.deep.equal(
      ["add", "remove"].map((change) => [
        change,
        `${other.wallet.address} (FaceSign)`,
        `${mine.wallet.address} (FaceSign)`,
      ]),
    );
    expect(asked.map((message) => Object.keys(JSON.parse(message) as object))).to.deep.equal([
      ["recovering_address", "address_to_add", "timestamp"],
      ["recovering_address", "address_to_remove", "timestamp"],
    ]);
    expect(acts).to.deep.equal(["link", "unlink"]);
    expect(requests.map(({ what }) => what)).to.deep.equal([
      ...Array<string>(5).fill("PATCH /add_address"),
      ...Array<string>(5).fill("PATCH /remove_address"),
    ]);
    for (const { authorization } of requests) expect(authorization).to.match(/^FACESIGN [0-9a-f]{128}$/);
    expect(new Set(requests.slice(0, 5).map(({ body }) => body))).to.deep.equal(new Set([asked[0]]));
  });

  it("threat 19: change nothing without consent, with another wallet's signature, or for a password key", async () => {
    const [mine, other] = [faceSign(), faceSign()];
    const params = { wallet: mine.wallet, target: other.wallet };
    const declined = await unlockedMpc(mine, { type: "decline" });
    expect(code(await declined.vault.linkRecovery(flow(true), params))).to.equal("USER_REJECTED");
    expect(declined.asked).to.deep.equal([]);
    const altered = await unlockedMpc({ wallet: mine.wallet, sign: other.sign }, { type: "allow" });
    expect(code(await altered.vault.linkRecovery(flow(true), params))).to.equal("SIGNATURE_ALTERED");
    // Wallets that sign text alike: the person is told, the key is gone, and the site is connected no more.
    expect(await lastScreen(altered.screens, "altered")).to.deep.equal({
      kind: "altered",
      site: "https://dapp.example",
      act: "link",
    });
    expect(altered.altered()).to.equal(1);
    expect(code(await altered.vault.linkRecovery(flow(true), params))).to.equal("LOCKED");
    const self = await unlockedMpc(mine, { type: "allow" });
    expect(code(await self.vault.linkRecovery(flow(true), { ...params, target: mine.wallet }))).to.equal(
      "INVALID_ARGUMENT",
    );
    const byPassword = start(
      script({
        password: [{ type: "use-phrase" }],
        "phrase-restore": [{ type: "words", words }],
        "passkey-offer": [{ type: "decline" }],
      }),
      mine,
    );
    expect(code(await byPassword.vault.linkRecovery(flow(true), params))).to.equal("LOCKED");
    await byPassword.vault.unlock(flow(), key);
    expect(code(await byPassword.vault.linkRecovery(flow(true), params))).to.equal("UNSUPPORTED");
    expect(requests).to.deep.equal([]);
  });
});
