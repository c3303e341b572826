import { expect } from "chai";
import type { Answer, FromWindow, Screen, ToWindow } from "../../../../enclave/contract/window-messages.ts";
import { AFTER_STEP, STEP, untilStep } from "../../../../enclave/protocol/steps.ts";
import { MAX_MISSING, startSession, type Session } from "../../../../enclave/window/window-session.ts";

const site = "https://dapp.example";
const connect: Screen = { kind: "connect", site, userId: "4a1f0c9c-2b7e-4c55-8d0a-91f2b3c4d5e6", address: "0x1" };
const granted: Screen = { kind: "granted", site, digest: "ab" };

describe("session of the window", () => {
  let session: Session;
  let vault: MessagePort;
  let received: FromWindow[];
  let log: string[];
  let answer: ((answer: Answer) => void) | undefined;
  let beat: () => void;
  let holds: boolean;
  let answersPings: boolean;

  beforeEach(() => {
    const { port1, port2 } = new MessageChannel();
    vault = port2;
    received = [];
    log = [];
    holds = true;
    answersPings = true;
    vault.onmessage = ({ data }: MessageEvent<FromWindow>) => {
      if (data.type !== "ping") return void received.push(data);
      if (answersPings) send({ type: "pong" });
    };
    session = startSession({
      port: port1,
      show(screen, respond) {
        log.push(screen.kind);
        answer = respond;
      },
      pending: () => log.push("pending"),
      lost: () => log.push("lost"),
      close: () => log.push("close"),
      locking: (left) => log.push(`locking ${left}`),
      storage: async ({ method, args }) => ({ method, args }),
      openerHolds: () => holds,
      setInterval(run) {
        beat = run;
        return 1;
      },
      clearInterval: () => log.push("stopped"),
    });
  });
  afterEach(() => {
    session.end();
    vault.close();
  });
  const send = (message: ToWindow): void => vault.postMessage(message);
  // Two turns of a message channel of its own: what was posted before has arrived.
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 3; i++) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  it("shows a screen and sends its answer with the screen's number", async () => {
    send({ type: "screen", n: 7, screen: connect });
    await settle();
    answer?.({ type: "allow" });
    await settle();
    expect(log).to.deep.equal(["connect", "pending"]);
    expect(received).to.deep.equal([{ type: "answer", n: 7, answer: { type: "allow" } }]);
  });

  it("sends one answer per screen, and none for a screen that has been replaced", async () => {
    send({ type: "screen", n: 1, screen: connect });
    await settle();
    const first = answer;
    first?.({ type: "decline" });
    first?.({ type: "allow" });
    send({ type: "screen", n: 2, screen: connect });
    await settle();
    first?.({ type: "allow" });
    await settle();
    expect(received).to.deep.equal([{ type: "answer", n: 1, answer: { type: "decline" } }]);
  });

  const consent: Screen = {
    kind: "consent",
    site,
    consumer: { walletIdentifier: "0x1", fingerprint: "a1b2" },
    purpose: "",
    matches: [],
    skipped: [],
  };
  const noMatch: Screen = { kind: "no-match", site, purpose: "", skipped: [] };
  const now = (): number => performance.timeOrigin + performance.now();
  const shownAt = async (kind: Screen["kind"]): Promise<number> => {
    while (!log.includes(kind)) await new Promise((resolve) => setTimeout(resolve, 1));
    return now();
  };

  it("threat 24: draws what depends on a credential right after a step of the frame's, whenever it came", async () => {
    for (const screen of [consent, noMatch, consent]) {
      log = [];
      const nextStep = (Math.floor(now() / STEP) + 1) * STEP;
      send({ type: "screen", n: 1, screen });
      // How much later is the machine's business.
      expect(await shownAt(screen.kind)).to.be.at.least(nextStep + AFTER_STEP);
    }
  });

  it("threat 24: a Cancel a moment before the next screen is drawn declines that one, and nothing else counts", async () => {
    send({ type: "screen", n: 1, screen: { kind: "progress", site, of: "matching" } });
    await settle();
    const cancel = answer;
    await new Promise((resolve) => setTimeout(resolve, untilStep()));
    await new Promise((resolve) => setTimeout(resolve, 2 * AFTER_STEP));
    send({ type: "screen", n: 2, screen: consent });
    await settle();
    cancel?.({ type: "allow" });
    cancel?.({ type: "decline" });
    cancel?.({ type: "decline" });
    await settle();
    expect(received).to.deep.equal([{ type: "answer", n: 2, answer: { type: "decline" } }]);
    await new Promise((resolve) => setTimeout(resolve, STEP + 2 * AFTER_STEP));
    expect(log).to.deep.equal(["progress", "pending"]);
  });

  it("tells of a lock that comes near beside the screen, and not once the vault is lost", async () => {
    send({ type: "screen", n: 1, screen: connect });
    send({ type: "locking", left: 42 });
    send({ type: "locking", left: undefined });
    await settle();
    holds = false;
    beat();
    send({ type: "locking", left: 41 });
    await settle();
    expect(log).to.deep.equal(["connect", "locking 42", "locking undefined", "lost"]);
    expect(received).to.deep.equal([]);
  });

  it("runs the vault's storage calls and answers each under its number", async () => {
    send({ type: "storage", call: 4, method: "get", args: ["profiles", ["u"]] });
    await settle();
    expect(received).to.deep.equal([{ type: "stored", call: 4, value: { method: "get", args: ["profiles", ["u"]] } }]);
  });

  it("tells the vault that the person is there, not at every key press", async () => {
    for (let i = 0; i < 20; i++) session.active();
    await settle();
    expect(received).to.deep.equal([{ type: "active" }]);
  });

  it("answers the vault's ping", async () => {
    send({ type: "ping" });
    await settle();
    expect(received).to.deep.equal([{ type: "pong" }]);
  });

  it("closes when the vault says so", async () => {
    send({ type: "close" });
    await settle();
    expect(log).to.deep.equal(["close"]);
  });

  it("is lost once when 4 pongs are missing, and not before", async () => {
    answersPings = false;
    await settle();
    // The ping at the start was answered or not: begin from a known state.
    send({ type: "pong" });
    send({ type: "screen", n: 1, screen: connect });
    await settle();
    for (let i = 0; i < MAX_MISSING; i++) beat();
    expect(log).to.deep.equal(["connect"]);
    beat();
    beat();
    expect(log).to.deep.equal(["connect", "lost"]);
  });

  it("takes no answer while lost, and shows the screen again when the vault answers again", async () => {
    send({ type: "screen", n: 1, screen: connect });
    await settle();
    answersPings = false;
    for (let i = 0; i <= MAX_MISSING; i++) beat();
    answer?.({ type: "allow" });
    await settle();
    expect(received).to.deep.equal([]);
    send({ type: "pong" });
    await settle();
    expect(log).to.deep.equal(["connect", "lost", "connect"]);
    answer?.({ type: "allow" });
    await settle();
    expect(received).to.have.length(1);
  });

  it("is lost at once when the opener is no longer its own, and stays so", async () => {
    send({ type: "screen", n: 1, screen: connect });
    await settle();
    holds = false;
    beat();
    await settle();
    expect(log).to.deep.equal(["connect", "lost"]);
    send({ type: "screen", n: 2, screen: connect });
    await settle();
    expect(log).to.deep.equal(["connect", "lost"]);
  });

  it("leaves the digest to be compared when the page that asked for it goes away", async () => {
    send({ type: "screen", n: 1, screen: granted });
    await settle();
    holds = false;
    beat();
    expect(log).to.deep.equal(["granted"]);
  });

  it("tells the vault when the page goes away, and is silent after", async () => {
    send({ type: "screen", n: 1, screen: connect });
    await settle();
    session.end();
    answer?.({ type: "allow" });
    send({ type: "screen", n: 2, screen: connect });
    await settle();
    expect(received).to.deep.equal([{ type: "closed" }]);
    expect(log).to.deep.equal(["connect", "stopped"]);
  });
});
