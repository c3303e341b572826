/**
 * Random and mutated messages at the window and the ports. `SEED=…` repeats a run, `BUDGET=full` makes it long. Getters
 * and proxies do not survive a clone: the sender's engine refuses or flattens them, which is part of what is tried.
 */
import process from "node:process";
import { credentialOf, grantOf } from "../../harness/attacker/person.ts";
import { call, expect, openDapp, openWindow, start, test, unlock } from "./fixture.ts";

const COUNT = process.env["BUDGET"] === "full" ? 10_000 : 2_000;
// Set at the first load of this file, since the workers load it again.
const SEED = Number((process.env["SEED"] ??= String(Date.now() % 1_000_000)));

interface Outcome {
  sent: number;
  refusedBySender: number;
  unanswered: string[];
  approved: string[];
}

/** Runs in the hostile page. */
async function attack({ seed, count, grant }: { seed: number; count: number; grant: unknown }): Promise<Outcome> {
  let state = seed || 1;
  const random = (): number => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const own = (key: string, value: unknown): object => Object.defineProperty({}, key, { value, enumerable: true });
  const sparse = (length: number): unknown[] => {
    const list: unknown[] = [];
    list.length = length;
    return list;
  };
  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = cyclic;
  const shared = { path: "a", exists: true };
  const times = (item: unknown): unknown[] => Array.from({ length: 32 }, () => item);
  const odd: (() => unknown)[] = [
    () => undefined,
    () => null,
    () => NaN,
    () => -0,
    () => 10n ** 40n,
    () => "\ud800",
    () => "x".repeat(Math.floor(random() * 10_000)),
    () => new Date(NaN),
    () => /(a+)+$/,
    () =>
      new Map<unknown, unknown>([
        ["__proto__", 1],
        [cyclic, cyclic],
      ]),
    () => new Set([1, cyclic]),
    () => new Error("stack"),
    () => new Blob(["x"]),
    () => new ArrayBuffer(64),
    () => new Float64Array([NaN, Infinity]),
    () => new ImageData(1, 1),
    () => sparse(4_000_000_000),
    () => Array.from({ length: 5_000 }, () => 0),
    () => cyclic,
    () => own("__proto__", { polluted: true }),
    () => own("constructor", { prototype: { polluted: true } }),
    () => own("toString", "x"),
    () => Object.create(null) as object,
    () => ({
      get value() {
        return "getter";
      },
    }),
    () => ({
      get value(): string {
        throw new Error("getter");
      },
    }),
    () => new Proxy({}, { get: () => "APPLY", ownKeys: () => ["type"] }),
    () => new Proxy([], {}),
    () => () => 1,
    () => Symbol("x"),
    () => document.body,
    () => new MessageChannel().port1,
    () => own("then", "x"),
    () => times({ all: times({ any: times(shared) }) }),
    () => grant,
  ];
  const anything = (): unknown => pick(odd)();
  const raw = (value: unknown): object =>
    pick([
      { type: "RAW", value },
      { type: "RAW", value },
      { type: "HANDLER", name: "proxy", value },
      own("type", "RAW"),
    ]);
  const methods = [
    "status",
    "configure",
    "unlock",
    "createKey",
    "lock",
    "grant",
    "view",
    "manage",
    "linkRecovery",
    "unlinkRecovery",
    "constructor",
    "__proto__",
    "decrypt",
    "",
  ];
  const mutate = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return anything();
    let copy: Record<string, unknown>;
    try {
      copy = { ...(value as Record<string, unknown>) };
    } catch {
      // One of the oddities throws when it is read; it goes out as it is.
      return value;
    }
    const key = pick([...Object.keys(copy), "__proto__", "constructor", "extra"]);
    if (random() < 0.2) delete copy[key];
    else Object.defineProperty(copy, key, { value: random() < 0.5 ? mutate(copy[key]) : anything(), enumerable: true });
    return copy;
  };
  const message = (id: string): unknown => {
    const kind = random();
    if (kind < 0.2) return anything();
    // Never a well-formed call that a person would have to answer: that is not this test's.
    const method = pick(methods);
    const wallet = { type: "EVM", address: "0x1111111111111111111111111111111111111111" };
    const params = ["grant", "view"].includes(method)
      ? mutate({ ...(grant as object), candidates: anything() })
      : method === "lock"
        ? { forget: anything(), extra: 1 }
        : method === "manage"
          ? { page: anything(), extra: 1 }
          : /linkRecovery/i.test(method)
            ? mutate({ wallet, target: anything() })
            : mutate({});
    const well = {
      id,
      type: "APPLY",
      path: [method],
      argumentList: [raw(params), raw(random() < 0.7 ? crypto.randomUUID() : anything())],
    };
    if (kind < 0.6) return well;
    if (kind < 0.8) return mutate(well);
    return {
      ...well,
      type: pick(["GET", "SET", "CONSTRUCT", "ENDPOINT", "RELEASE", "CANCEL", "PING", "PONG", "RAW", "", "apply"]),
      callId: anything(),
      n: anything(),
    };
  };

  const { host } = window;
  const outcome: Outcome = { sent: 0, refusedBySender: 0, unanswered: [], approved: [] };
  const frame = host.iframe.contentWindow as Window;
  const answered = new Map<string, { ok: boolean }>();
  host.calls.addEventListener("message", ({ data }) => {
    // A PONG has no id.
    if (typeof data.id === "string") answered.set(data.id, data.value);
  });
  const expected: string[] = [];
  let last: unknown;
  for (let i = 0; i < count; i++) {
    const id = `fuzz-${i}`;
    const data = random() < 0.05 && last !== undefined ? last : message(id);
    const transfer =
      random() < 0.1
        ? [
            pick<() => Transferable>([
              () => new MessageChannel().port1,
              () => new ArrayBuffer(8),
              () => new ReadableStream(),
            ])(),
          ]
        : [];
    const way = random();
    try {
      if (way < 0.2)
        frame.postMessage(
          random() < 0.5
            ? {
                type: pick(["idos-enclave:connect", "idos-window:hello", "idos-window:welcome", "idos-enclave:ready"]),
                version: 1,
                nonce: "0".repeat(32),
                extra: data,
              }
            : data,
          "*",
          transfer,
        );
      // Where the enclave asks, only answers to what it asked mean anything, and nothing is answered.
      else if (way < 0.36)
        host.asks.postMessage(random() < 0.5 ? { id: crypto.randomUUID(), ...raw(data) } : data, transfer);
      else {
        host.calls.postMessage(data, transfer);
        const sentId = (data as { id?: unknown } | null | undefined)?.id;
        const type = (data as { type?: unknown } | null | undefined)?.type;
        // CANCEL and PING have no answer of this form.
        if (typeof sentId === "string" && sentId.startsWith("fuzz-") && type !== "CANCEL" && type !== "PING")
          expected.push(sentId);
      }
      outcome.sent++;
      last = data;
    } catch {
      outcome.refusedBySender++;
    }
    if (i % 100 === 99) {
      await host.call("status", {});
      host.received.length = 0;
    }
  }
  const deadline = performance.now() + 10_000;
  while (performance.now() < deadline && expected.some((id) => !answered.has(id)))
    await new Promise((resolve) => setTimeout(resolve, 20));
  outcome.unanswered = [...new Set(expected)].filter((id) => !answered.has(id));
  outcome.approved = [...answered]
    .filter(
      ([id, value]) =>
        id.startsWith("fuzz-") &&
        value?.ok &&
        !["{}", '{"state"'].some((s) => JSON.stringify((value as { value?: unknown }).value).startsWith(s)),
    )
    .map(([id]) => id);
  host.received.length = 0;
  return outcome;
}

