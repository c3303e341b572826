import { expect } from "chai";
import type { IdosState } from "../../../host-sdk/index.ts";
import { IdosError } from "../../../host-sdk/index.ts";
import { transition } from "../../../isle/machine.ts";
import type { Effect } from "../../../isle/machine/effects.ts";
import type { IsleEvent } from "../../../isle/machine/events.ts";
import { failureOf } from "../../../isle/machine/failure.ts";
import type { Job, JobResult } from "../../../isle/machine/jobs.ts";
import { initialState, type Goal, type IsleState, type View } from "../../../isle/machine/state.ts";
import { endsGoal } from "../../../isle/machine/tasks.ts";
import { ADDRESS, BACKEND, check, CREDENTIAL, DRAFT, GRANT, PROFILE, RECEIPT, USER_ID, wallet } from "./fake-idos.ts";

const NOBODY: IdosState = { wallet: undefined, profile: undefined, enclave: "idle", key: "locked" };
const CONNECTED: IdosState = { ...NOBODY, wallet: { type: "EVM", address: ADDRESS } };
const STRANGER: IdosState = { ...CONNECTED, profile: null };
const READY: IdosState = { ...CONNECTED, profile: PROFILE };
const HOLDINGS = { credentials: [CREDENTIAL], grants: [GRANT], backend: BACKEND };
const REQUEST: Goal = {
  id: 1,
  kind: "request",
  request: { issuers: ["neobank"], level: "basic", purpose: "Open an account" },
};
const VERIFY: Goal = { id: 2, kind: "verify" };
const CONNECT: Goal = { id: 3, kind: "connect" };

/** A machine that keeps what it was told to do. */
function machine(session: IdosState = NOBODY, view?: View, more: Partial<IsleState> = {}) {
  let state: IsleState = { ...initialState(session), ...more, ...(view && { view }) };
  const effects: Effect[] = [];
  const m = {
    effects,
    get state() {
      return state;
    },
    get view() {
      return state.view;
    },
    send(...events: IsleEvent[]) {
      for (const event of events) {
        const step = transition(state, event);
        state = step.state;
        effects.push(...step.effects);
      }
      return m;
    },
    /** The job that is waited for. */
    get job(): Job {
      if (state.view.name !== "waiting") throw new Error(`waits for nothing: ${state.view.name}`);
      return state.view.job;
    },
    done(result: JobResult, next: IdosState = state.session) {
      if (state.view.name !== "waiting") throw new Error(`waits for nothing: ${state.view.name}`);
      return m.send({ type: "done", task: state.view.task, result, session: next });
    },
    fails(code: IdosError["code"], next: IdosState = state.session) {
      if (state.view.name !== "waiting") throw new Error(`waits for nothing: ${state.view.name}`);
      return m.send({
        type: "failed",
        task: state.view.task,
        failure: failureOf(new IdosError(code, `because of ${code}`)),
        session: next,
      });
    },
    named(name: Effect["effect"]) {
      return effects.filter(({ effect }) => effect === name);
    },
    /** How goals ended. */
    get settled() {
      return effects.flatMap((e) =>
        e.effect === "settle"
          ? [
              {
                goal: e.goal,
                kind: e.outcome.kind,
                code: e.outcome.kind === "failed" ? e.outcome.failure.code : undefined,
              },
            ]
          : [],
      );
    },
  };
  return m;
}

const home: View = { name: "home", tab: "credentials" };
const atHome = (more: Partial<IsleState> = {}) =>
  machine(READY, home, { holdings: HOLDINGS, backend: BACKEND, ...more });

