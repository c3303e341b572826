import { expect } from "chai";
import { IdosError, isIdosError } from "../../../host-sdk/index.ts";
import type { CheckMemory, RememberedCheck } from "../../../isle/check-memory.ts";
import { createIsle, type Isle } from "../../../isle/create-isle.ts";
import type { View } from "../../../isle/machine/state.ts";
import {
  ADDRESS,
  check,
  createFakeIdos,
  CREDENTIAL,
  finds,
  GRANT,
  RECEIPT,
  USER_ID,
  wallet,
  type FakeIdos,
} from "./fake-idos.ts";

const REQUEST = { issuers: ["neobank"], level: "basic", purpose: "Open an account" };

function memory(kept?: RememberedCheck): CheckMemory & { kept: RememberedCheck | undefined } {
  return {
    kept,
    read() {
      return this.kept;
    },
    write(value) {
      this.kept = value;
    },
    clear() {
      this.kept = undefined;
    },
  };
}

/** Resolves when the view has this name; fails loudly if it never does. */
function shows(isle: Isle, name: View["name"]): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`shows ${isle.state.view.name}, not ${name}`)), 2000);
    const look = (): void => {
      if (isle.state.view.name !== name) return;
      clearTimeout(timer);
      stop();
      resolve();
    };
    const stop = isle.subscribe(look);
    look();
  });
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (isIdosError(error)) return error.code;
    throw error;
  }
  throw new Error("it resolved");
}