// It measures memory, and sends what no recorder can read.
test.use({ records: false });

test(`@channel threat 1: ${COUNT} random and mutated messages: each is answered or ignored by rule, and nothing breaks (SEED=${SEED})`, async ({
  world,
  context,
}) => {
  test.setTimeout(600_000);
  console.log(`SEED=${SEED}`);
  const { person } = world;
  const page = await openDapp(world, context);
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await unlock(page, person);
  const inside = page.frames().find((frame) => frame.url().startsWith(world.enclave.url));
  await inside?.evaluate(() => {
    const noted: string[] = [];
    (window as unknown as { noted: string[] }).noted = noted;
    addEventListener("error", ({ message }) => noted.push(message));
    addEventListener("unhandledrejection", ({ reason }) => noted.push(String(reason)));
  });
  const cdp = await context.newCDPSession(inside as NonNullable<typeof inside>);
  const heap = async (): Promise<number> => {
    for (let i = 0; i < 3; i++) {
      await cdp.send("HeapProfiler.collectGarbage");
      await page.waitForTimeout(100);
    }
    return (await cdp.send("Runtime.getHeapUsage")).usedSize;
  };
  const shape = (): string[] =>
    [Object.prototype, Array.prototype, Function.prototype, Promise.prototype].flatMap((proto) =>
      Reflect.ownKeys(proto).map(String),
    );
  const before = await inside?.evaluate(shape);
  const grant = grantOf([person.holding(credentialOf({ firstName: "A" }))]);
  // A tenth first: caches and compiled code are no leak.
  await page.evaluate(attack, { seed: SEED + 1, count: COUNT / 10, grant });
  const start0 = await heap();

  for (let part = 0; part < 2; part++) {
    const outcome = await page.evaluate(attack, { seed: SEED + 2 + part, count: COUNT / 2, grant });
    expect(outcome.unanswered).toEqual([]);
    expect(outcome.approved).toEqual([]);
    expect(outcome.sent).toBeGreaterThan(COUNT / 4);
    const honest = await start(page, "grant", grant);
    const popup = await openWindow(page);
    await popup.getByRole("button", { name: "Decline" }).click();
    expect((await honest()).error?.code).toBe("USER_REJECTED");
  }
  expect(await inside?.evaluate(() => (window as unknown as { noted: string[] }).noted)).toEqual([]);
  expect(errors).toEqual([]);
  expect(await inside?.evaluate(shape)).toEqual(before);
  // Collected when the browser gets to it, not at once.
  await expect.poll(async () => (await heap()) / start0, { timeout: 30_000 }).toBeLessThan(1.05);
  expect((await call(page, "status", {})).value).toMatchObject({ state: "unlocked", userId: person.userId });
});
