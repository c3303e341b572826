import { credentialOf, grantOf } from "../../harness/attacker/person.ts";
import { call, expect, openDapp, openWindow, start, test, unlock } from "./fixture.ts";

test("@channel threat 1: paths that comlink would walk run no code, replace nothing and pollute nothing", async ({
  world,
  context,
}) => {
  const page = await openDapp(world, context);
  const shapes = await page.evaluate(async () => {
    const { host } = window;
    const raw = (value: unknown) => ({ type: "RAW", value });
    const args = [raw({}), raw("call-1")];
    const code = "globalThis.pwned = true; return 1";
    const hostile: object[] = [
      { type: "APPLY", path: ["status", "constructor"], argumentList: [raw(code)] },
      { type: "APPLY", path: ["status", "constructor", "call"], argumentList: [raw(null), raw(code)] },
      { type: "APPLY", path: ["constructor", "constructor"], argumentList: [raw(code), raw("c")] },
      { type: "APPLY", path: ["__proto__", "polluted"], argumentList: args },
      { type: "APPLY", path: ["constructor"], argumentList: args },
      { type: "APPLY", path: ["toString"], argumentList: args },
      { type: "APPLY", path: [], argumentList: args },
      { type: "APPLY", path: ["status"], argumentList: [raw({})] },
      { type: "APPLY", path: ["status"], argumentList: [{ type: "HANDLER", name: "proxy", value: {} }, raw("c")] },
      { type: "APPLY", path: ["status"], argumentList: [raw({}), raw({ toString: "c" })] },
      { type: "APPLY", path: "status", argumentList: args },
      { type: "APPLY", path: { 0: "status", length: 1 }, argumentList: args },
      { type: "GET", path: ["status"] },
      { type: "GET", path: [] },
      { type: "SET", path: ["status"], value: raw(1) },
      { type: "SET", path: ["__proto__", "polluted"], value: raw(true) },
      { type: "CONSTRUCT", path: ["status"], argumentList: args },
      { type: "ENDPOINT", path: [] },
      { type: "RELEASE", path: [] },
      { type: "HANDLER", path: ["status"] },
    ];
    const answers = [];
    for (const shape of hostile) {
      const id = crypto.randomUUID();
      const answer = new Promise((resolve) => {
        host.calls.addEventListener("message", function hear({ data }) {
          if (data.id !== id) return;
          host.calls.removeEventListener("message", hear);
          resolve(data.value);
        });
      });
      host.calls.postMessage({ id, ...shape });
      answers.push(await answer);
    }
    return answers;
  });
  expect(shapes).toHaveLength(20);
  for (const answer of shapes) expect(answer).toMatchObject({ ok: false, error: { code: "INVALID_ARGUMENT" } });

  const frame = page.frames()[1];
  expect(
    await frame?.evaluate(() => [
      (globalThis as { pwned?: boolean }).pwned,
      ({} as { polluted?: boolean }).polluted,
      Object.keys(Object.prototype).length,
    ]),
  ).toEqual([undefined, undefined, 0]);
  expect(await call(page, "status", {})).toEqual({ ok: true, value: { state: "locked" } });
});

test("@channel threat 1: what cannot be cloned into the enclave is answered too", async ({ world, context }) => {
  const page = await openDapp(world, context);
  const answer = await page.evaluate(async () => {
    const { host } = window;
    const next = new Promise<unknown>((resolve) =>
      host.calls.addEventListener("message", ({ data }) => resolve(data), { once: true }),
    );
    // A module cannot leave its agent cluster: the other side gets `messageerror`.
    host.calls.postMessage(new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])));
    return next;
  });
  expect(answer).toMatchObject({ id: "", value: { ok: false, error: { code: "INVALID_ARGUMENT" } } });
});

test.describe(() => {
  // A recorder would unfold it.
  test.use({ records: false });

  test("@channel threat 1: a small message that unfolds into endless work is refused at once", async ({
    world,
    context,
  }) => {
    const page = await openDapp(world, context);
    await unlock(page, world.person);
    const params = grantOf([world.person.holding(credentialOf({ firstName: "A" }))]);
    const started = Date.now();
    const answers = await page.evaluate(async (grant) => {
      // References stay shared in a clone: 32⁸ conditions.
      let requirements: unknown = { path: "a", exists: true };
      for (let i = 0; i < 7; i++) {
        const list = Array<unknown>(32).fill(requirements);
        requirements = { all: list, any: list, not: requirements };
      }
      const sparse: unknown[] = [];
      sparse.length = 4_000_000_000;
      const { host } = window;
      return [
        await host.call("grant", { ...grant, requirements }),
        await host.call("grant", { ...grant, requirements: { all: sparse } }),
        await host.call("grant", { ...grant, requirements: { path: "a", in: sparse } }),
        await host.call("grant", { ...grant, candidates: sparse }),
        await host.call("view", { candidates: sparse }),
      ];
    }, params);
    for (const answer of answers) expect(answer).toMatchObject({ ok: false, error: { code: "INVALID_ARGUMENT" } });
    expect(Date.now() - started).toBeLessThan(5_000);
    const honest = await start(page, "grant", params);
    const popup = await openWindow(page);
    await popup.getByRole("button", { name: "Decline" }).click();
    expect((await honest()).error?.code).toBe("USER_REJECTED");
  });
});