describe("the headless Isle", () => {
  let fake: FakeIdos;
  let isle: Isle;
  let checks: ReturnType<typeof memory>;

  function make(remembered?: RememberedCheck): void {
    checks = memory(remembered);
    isle = createIsle({ idos: fake.idos, discoverWallets: finds(wallet("One")), checks, checkEvery: 5 });
  }
  async function signIn(): Promise<void> {
    isle.send({ type: "opened" });
    isle.send({ type: "wallet-chosen", wallet: wallet("One") });
    await shows(isle, "home");
  }

  beforeEach(() => {
    fake = createFakeIdos();
    make();
  });
  afterEach(() => isle.close());

  it("touches nothing until it is used", async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(fake.calls).to.deep.equal([]);
    expect(isle.state.view.name).to.equal("starting");
  });

  it("resolves a request with the grant's id and reports the grant", async () => {
    const granted: string[] = [];
    isle.on("granted", ({ grantId }) => granted.push(grantId));
    const answer = isle.request(REQUEST);
    isle.send({ type: "wallet-chosen", wallet: wallet("One") });
    await shows(isle, "request");
    isle.send({ type: "approve" });
    expect(await answer).to.deep.equal({ grantId: RECEIPT.grantId });
    expect(granted).to.deep.equal([RECEIPT.grantId]);
    expect(isle.state.view.name).to.equal("receipt");
    expect(fake.calls.filter((call) => call === "request")).to.have.length(1);
  });

  it("passes the request on to the SDK unchanged", async () => {
    const requirements = { path: "credentialSubject.nationality", equals: "DE" };
    const timelock = { until: 1_900_000_000, optional: true };
    await signIn();
    const held = fake.hold("request");
    const limits = { expiresAt: 4_000_000_000, maxReads: 3 };
    void isle.request({ ...REQUEST, requirements, timelock, limits }).catch(() => {});
    await shows(isle, "request");
    isle.send({ type: "approve" });
    const { args } = await held;
    expect(args[0]).to.deep.equal([CREDENTIAL]);
    expect(args[1]).to.deep.include({ purpose: "Open an account", requirements, timelock, limits });
  });

  it("aborts the SDK's call when the person cancels, and survives its late answer", async () => {
    await signIn();
    const held = fake.hold("view");
    isle.send({ type: "view", credential: CREDENTIAL });
    const { signal, reject } = await held;
    isle.send({ type: "cancel" });
    expect(signal?.aborted).to.equal(true);
    reject(new IdosError("ABORTED", "Cancelled"));
    await new Promise((resolve) => setTimeout(resolve));
    expect(isle.state.view.name).to.equal("home");
  });

  it("rejects with ABORTED when the page withdraws, before and while it is served", async () => {
    const early = new AbortController();
    early.abort();
    expect(await codeOf(isle.request({ ...REQUEST, signal: early.signal }))).to.equal("ABORTED");
    const late = new AbortController();
    const answer = isle.request({ ...REQUEST, signal: late.signal });
    late.abort();
    expect(await codeOf(answer)).to.equal("ABORTED");
    expect(isle.state.goals).to.deep.equal([]);
  });

  for (const [name, request] of [
    ["purpose", { purpose: " " }],
    ["purpose", { purpose: "x".repeat(201) }],
    ["issuers", { purpose: "x", issuers: [] }],
    ["level", { purpose: "x", level: "" }],
    ["timelock", { purpose: "x", timelock: { until: 1.5, optional: true } }],
    ["limits", { purpose: "x", limits: {} }],
    ["limits", { purpose: "x", limits: { expiresAt: 1_700_000_000 } }],
    ["limits", { purpose: "x", limits: { maxReads: 0 } }],
    ["limits", { purpose: "x", limits: { expiresAt: 4_000_000_000, maxReads: 1.5 } }],
  ] as const) {
    it(`refuses a wrong ${name} by name, without its value, and bothers nobody`, async () => {
      const error: unknown = await isle
        .request({ ...request, issuers: "issuers" in request ? [...request.issuers] : undefined })
        .catch((e: unknown) => e);
      expect(isIdosError(error, "INVALID_ARGUMENT") && error.message)
        .to.match(new RegExp(`^${name}:`))
        .and.not.contain("xxx");
      expect(isle.state.goals).to.deep.equal([]);
    });
  }

  it("rejects with the failure that the person gave up at, data included", async () => {
    await signIn();
    fake.failNext("request", new IdosError("WALLET_WRONG_ACCOUNT", "Switch back", { data: { address: ADDRESS } }));
    const answer = isle.request(REQUEST);
    await shows(isle, "request");
    isle.send({ type: "approve" });
    await shows(isle, "failed");
    isle.send({ type: "back" });
    const error: unknown = await answer.catch((e: unknown) => e);
    expect(isIdosError(error, "WALLET_WRONG_ACCOUNT") && error.data).to.deep.equal({ address: ADDRESS });
  });

  it("calls an unknown error INTERNAL and does not repeat its text", async () => {
    fake.failNext("connect", new Error("secret detail"));
    isle.send({ type: "opened" });
    isle.send({ type: "wallet-chosen", wallet: wallet("One") });
    await shows(isle, "failed");
    expect(JSON.stringify(isle.state.view)).to.contain("INTERNAL").and.not.contain("secret detail");
  });

  it("signs in with the page's own wallet", async () => {
    const { provider } = wallet("Own");
    const held = fake.hold("connect");
    const answer = isle.connect({ wallet: provider });
    const { args, release } = await held;
    expect(args[0]).to.equal(provider);
    release();
    expect(await answer).to.deep.equal({ userId: USER_ID });
  });

  it("shows the lists although the page's own server is away, and says so", async () => {
    fake.failNext("backend", new IdosError("NETWORK_UNREACHABLE", "The backend did not answer"));
    await signIn();
    expect(isle.state.holdings?.credentials).to.deep.equal([CREDENTIAL]);
    expect(isle.state.holdings?.trouble?.code).to.equal("NETWORK_UNREACHABLE");
  });

  it("works for a page without a server of its own", async () => {
    fake.failNext("backend", new IdosError("UNSUPPORTED", "This needs a backend"));
    await signIn();
    expect(isle.state.holdings).to.deep.include({ backend: undefined, grants: [GRANT] });
    expect(isle.state.holdings?.trouble).to.equal(undefined);
  });

  it("reports a revoked grant", async () => {
    await signIn();
    const revoked = new Promise((resolve) => isle.on("revoked", resolve));
    isle.send({ type: "revoke", grant: GRANT });
    isle.send({ type: "confirm" });
    expect(await revoked).to.deep.equal({ grantId: GRANT.id });
    await shows(isle, "home");
    expect(isle.state.holdings?.grants).to.deep.equal([]);
  });

  it("says that there is no wallet when none answers", async () => {
    const alone = createIsle({ idos: fake.idos, discoverWallets: () => () => {}, checks });
    alone.send({ type: "opened" });
    expect(alone.state.wallets).to.equal(undefined);
    await new Promise<void>((resolve) => alone.subscribe(() => alone.state.wallets && resolve()));
    expect(alone.state.wallets).to.deep.equal([]);
    alone.close();
  });

  it("follows a check to its end, remembers it meanwhile, and forgets it when it was seen", async () => {
    await signIn();
    const statuses: string[] = [];
    isle.on("check", ({ status }) => statuses.push(status));
    fake.data.check = check("open", { url: "http://neobank.localhost:5173/verify" });
    const started = isle.verify();
    await shows(isle, "providers");
    isle.send({ type: "provider-chosen" });
    await shows(isle, "write-grant");
    isle.send({ type: "approve" });
    expect(await started).to.deep.include({ status: "open" });
    expect(checks.kept).to.deep.equal({ id: check("open").id, userId: USER_ID });
    fake.data.check = check("issued");
    await new Promise<void>((resolve) => isle.on("check", ({ status }) => status === "issued" && resolve()));
    expect(statuses).to.deep.equal(["open", "issued"]);
    const looks = fake.calls.filter((call) => call === "status").length;
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(fake.calls.filter((call) => call === "status").length).to.equal(looks);
    expect(isle.state.view.name).to.equal("verification");
    isle.send({ type: "continue" });
    await shows(isle, "home");
    expect(checks.kept).to.equal(undefined);
  });

  it("finds the check of before the reload, without a wallet", async () => {
    isle.close();
    make({ id: check("pending").id, userId: USER_ID });
    await new Promise<void>((resolve) => isle.on("check", () => resolve()));
    expect(isle.state.tracked?.check?.status).to.equal("pending");
    expect(fake.calls).to.not.include("connect");
    isle.send({ type: "opened" });
    expect(isle.state.view.name).to.equal("verification");
  });

  it("goes on looking after a failure", async () => {
    isle.close();
    fake.failNext("status", new IdosError("NETWORK_UNREACHABLE", "no answer"));
    make({ id: check("pending").id, userId: USER_ID });
    await new Promise<void>((resolve) => isle.subscribe(() => isle.state.tracked?.trouble && resolve()));
    expect(isle.state.tracked?.trouble?.code).to.equal("NETWORK_UNREACHABLE");
    await new Promise<void>((resolve) => isle.on("check", () => resolve()));
    expect(isle.state.tracked?.trouble).to.equal(undefined);
  });

  it("ends every promise and every look when it is closed, and leaves a shared Idos open", async () => {
    isle.close();
    make({ id: check("pending").id, userId: USER_ID });
    const answers = [isle.request(REQUEST), isle.connect(), isle.verify()];
    const codes = Promise.all(answers.map(codeOf));
    isle.close();
    expect(await codes).to.deep.equal(["ABORTED", "ABORTED", "ABORTED"]);
    expect(await codeOf(isle.connect())).to.equal("ABORTED");
    const looks = fake.calls.length;
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(fake.calls.length).to.equal(looks);
    expect(fake.closed).to.equal(false);
  });

  it("keeps going when a listener of the page throws", async () => {
    const reported = new Promise<ErrorEvent>((resolve) => {
      const before = window.onerror;
      window.onerror = null;
      window.addEventListener(
        "error",
        (event) => {
          event.preventDefault();
          event.stopImmediatePropagation();
          window.onerror = before;
          resolve(event);
        },
        { once: true, capture: true },
      );
    });
    const stop = isle.subscribe(() => {
      stop();
      throw new Error("the page's own bug");
    });
    isle.send({ type: "opened" });
    expect((await reported).message).to.contain("the page's own bug");
    isle.send({ type: "wallet-chosen", wallet: wallet("One") });
    await shows(isle, "home");
  });
});