describe("the Isle's machine: joining", () => {
  it("goes from the closed pill to a profile, one thing at a time", () => {
    const m = machine().send({ type: "opened" });
    expect(m.view.name).to.equal("connect");
    expect(m.named("discover")).to.have.length(1);
    m.send({ type: "wallets-found", wallets: [wallet("One")] }, { type: "wallet-chosen", wallet: wallet("One") });
    expect(m.job).to.deep.include({ do: "connect", walletName: "One" });
    m.done({ of: "connect" }, CONNECTED);
    expect(m.job.do).to.equal("check-profile");
    m.done({ of: "check-profile", profile: null, backend: BACKEND }, STRANGER);
    expect(m.view.name).to.equal("welcome");
    expect(m.state.backend).to.equal(BACKEND);
    m.send({ type: "create" });
    expect(m.view.name).to.equal("create-key");
    m.send({ type: "key-chosen", store: "user" });
    expect(m.job).to.deep.equal({ do: "join", store: "user" });
    m.done({ of: "join" }, READY);
    expect(m.job.do).to.equal("load");
    m.done({ of: "load", holdings: HOLDINGS });
    expect(m.view).to.deep.equal(home);
    expect(m.state.holdings?.credentials).to.deep.equal([CREDENTIAL]);
  });

  it("stays on the key's page when the wallet declines, and joins again from there", () => {
    const m = machine(STRANGER, { name: "create-key" })
      .send({ type: "key-chosen", store: "mpc" })
      .fails("WALLET_REJECTED");
    expect(m.view).to.deep.include({ name: "failed", job: { do: "join", store: "mpc" } });
    m.send({ type: "retry" });
    expect(m.job).to.deep.equal({ do: "join", store: "mpc" });
    m.fails("WALLET_REJECTED").send({ type: "back" });
    expect(m.view.name).to.equal("create-key");
  });

  it("warms the enclave before it is needed", () => {
    const m = machine(STRANGER, { name: "welcome" }).send({ type: "create" });
    expect(m.named("warm")).to.have.length(1);
  });

  it("ignores what does not belong to the view", () => {
    const m = machine(STRANGER, { name: "welcome" });
    const before = m.state;
    m.send(
      { type: "approve" },
      { type: "confirm" },
      { type: "retry" },
      { type: "cancel" },
      { type: "continue" },
      { type: "tab", tab: "settings" },
      { type: "refuse" },
    );
    expect(m.state).to.equal(before);
    expect(m.effects).to.deep.equal([]);
  });
});

