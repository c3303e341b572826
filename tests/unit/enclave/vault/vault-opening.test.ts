/** Threat 24 in the vault: when credentials are opened, what stops it, and what of it can be told from outside. */
import { expect } from "chai";
import { boxPublicKey, seal } from "../../../../enclave/crypto/box.ts";
import { fromBase64, randomBytes, toBase64, utf8 } from "../../../../enclave/crypto/bytes.ts";
import type { Candidate, Requirements } from "../../../../enclave/protocol/types.ts";
import type { GrantParams } from "../../../../enclave/protocol/calls/grant.ts";
import { startOpeningHere, type StartOpening } from "../../../../enclave/vault/opening-thread.ts";
import { meets } from "../../../../enclave/vault/requirements.ts";
import kdfVectors from "../../../vectors/kdf.json";
import { code, flow, startVault, type Person } from "./vault-fixture.ts";

const vector = kdfVectors.find(({ kdf, password }) => kdf === "scrypt-v0" && password === "Pa$$w0rd")!;
const profile = { userId: vector.userId, publicKey: vector.publicKey, store: "user" as const };
const typing: Person = (screen) =>
  screen.kind === "password" ? { type: "password", password: vector.password } : undefined;

function candidate(credential: object): Candidate {
  const box = seal(utf8(JSON.stringify(credential)), fromBase64(vector.publicKey));
  return {
    id: crypto.randomUUID(),
    publicNotes: "{}",
    issuerAuthPublicKey: "ab".repeat(32),
    content: toBase64(box.content),
    encryptorPublicKey: toBase64(box.encryptorPublicKey),
  };
}
const params = (candidates: Candidate[], requirements?: Requirements): GrantParams => ({
  candidates,
  consumer: {
    walletIdentifier: "0x00000000000000000000000000000000000000aa",
    encryptionPublicKey: toBase64(boxPublicKey(randomBytes(32))),
  },
  requirements,
  purpose: "Open an account",
  copyId: crypto.randomUUID(),
});

/** A turn for every message that is under way, several times over. */
async function turns(count = 30): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setTimeout(resolve));
}

/** Counts key agreements by the browser: each box takes one to be opened, and one to be sealed. */
function countAgreements() {
  const { deriveBits } = SubtleCrypto.prototype;
  const counter = { count: 0, stop: () => Object.assign(SubtleCrypto.prototype, { deriveBits }) };
  SubtleCrypto.prototype.deriveBits = function (...args) {
    if ((args[0] as { name?: string }).name === "X25519") counter.count++;
    return deriveBits.apply(this, args);
  };
  return counter;
}

