import { RAW_HOST_PAGE } from "../../harness/attacker/raw-host.ts";
import { startSite } from "../../harness/attacker/sites.ts";
import { call, expect, openDapp, test } from "./fixture.ts";

test("@channel threat 2: a third frame cannot take the handshake, although it shouts before and after the host", async ({
  world,
  context,
}) => {
  const shouter = await startSite("shouter", {
    "/": `<script>
      window.heard = [];
      addEventListener("message", ({ data }) => window.heard.push(data));
      setInterval(() => {
        for (let i = 0; i < parent.length; i++) if (parent[i] !== window) {
          const calls = new MessageChannel(), asks = new MessageChannel();
          calls.port1.onmessage = ({ data }) => window.heard.push(data);
          const id = "shout-" + Math.random();
          calls.port1.postMessage({ id, type: "APPLY", path: ["status"], argumentList: [{ type: "RAW", value: {} }, { type: "RAW", value: id }] });
          const nonces = [window.nonce, "0".repeat(32)].filter(Boolean);
          for (const nonce of nonces) try {
            parent[i].postMessage({ type: "idos-enclave:connect", version: 1, nonce }, "*", [calls.port2, asks.port2]);
          } catch {}
        }
      }, 1);
    </script>`,
  });
  const page = await context.newPage();
  await page.goto(world.dapp.url);
  await page.evaluate(async (url) => {
    const frame = document.createElement("iframe");
    frame.src = url;
    document.body.append(frame);
    await new Promise((resolve) => frame.addEventListener("load", resolve));
  }, shouter.url);
  await page.evaluate((url) => window.host.connect(url), world.enclave.url);
  expect(await call(page, "status", {})).toEqual({ ok: true, value: { state: "locked" } });
  const third = page.frames().find((frame) => frame.url().startsWith(shouter.url));
  await page.waitForTimeout(300);
  expect(await third?.evaluate(() => (window as unknown as { heard: unknown[] }).heard)).toEqual([]);
  await shouter.stop();
});

test("@channel threat 2: the first connect counts and no other one, and none with a wrong nonce, version or ports", async ({
  world,
  context,
}) => {
  const page = await context.newPage();
  await page.goto(world.dapp.url);
  const heard = await page.evaluate(async (url) => {
    const iframe = document.createElement("iframe");
    const ready = new Promise<{ nonce: string }>((resolve) =>
      addEventListener("message", ({ data }) => data.type === "idos-enclave:ready" && resolve(data)),
    );
    const refused: unknown[] = [];
    addEventListener("message", ({ data }) => data.type === "idos-enclave:refused" && refused.push(data.reason));
    iframe.src = url;
    document.body.append(iframe);
    const { nonce } = await ready;
    const connect = (change: object, ports = 2): Promise<boolean> => {
      const channels = Array.from({ length: ports }, () => new MessageChannel());
      iframe.contentWindow?.postMessage(
        { type: "idos-enclave:connect", version: 1, nonce, ...change },
        new URL(url).origin,
        channels.map(({ port2 }) => port2),
      );
      const calls = channels[0]?.port1;
      const argumentList = [{}, "c"].map((value) => ({ type: "RAW", value }));
      calls?.postMessage({ id: "a", type: "APPLY", path: ["status"], argumentList });
      return new Promise((resolve) => {
        if (calls) calls.onmessage = () => resolve(true);
        setTimeout(() => resolve(false), 200);
      });
    };
    return {
      noPorts: await connect({}, 0),
      onePort: await connect({}, 1),
      threePorts: await connect({}, 3),
      wrongNonce: await connect({ nonce: "f".repeat(32) }),
      noNonce: await connect({ nonce: undefined }),
      more: await connect({ extra: 1 }),
      otherVersion: await connect({ version: 99 }),
      right: await connect({}),
      replayed: await connect({}),
      refused,
    };
  }, world.enclave.url);
  expect(heard).toEqual({
    noPorts: false,
    onePort: false,
    threePorts: false,
    wrongNonce: false,
    noNonce: false,
    more: false,
    otherVersion: false,
    right: true,
    replayed: false,
    refused: ["version"],
  });
});

test("@channel threat 2: two levels deep, in a sandbox without an origin, and as a page of its own it serves nobody", async ({
  world,
  context,
}) => {
  const inner = await startSite("inner", { "/": RAW_HOST_PAGE });
  const page = await context.newPage();
  await page.goto(world.dapp.url);
  const outcome = (framed: string, sandbox: string | null) =>
    page.evaluate(
      async ([url, rights]) => {
        const iframe = document.createElement("iframe");
        if (rights !== null) iframe.setAttribute("sandbox", rights);
        iframe.src = url;
        document.body.append(iframe);
        await new Promise((resolve) => iframe.addEventListener("load", resolve));
        return iframe.contentWindow?.length;
      },
      [framed, sandbox] as const,
    );
  await outcome(inner.url, null);
  const nested = page.frames().find((frame) => frame.url().startsWith(inner.url));
  const said = await nested?.evaluate(async (url) => {
    const heard: { type: string; reason?: string }[] = [];
    addEventListener("message", ({ data }) => heard.push(data));
    const iframe = document.createElement("iframe");
    iframe.src = url;
    document.body.append(iframe);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    return heard;
  }, world.enclave.url);
  expect(said).toEqual([{ type: "idos-enclave:refused", reason: "nested" }]);

  // An opaque origin posts as "null".
  const opaque = await startSite("opaque", {
    "/": { body: RAW_HOST_PAGE, headers: { "content-security-policy": "sandbox allow-scripts" } },
  });
  const lonely = await context.newPage();
  await lonely.goto(opaque.url);
  const refused = await lonely.evaluate(
    (url) =>
      new Promise((resolve) => {
        addEventListener("message", ({ data }) => {
          if (data.type === "idos-enclave:refused") resolve(data.reason);
        });
        setTimeout(() => resolve("nothing"), 2_000);
        void window.host.connect(url);
      }),
    world.enclave.url,
  );
  // `frame-ancestors` keeps it out before the enclave could refuse it.
  expect(["origin", "nothing"]).toContain(refused);
  expect(await lonely.evaluate(() => window.host.received)).toEqual([]);

  const top = await context.newPage();
  await top.goto(world.enclave.url);
  await expect(top.locator("#frame")).toBeEmpty();
  await inner.stop();
  await opaque.stop();
});

test("@channel threat 2: a second page on the same origin cannot speak on the first one's channel", async ({
  world,
  context,
}) => {
  const first = await openDapp(world, context);
  const second = await first.evaluateHandle(() => open(location.href));
  const answered = await second.evaluate(async (other) => {
    if (!other) return "no window";
    const frame = other.opener?.frames[0] as Window;
    const channel = new MessageChannel();
    const asks = new MessageChannel();
    frame.postMessage({ type: "idos-enclave:connect", version: 1, nonce: "0".repeat(32) }, "*", [
      channel.port2,
      asks.port2,
    ]);
    channel.port1.postMessage({
      id: "x",
      type: "APPLY",
      path: ["status"],
      argumentList: [
        { type: "RAW", value: {} },
        { type: "RAW", value: "x" },
      ],
    });
    return new Promise((resolve) => {
      channel.port1.onmessage = () => resolve("answered");
      setTimeout(() => resolve("silence"), 500);
    });
  });
  expect(answered).toBe("silence");
  expect((await call(first, "status", {})).ok).toBe(true);
});