describe("the Isle's machine: waiting", () => {
  const from: [Job["do"], () => ReturnType<typeof machine>, View["name"]][] = [
    [
      "connect",
      () => machine(NOBODY, { name: "connect" }).send({ type: "wallet-chosen", wallet: wallet("One") }),
      "connect",
    ],
    ["check-profile", () => machine(CONNECTED).send({ type: "opened" }), "connect"],
    ["join", () => machine(STRANGER, { name: "create-key" }).send({ type: "key-chosen", store: "mpc" }), "create-key"],
    ["load", () => atHome().send({ type: "reload" }), "home"],
    ["describe", () => atHome().send({ type: "get-verified" }), "home"],
    [
      "prepare",
      () => machine(READY, { name: "providers", why: "chosen" }).send({ type: "provider-chosen" }),
      "providers",
    ],
    ["submit", () => machine(READY, { name: "write-grant", draft: DRAFT }).send({ type: "approve" }), "write-grant"],
    [
      "grant",
      () => machine(READY, { name: "request", found: [CREDENTIAL] }, { goals: [REQUEST] }).send({ type: "approve" }),
      "request",
    ],
    ["view", () => atHome().send({ type: "view", credential: CREDENTIAL }), "home"],
    ["remove", () => machine(READY, { name: "delete", credential: CREDENTIAL }).send({ type: "confirm" }), "home"],
    ["revoke", () => machine(READY, { name: "revoke", grant: GRANT }).send({ type: "confirm" }), "home"],
    ["lock", () => atHome().send({ type: "lock" }), "home"],
    ["manage", () => atHome().send({ type: "manage" }), "home"],
    ["disconnect", () => atHome().send({ type: "disconnect" }), "home"],
  ];

  for (const [job, start, back] of from) {
    it(`lets the person cancel ${job}, and stops it`, () => {
      const m = start();
      expect(m.job.do).to.equal(job);
      const { view } = m;
      m.send({ type: "cancel" });
      expect(m.view.name).to.equal(back);
      expect(m.named("stop")).to.deep.equal([{ effect: "stop", task: view.name === "waiting" ? view.task : 0 }]);
      expect(m.settled).to.deep.equal([]);
    });

    it(`makes ${job} again after a failure, and shows the cause meanwhile`, () => {
      const m = start();
      const again = m.job;
      m.fails("TIMEOUT");
      expect(m.view).to.deep.include({ name: "failed", job: again });
      expect(m.view.name === "failed" && m.view.failure).to.deep.include({
        code: "TIMEOUT",
        message: "because of TIMEOUT",
        retryable: true,
      });
      m.send({ type: "retry" });
      expect(m.job).to.equal(again);
      expect(m.named("run")).to.have.length(2);
    });
  }

  it("takes no result of a task that was stopped", () => {
    const m = atHome().send({ type: "view", credential: CREDENTIAL });
    const task = m.view.name === "waiting" ? m.view.task : 0;
    m.send({ type: "cancel" }, { type: "reload" });
    const before = m.state;
    m.send(
      { type: "done", task, result: { of: "view" }, session: READY },
      { type: "failed", task, failure: failureOf(undefined), session: READY },
    );
    expect(m.state).to.equal(before);
  });

  describe("a credential that is open in the idOS window", () => {
    const window: IsleEvent = { type: "enclave", event: { type: "waiting", for: "window" } };
    const UNLOCKED: IdosState = { ...READY, key: "unlocked" };
    const taskOf = (m: ReturnType<typeof machine>): number => (m.view.name === "waiting" ? m.view.task : 0);
    const viewing = () => {
      const m = machine(UNLOCKED, home, { holdings: HOLDINGS }).send({ type: "view", credential: CREDENTIAL });
      const task = taskOf(m);
      return { m: m.send(window), task };
    };
    const failed = (task: number, code: IdosError["code"]): IsleEvent => ({
      type: "failed",
      task,
      failure: failureOf(new IdosError(code, code)),
      session: UNLOCKED,
    });

    it("lets the person go on here and open another one, which stops nothing", () => {
      const { m } = viewing();
      expect(m.view).to.deep.equal(home);
      m.send({ type: "view", credential: CREDENTIAL }, window);
      expect(m.view).to.deep.equal(home);
      expect(m.named("run")).to.have.length(2);
      expect(m.named("stop")).to.deep.equal([]);
    });

    it("is waited for while the key is still locked, and wherever else the person is needed", () => {
      const m = machine(READY, home).send({ type: "view", credential: CREDENTIAL }, window);
      expect(m.view).to.deep.include({ name: "waiting", prompt: { by: "window" } });
      m.send({ type: "enclave", event: { type: "waiting", for: "nodes" } });
      expect(m.view).to.deep.include({ name: "waiting", prompt: { by: "nodes" } });
    });

    it("ends without a word when it is closed, or when the key locks itself", () => {
      for (const code of ["USER_CLOSED", "LOCKED", "ABORTED"] as const) {
        const { m, task } = viewing();
        m.send(failed(task, code));
        expect(m.view).to.deep.equal(home);
        expect(m.state.viewing).to.equal(undefined);
      }
      const { m, task } = viewing();
      m.send({ type: "done", task, result: { of: "view" }, session: UNLOCKED });
      expect(m.view).to.deep.equal(home);
      expect(m.state.viewing).to.equal(undefined);
    });

    it("says what failed, and tries again; but not over what the person does by then", () => {
      const { m, task } = viewing();
      m.send(failed(task, "NETWORK_UNREACHABLE"));
      expect(m.view).to.deep.include({ name: "failed", back: home });
      expect(m.send({ type: "retry" }).job).to.deep.equal({ do: "view", credential: CREDENTIAL });
      const other = viewing();
      other.m.send({ type: "revoke", grant: GRANT }, failed(other.task, "NETWORK_UNREACHABLE"));
      expect(other.m.view.name).to.equal("revoke");
    });
  });

  it("says whom it waits for, and keeps what the wallet was asked for", () => {
    const m = machine(STRANGER, { name: "create-key" }).send({ type: "key-chosen", store: "mpc" });
    m.send({ type: "enclave", event: { type: "waiting", for: "click" } });
    expect(m.view).to.deep.include({ prompt: { by: "click" } });
    m.send({ type: "enclave", event: { type: "waiting", for: "window" } });
    expect(m.view).to.deep.include({ prompt: { by: "window" } });
    m.send(
      { type: "asking", asking: { for: "key", text: "Upload" } },
      { type: "enclave", event: { type: "waiting", for: "wallet" } },
    );
    expect(m.view).to.deep.include({ prompt: { by: "wallet", for: "key", text: "Upload" } });
    m.send(
      { type: "enclave", event: { type: "waiting", for: "nodes" } },
      { type: "enclave", event: { type: "degraded", nodes: ["n4"] } },
    );
    expect(m.view).to.deep.include({ prompt: { by: "nodes" }, degraded: ["n4"] });
    m.send({ type: "enclave", event: { type: "unlocked" } });
    expect(m.view).to.deep.include({ prompt: undefined });
  });
});

