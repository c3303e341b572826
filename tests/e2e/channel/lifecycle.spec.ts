import process from "node:process";
import { clientScript } from "../../harness/attacker/client-script.ts";
import { startSite } from "../../harness/attacker/sites.ts";
import { expect, test } from "./fixture.ts";

const CYCLES = process.env["BUDGET"] === "full" ? 1_000 : 100;

// It counts what is left behind in the page, the recorder's own listeners too.
test.use({ records: false });

test(`@channel ${CYCLES} times mounted and unmounted, the enclave leaves no frame, port, listener or worker behind`, async ({
  world,
  context,
}) => {
  test.setTimeout(600_000);
  const site = await startSite("mounting", {
    "/": `<!doctype html><title>dApp</title><body></body>`,
    "/client.js": { body: await clientScript(), type: "text/javascript" },
  });
  const page = await context.newPage();
  await page.goto(site.url);
  const cdp = await context.newCDPSession(page);
  const browser = await context.browser()?.newBrowserCDPSession();
  const cycle = (count: number) =>
    page.evaluate(
      async ([url, times]) => {
        const { createEnclaveClient } = await import("/client.js" as string);
        for (let i = 0; i < (times as number); i++) {
          const client = createEnclaveClient({
            url,
            look: {},
            signTypedData: () => Promise.reject(new Error("none")),
            onEvent: () => undefined,
            onState: () => undefined,
          });
          await client.connect();
          // Every other one is left in the middle of a call that needs the vault and a person.
          const key = {
            userId: "6f1c2f9e-56c4-4a3e-9f37-3f1a0c8f7a11",
            publicKey: `${"A".repeat(43)}=`,
            store: "user",
          };
          const pending = i % 2 ? client.call("unlock", key).catch(() => undefined) : undefined;
          if (pending) await client.call("status", {});
          client.close();
          await pending;
        }
      },
      [world.enclave.url, count] as const,
    );
  const counts = async () => {
    for (let i = 0; i < 4; i++) {
      await cdp.send("HeapProfiler.collectGarbage");
      await page.waitForTimeout(150);
    }
    const { documents, jsEventListeners, nodes } = await cdp.send("Memory.getDOMCounters");
    const { objects } = await cdp.send("Runtime.queryObjects", {
      prototypeObjectId:
        (await cdp.send("Runtime.evaluate", { expression: "MessagePort.prototype" })).result.objectId ?? "",
    });
    const ports = await cdp.send("Runtime.callFunctionOn", {
      objectId: objects.objectId ?? "",
      functionDeclaration: "function () { return this.length; }",
      returnByValue: true,
    });
    await cdp.send("Runtime.releaseObject", { objectId: objects.objectId ?? "" });
    const targets = (await browser?.send("Target.getTargets"))?.targetInfos ?? [];
    const ours = targets.filter(({ url }) => url.startsWith(world.enclave.url)).length;
    return { documents, jsEventListeners, nodes, ports: ports.result.value as number, targets: ours };
  };
  await cycle(10);
  const before = await counts();
  await cycle(CYCLES);
  const after = await counts();
  expect(after.targets).toBe(0);
  expect(page.frames()).toHaveLength(1);
  expect(page.workers()).toHaveLength(0);
  // Nothing grows with the number of cycles.
  for (const name of ["documents", "jsEventListeners", "nodes", "ports"] as const)
    expect(after[name] - before[name], name).toBeLessThan(CYCLES / 10);
  await site.stop();
});