describe("threat 24: the vault opens credentials", () => {
  let agreements: ReturnType<typeof countAgreements>;
  beforeEach(() => (agreements = countAgreements()));
  afterEach(() => agreements.stop());

  it("not before the window has proved itself, and seals nothing then either", async () => {
    let prove: () => void = () => {};
    let gate: Promise<void> | undefined;
    const { vault, screens, windows } = startVault({ person: typing, opening: async () => gate });
    await vault.unlock(flow(), profile);
    gate = new Promise((resolve) => (prove = resolve));
    const before = agreements.count;
    const call = flow(true);
    const answer = vault.grant(call, params(Array.from({ length: 40 }, (_, i) => candidate({ i }))));
    for (let i = 0; i < 100 && windows() < 2; i++) await turns(1);
    await turns();
    expect(agreements.count - before).to.equal(0);
    prove();
    for (let i = 0; i < 500 && screens.at(-1)?.kind !== "consent"; i++) await turns(1);
    expect(screens.at(-1)?.kind).to.equal("consent");
    // Each candidate once, and the keys of the one copy.
    expect(agreements.count - before).to.equal(41);
    await vault.cancel(call.id);
    expect(code(await answer)).to.equal("ABORTED");
    await turns();
    expect(agreements.count - before).to.equal(41);
  });

  const MANY = 2_000;
  for (const [how, stop, expected] of [
    ["the site cancels", "cancel", "ABORTED"],
    ["the window is closed", "close-window", "USER_CLOSED"],
    ["the person cancels in the window", "decline", "USER_REJECTED"],
  ] as const)
    it(`no further when ${how}`, async () => {
      const call = flow(true);
      const person: Person = (screen) => {
        if (screen.kind !== "progress" || screen.of !== "matching") return typing(screen);
        if (stop === "cancel") void vault.cancel(call.id);
        return stop === "cancel" ? undefined : stop === "decline" ? { type: "decline" } : stop;
      };
      const { vault, screens } = startVault({ person });
      await vault.unlock(flow(), profile);
      const before = agreements.count;
      const one = candidate({ a: 1 });
      const many = Array.from({ length: MANY }, () => ({ ...one, id: crypto.randomUUID() }));
      expect(code(await vault.grant(call, params(many)))).to.equal(expected);
      const ended = agreements.count;
      await turns(60);
      // What the browser had begun is one batch at most.
      expect(agreements.count - ended).to.be.at.most(32);
      expect(agreements.count - before).to.be.lessThan(MANY / 2);
      expect(screens.some(({ kind }) => kind === "consent")).to.equal(false);
    });

  it("in a thread of its own, which ends with the grant, however that ends; after an approved one a new one waits", async () => {
    let started = 0;
    let ended = 0;
    const thread: StartOpening = () => {
      started++;
      const one = startOpeningHere();
      return { ...one, end: () => (ended++, one.end()) };
    };
    const fits = { path: "a", equals: 1 } as const;
    const fitsNot = { path: "a", equals: 2 } as const;
    const answers: Person = (screen) => {
      if (screen.kind === "no-match") return { type: "decline" };
      return screen.kind === "consent"
        ? { type: "approve", token: screen.matches[0]!.token, timelock: false }
        : typing(screen);
    };
    const { vault } = startVault({ person: answers, thread });
    await vault.unlock(flow(), profile);
    const one = candidate({ a: 1 });
    for (const [n, [asked, expected, waiting]] of (
      [
        [fits, "ok", 1],
        [fitsNot, "USER_REJECTED", 0],
        [fits, "ok", 1],
      ] as const
    ).entries()) {
      expect(code(await vault.grant(flow(true), params([one], asked)))).to.equal(expected);
      await turns();
      expect(ended).to.equal(n + 1);
      expect(started - ended).to.equal(waiting);
    }
  });

  it("in the thread that waits, if the last grant never came to open anything", async () => {
    let started = 0;
    const thread: StartOpening = () => (started++, startOpeningHere());
    let opens = true;
    const opening = async (): Promise<void> => {
      if (!opens) throw new Error("No window");
    };
    const { vault } = startVault({ person: typing, thread, opening });
    await vault.unlock(flow(), profile);
    opens = false;
    for (let i = 0; i < 3; i++)
      expect(code(await vault.grant(flow(true), params([candidate({ i })])))).not.to.equal("ok");
    expect(started).to.equal(1);
  });

  it("with the same steps, whether or not anything matches", async () => {
    const kinds = async (requirements: Requirements): Promise<string[]> => {
      const { vault, screens } = startVault({
        person: (s) => (s.kind === "consent" || s.kind === "no-match" ? { type: "decline" } : typing(s)),
      });
      await vault.unlock(flow(), profile);
      const before = agreements.count;
      await vault.grant(flow(true), params([candidate({ a: 1 }), candidate({ a: 2 })], requirements));
      return [...screens.map(({ kind }) => kind.replace(/consent|no-match/, "result")), `${agreements.count - before}`];
    };
    expect(await kinds({ path: "a", equals: 1 })).to.deep.equal(await kinds({ path: "a", equals: 3 }));
  });

  it("and looks at every condition, also when the answer is known before", () => {
    const looks: string[] = [];
    const credential = new Proxy(
      { a: 1, b: 2, c: 3 },
      { get: (target, key) => (looks.push(String(key)), Reflect.get(target, key)) },
    );
    const each: Requirements[] = ["a", "b", "c"].map((path) => ({ path, equals: 1 }));
    for (const requirements of [{ all: each }, { any: each }, { not: { all: each.toReversed() } }]) {
      looks.length = 0;
      meets(credential, requirements);
      expect(looks.toSorted()).to.deep.equal(["a", "b", "c"]);
    }
  });
});