describe("the Isle's machine: a request of the page", () => {
  const asked = () => machine(READY, home, { holdings: HOLDINGS }).send({ type: "asked", goal: REQUEST });
  const matched = () => asked().done({ of: "find", found: [CREDENTIAL], backend: BACKEND });

  it("runs from connecting to the receipt, and settles when access was granted", () => {
    const limits = { maxReads: 2 };
    const m = machine().send({ type: "asked", goal: { ...REQUEST, request: { ...REQUEST.request, limits } } });
    expect(m.view.name).to.equal("connect");
    m.send({ type: "wallet-chosen", wallet: wallet("One") }).done({ of: "connect" }, CONNECTED);
    m.done({ of: "check-profile", profile: PROFILE, backend: undefined }, READY);
    expect(m.job).to.deep.equal({ do: "find", criteria: { issuers: ["neobank"], level: "basic" } });
    m.done({ of: "find", found: [CREDENTIAL], backend: BACKEND });
    expect(m.view).to.deep.include({ name: "request", found: [CREDENTIAL] });
    m.send({ type: "approve" });
    expect(m.job).to.deep.equal({
      do: "grant",
      found: [CREDENTIAL],
      request: { purpose: "Open an account", limits },
    });
    m.done({ of: "grant", receipt: RECEIPT });
    expect(m.view).to.deep.include({ name: "receipt", receipt: RECEIPT });
    expect(m.settled).to.deep.equal([{ goal: 1, kind: "granted", code: undefined }]);
    expect(m.named("announce")).to.deep.equal([{ effect: "announce", news: { kind: "granted", receipt: RECEIPT } }]);
  });

  it("stays on the receipt until the person leaves it, even when the page asks again", () => {
    const m = matched().send({ type: "approve" }).done({ of: "grant", receipt: RECEIPT });
    m.send({ type: "asked", goal: { ...REQUEST, id: 9 } });
    expect(m.view.name).to.equal("receipt");
    m.send({ type: "continue" });
    expect(m.job.do).to.equal("find");
  });

  it("reads the lists anew after the receipt", () => {
    const m = matched().send({ type: "approve" }).done({ of: "grant", receipt: RECEIPT }).send({ type: "continue" });
    expect(m.job.do).to.equal("load");
    expect(m.state.holdings).to.equal(undefined);
  });

  it("rejects with ABORTED when the person cancels it before the window", () => {
    const m = matched().send({ type: "refuse" });
    expect(m.settled).to.deep.equal([{ goal: 1, kind: "failed", code: "ABORTED" }]);
    expect(m.job.do).to.equal("load");
  });

  it("rejects with ABORTED when the search is cancelled", () => {
    const m = asked().send({ type: "cancel" });
    expect(m.settled).to.deep.equal([{ goal: 1, kind: "failed", code: "ABORTED" }]);
  });

  it("goes back to the request when the waiting for the window is cancelled", () => {
    const m = matched().send({ type: "approve" }, { type: "cancel" });
    expect(m.view.name).to.equal("request");
    expect(m.settled).to.deep.equal([]);
  });

  for (const code of [
    "USER_REJECTED",
    "USER_CLOSED",
    "WINDOW_BLOCKED",
    "WALLET_REJECTED",
    "ENCLAVE_UNREACHABLE",
    "NETWORK_UNREACHABLE",
  ] as const) {
    it(`shows ${code}, and rejects with it only when the person gives up`, () => {
      const m = matched().send({ type: "approve" }).fails(code);
      expect(m.view.name).to.equal("failed");
      expect(m.settled).to.deep.equal([]);
      expect(m.view.name === "failed" && endsGoal(m.state, m.view)).to.equal(true);
      m.send({ type: "retry" });
      expect(m.job.do).to.equal("grant");
      m.fails(code).send({ type: "back" });
      expect(m.settled).to.deep.equal([{ goal: 1, kind: "failed", code }]);
    });
  }

  it("offers providers when nothing was found, and when nothing matched privately", () => {
    expect(asked().done({ of: "find", found: [], backend: BACKEND }).view).to.deep.equal({
      name: "providers",
      why: "none-found",
    });
    const m = matched().send({ type: "approve" }).fails("NO_MATCH");
    expect(m.view).to.deep.equal({ name: "providers", why: "none-matches" });
    expect(m.settled).to.deep.equal([]);
  });

  it("finds the new credential after it was issued on the way", () => {
    const m = asked().done({ of: "find", found: [], backend: BACKEND });
    m.send({ type: "provider-chosen" }).done({ of: "prepare", draft: DRAFT, backend: BACKEND });
    m.send({ type: "approve" }).done({ of: "submit", check: check("open") });
    expect(m.view.name).to.equal("verification");
    m.send({ type: "check-read", check: check("issued"), at: 1 }, { type: "continue" });
    expect(m.job.do).to.equal("find");
    expect(m.settled).to.deep.equal([]);
  });

  it("shows a check that runs already instead of offering providers", () => {
    const m = machine(READY, home, {
      tracked: { id: check("pending").id, userId: USER_ID, check: check("pending"), readAt: 1, trouble: undefined },
    });
    m.send({ type: "asked", goal: REQUEST }).done({ of: "find", found: [], backend: BACKEND });
    expect(m.view.name).to.equal("verification");
  });

  it("serves requests in turn", () => {
    const m = asked().send({ type: "asked", goal: { ...REQUEST, id: 7 } });
    expect(m.state.goals.map(({ id }) => id)).to.deep.equal([1, 7]);
    m.done({ of: "find", found: [CREDENTIAL], backend: BACKEND }).send({ type: "refuse" });
    expect(m.settled.map(({ goal }) => goal)).to.deep.equal([1]);
    expect(m.job.do).to.equal("find");
  });

  it("gives up a failure that nobody left when the page asks anew", () => {
    const m = matched()
      .send({ type: "approve" })
      .fails("USER_CLOSED")
      .send({ type: "asked", goal: { ...REQUEST, id: 8 } });
    expect(m.settled).to.deep.equal([{ goal: 1, kind: "failed", code: "USER_CLOSED" }]);
    expect(m.job.do).to.equal("find");
  });

  it("stops what it does for a goal that the page withdraws", () => {
    const m = matched().send({ type: "approve" }, { type: "withdrawn", goal: 1 });
    expect(m.settled).to.deep.equal([{ goal: 1, kind: "failed", code: "ABORTED" }]);
    expect(m.named("stop")).to.have.length(1);
    expect(m.job.do).to.equal("load");
  });

  it("settles also a goal that is withdrawn from the queue", () => {
    const m = asked().send({ type: "asked", goal: { ...REQUEST, id: 7 } }, { type: "withdrawn", goal: 7 });
    expect(m.settled).to.deep.equal([{ goal: 7, kind: "failed", code: "ABORTED" }]);
    expect(m.state.goals.map(({ id }) => id)).to.deep.equal([1]);
    expect(m.job.do).to.equal("find");
  });

  it("does not wait for lists that the person was loading", () => {
    const m = atHome().send({ type: "reload" }, { type: "asked", goal: REQUEST });
    expect(m.named("stop")).to.have.length(1);
    expect(m.job.do).to.equal("find");
  });

  it("keeps the person's place while they create a profile", () => {
    const m = machine(STRANGER, { name: "create-key" }).send({ type: "asked", goal: REQUEST });
    expect(m.view.name).to.equal("create-key");
    m.send({ type: "key-chosen", store: "mpc" }).done({ of: "join" }, READY);
    expect(m.job.do).to.equal("find");
  });

  it("can be refused while the wallet is not connected yet, and stays there", () => {
    const m = machine().send({ type: "asked", goal: REQUEST }, { type: "refuse" });
    expect(m.settled).to.deep.equal([{ goal: 1, kind: "failed", code: "ABORTED" }]);
    expect(m.view.name).to.equal("connect");
  });
});

describe("the Isle's machine: signing in for the page", () => {
  it("settles with the profile", () => {
    const m = machine().send({ type: "asked", goal: CONNECT }, { type: "wallet-chosen", wallet: wallet("One") });
    m.done({ of: "connect" }, CONNECTED).done({ of: "check-profile", profile: PROFILE, backend: undefined }, READY);
    const [settle] = m.named("settle");
    expect(settle).to.deep.equal({ effect: "settle", goal: 3, outcome: { kind: "connected", userId: USER_ID } });
    expect(m.job.do).to.equal("load");
  });

  it("uses the wallet that the page has", () => {
    const { provider } = wallet("Own");
    expect(machine().send({ type: "asked", goal: { ...CONNECT, wallet: provider } }).job).to.deep.equal({
      do: "connect",
      wallet: provider,
    });
  });

  it("changes to the page's wallet although another one is connected", () => {
    const { provider } = wallet("Own");
    expect(atHome().send({ type: "asked", goal: { ...CONNECT, wallet: provider } }).job).to.deep.equal({
      do: "connect",
      wallet: provider,
    });
  });

  it("settles at once for a person who is signed in", () => {
    expect(atHome().send({ type: "asked", goal: CONNECT }).settled).to.deep.equal([
      { goal: 3, kind: "connected", code: undefined },
    ]);
  });
});

describe("the Isle's machine: getting verified", () => {
  const writeGrant = () =>
    atHome()
      .send({ type: "asked", goal: VERIFY })
      .done({ of: "describe", backend: BACKEND })
      .send({ type: "provider-chosen" })
      .done({ of: "prepare", draft: DRAFT, backend: BACKEND });

  it("shows the write grant before anything is signed", () => {
    const m = writeGrant();
    expect(m.view).to.deep.equal({ name: "write-grant", draft: DRAFT });
    expect(m.named("run").map((e) => e.effect === "run" && e.job.do)).to.deep.equal(["describe", "prepare"]);
  });

  it("hands over exactly the draft that was shown, follows the check and remembers it", () => {
    const m = writeGrant().send({ type: "approve" });
    expect(m.job).to.deep.equal({ do: "submit", draft: DRAFT });
    m.done({ of: "submit", check: check("open") });
    expect(m.view.name).to.equal("verification");
    expect(m.settled).to.deep.equal([{ goal: 2, kind: "check", code: undefined }]);
    expect(m.named("remember")).to.deep.equal([{ effect: "remember", check: check("open").id, userId: USER_ID }]);
    expect(m.named("watch")).to.have.length(1);
  });

  it("signs nothing when the person declines, and tells the page", () => {
    const m = writeGrant().send({ type: "decline" });
    expect(m.settled).to.deep.equal([{ goal: 2, kind: "failed", code: "USER_REJECTED" }]);
    expect(m.named("run").some((e) => e.effect === "run" && e.job.do === "submit")).to.equal(false);
  });

  it("goes back to the providers when a request led there", () => {
    const m = machine(READY, { name: "write-grant", draft: DRAFT }, { goals: [REQUEST] }).send({ type: "decline" });
    expect(m.view.name).to.equal("providers");
    expect(m.settled).to.deep.equal([]);
  });

  it("returns to the write grant when the wallet declines", () => {
    const m = writeGrant().send({ type: "approve" }).fails("WALLET_REJECTED").send({ type: "back" });
    expect(m.view).to.deep.equal({ name: "write-grant", draft: DRAFT });
  });

  it("ends the page's wish when the providers cannot be read and the person gives up", () => {
    const m = atHome().send({ type: "asked", goal: VERIFY }).fails("NETWORK_UNREACHABLE").send({ type: "back" });
    expect(m.settled).to.deep.equal([{ goal: 2, kind: "failed", code: "NETWORK_UNREACHABLE" }]);
  });

  const running = (status: "open" | "pending" = "pending") =>
    machine(
      READY,
      { name: "verification" },
      {
        tracked: { id: check(status).id, userId: USER_ID, check: check(status), readAt: undefined, trouble: undefined },
      },
    );

  it("tells the page of a new status once, and stops watching at the end", () => {
    const m = running().send({ type: "check-read", check: check("pending"), at: 5 });
    expect(m.named("announce")).to.deep.equal([]);
    expect(m.state.tracked?.readAt).to.equal(5);
    m.send({ type: "check-read", check: check("rejected", { reason: "Unreadable" }), at: 9 });
    expect(m.named("announce")).to.deep.equal([
      { effect: "announce", news: { kind: "check", check: check("rejected", { reason: "Unreadable" }) } },
    ]);
    expect(m.named("unwatch")).to.have.length(1);
    expect(m.view.name).to.equal("verification");
  });

  it("keeps a check whose status cannot be read, and says so", () => {
    const m = running().send({
      type: "check-unread",
      id: check("open").id,
      failure: failureOf(new IdosError("NETWORK_UNREACHABLE", "no answer")),
      at: 7,
    });
    expect(m.state.tracked).to.deep.include({ readAt: 7, check: check("pending") });
    expect(m.state.tracked?.trouble?.code).to.equal("NETWORK_UNREACHABLE");
    m.send({ type: "check-read", check: check("pending"), at: 8 });
    expect(m.state.tracked?.trouble).to.equal(undefined);
  });

  it("lets go of a check that the provider does not know", () => {
    const m = running().send({
      type: "check-unread",
      id: check("open").id,
      failure: failureOf(new IdosError("NOT_FOUND", "no such check")),
      at: 7,
    });
    expect(m.state.tracked).to.equal(undefined);
    expect(m.named("forget")).to.have.length(1);
    expect(m.job.do).to.equal("load");
  });

  it("starts again after a rejection", () => {
    const m = running().send({ type: "check-read", check: check("rejected"), at: 1 }, { type: "get-verified" });
    expect(m.job.do).to.equal("describe");
    expect(m.state.tracked).to.equal(undefined);
  });

  it("does not throw away a running check", () => {
    const m = running().send({ type: "continue" }, { type: "get-verified" });
    expect(m.state.tracked?.check?.status).to.equal("pending");
    expect(m.view.name).to.equal("verification");
  });

  it("looks at once when the person wants to know", () => {
    expect(running().send({ type: "check-now" }).named("watch")).to.have.length(1);
  });
});

describe("the Isle's machine: after a reload", () => {
  const recalled = () => machine().send({ type: "check-remembered", id: check("open").id, userId: USER_ID });

  it("follows the check from before, and shows it first", () => {
    const m = recalled();
    expect(m.named("watch")).to.deep.equal([{ effect: "watch", check: check("open").id }]);
    m.send({ type: "opened" });
    expect(m.view.name).to.equal("verification");
  });

  it("goes from the issued credential to connecting", () => {
    const m = recalled().send(
      { type: "check-read", check: check("issued"), at: 1 },
      { type: "opened" },
      { type: "continue" },
    );
    expect(m.view.name).to.equal("connect");
    expect(m.named("forget")).to.have.length(1);
  });

  it("serves a wish to be verified with the check that runs", () => {
    const m = machine(READY, home, {
      tracked: { id: check("open").id, userId: USER_ID, check: undefined, readAt: undefined, trouble: undefined },
    });
    m.send({ type: "asked", goal: VERIFY });
    expect(m.view.name).to.equal("verification");
    expect(m.settled).to.deep.equal([]);
    m.send({ type: "check-read", check: check("pending"), at: 1 });
    expect(m.settled).to.deep.equal([{ goal: 2, kind: "check", code: undefined }]);
  });

  it("does not show another person's check, and does not forget it either", () => {
    const m = recalled()
      .send({ type: "asked", goal: CONNECT }, { type: "wallet-chosen", wallet: wallet("One") })
      .done({ of: "connect" }, CONNECTED);
    const other = { ...PROFILE, userId: "11111111-1111-4111-8111-111111111111" };
    m.done({ of: "check-profile", profile: other, backend: undefined }, { ...CONNECTED, profile: other });
    expect(m.state.tracked).to.equal(undefined);
    expect(m.named("unwatch")).to.have.length(1);
    expect(m.named("forget")).to.deep.equal([]);
    m.send({ type: "check-remembered", id: check("open").id, userId: USER_ID });
    expect(m.state.tracked).to.equal(undefined);
  });

  it("asks the memory again when somebody signs in", () => {
    const m = machine(CONNECTED)
      .send({ type: "opened" })
      .done({ of: "check-profile", profile: PROFILE, backend: undefined }, READY);
    expect(m.named("recall")).to.have.length(1);
  });
});

describe("the Isle's machine: at home", () => {
  it("deletes only after it was confirmed, then reads anew", () => {
    const m = atHome().send({ type: "delete", credential: CREDENTIAL });
    expect(m.view).to.deep.equal({ name: "delete", credential: CREDENTIAL });
    expect(m.effects).to.deep.equal([]);
    m.send({ type: "back" });
    expect(m.view.name).to.equal("home");
    m.send({ type: "delete", credential: CREDENTIAL }, { type: "confirm" });
    expect(m.job).to.deep.equal({ do: "remove", credential: CREDENTIAL });
    m.done({ of: "remove" });
    expect(m.job.do).to.equal("load");
  });

  it("revokes only after it was confirmed, tells the page, and shows the permissions", () => {
    const m = atHome().send({ type: "tab", tab: "permissions" }, { type: "revoke", grant: GRANT });
    expect(m.effects).to.deep.equal([]);
    m.send({ type: "confirm" }).done({ of: "revoke" });
    expect(m.named("announce")).to.deep.equal([{ effect: "announce", news: { kind: "revoked", grantId: GRANT.id } }]);
    m.done({ of: "load", holdings: { ...HOLDINGS, grants: [] } });
    expect(m.view).to.deep.equal({ name: "home", tab: "permissions" });
  });

  it("forgets everything about the person when they disconnect", () => {
    const m = atHome({
      tracked: { id: "x", userId: USER_ID, check: undefined, readAt: undefined, trouble: undefined },
    });
    m.send({ type: "disconnect" }).done({ of: "disconnect" }, NOBODY);
    expect(m.view.name).to.equal("connect");
    expect(m.state).to.deep.include({ holdings: undefined, tracked: undefined });
  });

  it("asks for the wallet again when it changed its account", () => {
    const m = atHome().send({ type: "session", session: NOBODY });
    expect(m.view).to.deep.equal({ name: "connect", notice: "wallet-changed" });
    expect(m.state.holdings).to.equal(undefined);
  });

  it("lets a running job fail by itself when the wallet goes away, and then leads to connecting", () => {
    const m = atHome().send({ type: "view", credential: CREDENTIAL }, { type: "session", session: NOBODY });
    expect(m.view.name).to.equal("waiting");
    m.fails("WALLET_DISCONNECTED", NOBODY).send({ type: "back" });
    expect(m.view.name).to.equal("connect");
  });

  it("goes on when the page, which shares its Idos, connected the wallet or created the profile by hand", () => {
    expect(machine().send({ type: "opened" }, { type: "session", session: CONNECTED }).job.do).to.equal(
      "check-profile",
    );
    expect(machine(STRANGER, { name: "create-key" }).send({ type: "session", session: READY }).job.do).to.equal("load");
  });

  it("knows a lock without leaving the page", () => {
    const m = atHome().send({ type: "session", session: { ...READY, key: "unlocked" } });
    expect(m.view.name).to.equal("home");
    expect(m.state.session.key).to.equal("unlocked");
  });
});
