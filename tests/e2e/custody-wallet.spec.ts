/** Threat 29: who asks the wallet, and what a site that alters what is signed gets for it. */
import { randomUUID } from "node:crypto";
import { ed25519 } from "@noble/curves/ed25519.js";
import { Wallet } from "ethers";
import type { BrowserContext, Page } from "playwright/test";
import { toHex, utf8 } from "../../enclave/crypto/bytes.ts";
import type { AskedTypedData, KeyInfo } from "../../enclave/protocol/types.ts";
import type { RecoveryWallet } from "../../enclave/protocol/wallet-kinds.ts";
import type { RawEnvelope } from "../harness/attacker/raw-host.ts";
import { installWallet } from "../harness/extension-wallet.ts";
import { pressInWindow } from "../harness/people.ts";
import { call, expect, openDapp, openWindow, signWith, start, test, withNodes, type World } from "./channel/fixture.ts";

type Act = "createKey" | "unlock" | "linkRecovery" | "unlinkRecovery";
const ACTS: Act[] = ["createKey", "unlock", "linkRecovery", "unlinkRecovery"];

/** A dApp with one person's MPC wallet. */
interface Scene {
  page: Page;
  wallet: RecoveryWallet;
  key?: KeyInfo;
}

const target: RecoveryWallet = { type: "EVM", address: Wallet.createRandom().address };

/** Starts a call of a kind; the person has not done anything yet. */
async function begin({ page, wallet, key }: Scene, act: Act): Promise<() => Promise<RawEnvelope>> {
  if (act === "createKey") return start(page, act, { userId: randomUUID(), store: "mpc", wallet });
  if (act === "unlock") return start(page, act, { ...key, wallet });
  return start(page, act, { wallet, target });
}

/** Makes the key, by a page that is honest so far. */
async function create(scene: Scene): Promise<void> {
  const answer = await begin(scene, "createKey");
  await pressInWindow(await openWindow(scene.page), "Allow");
  const { ok, value, error } = await answer();
  expect(error).toBeUndefined();
  expect(ok).toBe(true);
  scene.key = value as KeyInfo;
}

/** What the host was asked for by methods of this kind. */
const askedOfPage = (page: Page): Promise<string[]> =>
  page.evaluate(() => window.host.asked.map(({ method }) => method).filter((method) => method.startsWith("sign")));

const windowsOf = (context: BrowserContext, { enclave }: World): Page[] =>
  context.pages().filter((page) => page.url().startsWith(enclave.url));

async function lines(page: Page): Promise<string[]> {
  const managing = await start(page, "manage", { page: "activity" });
  const popup = await openWindow(page);
  await expect(popup.getByText("What your key did in this browser")).toBeVisible();
  const found = await popup.locator(".sites li").allInnerTexts();
  await pressInWindow(popup, "Close");
  await managing();
  return found;
}

test("@custody threat 29: create, unlock, link and unlink are signed in the window, by the wallet that announces itself there, and it names the enclave", async ({
  world: given,
  context,
}) => {
  test.setTimeout(90_000);
  const { world, stop } = await withNodes(given);
  const extension = await installWallet(context);
  const page = await openDapp(world, context);
  const scene: Scene = { page, wallet: { type: "EVM", address: extension.address } };
  await create(scene);
  expect(extension.askedBy("eth_signTypedData_v4")).toEqual([world.enclave.url]);

  await call(page, "lock", {});
  const unlocking = await begin(scene, "unlock");
  const opened = await openWindow(page);
  expect((await unlocking()).error).toBeUndefined();
  // A site that may use the key: the wallet's signature is all that is needed, and the window goes by itself.
  await expect.poll(() => opened.isClosed()).toBe(true);

  for (const act of ["linkRecovery", "unlinkRecovery"] as const) {
    const answer = await begin(scene, act);
    await pressInWindow(await openWindow(page), "Allow");
    expect((await answer()).error).toBeUndefined();
  }
  const signed = extension.requests.filter(({ method }) => method === "eth_signTypedData_v4");
  expect(signed).toEqual(Array(4).fill({ origin: world.enclave.url, top: true, method: "eth_signTypedData_v4" }));
  expect(extension.askedBy("eth_requestAccounts")).toEqual([]);
  expect(await askedOfPage(page)).toEqual([]);
  await stop();
});

test("@custody threat 29: of several wallets the one that holds the account is asked, and one that knows not the window only by a click", async ({
  world: given,
  context,
}) => {
  test.setTimeout(90_000);
  const { world, stop } = await withNodes(given);
  const other = await installWallet(context, { name: "Other\u202e Wallet" });
  const mine = await installWallet(context, { name: "My Wallet", connected: [] });
  const page = await openDapp(world, context);
  const scene: Scene = { page, wallet: { type: "EVM", address: mine.address } };

  const answer = await begin(scene, "createKey");
  const popup = await openWindow(page);
  await pressInWindow(popup, "Allow");
  await expect(popup.getByText("Which wallet holds this account?")).toBeVisible();
  await expect(popup.getByText(mine.address)).toBeVisible();
  await expect(popup.getByRole("button", { name: /Connect “Other Wallet”/ })).toBeVisible();
  expect([...other.askedBy("eth_requestAccounts"), ...mine.askedBy("eth_requestAccounts")]).toEqual([]);

  // The wrong one first: it says which account is needed, and nothing is lost.
  await pressInWindow(popup, "Connect “Other Wallet”");
  await expect(popup.getByRole("alert")).toContainText(mine.address);
  await pressInWindow(popup, "Connect “My Wallet”");
  const { value, error } = await answer();
  expect(error).toBeUndefined();
  scene.key = value as KeyInfo;
  expect(mine.askedBy("eth_requestAccounts")).toEqual([world.enclave.url]);
  expect(mine.askedBy("eth_signTypedData_v4")).toEqual([world.enclave.url]);
  expect(other.askedBy("eth_signTypedData_v4")).toEqual([]);

  // Connected once, it is found by itself; on another account, it goes on when the person has switched.
  await call(page, "lock", {});
  const unlocking = await begin(scene, "unlock");
  await openWindow(page);
  expect((await unlocking()).error).toBeUndefined();

  await call(page, "lock", {});
  await mine.switchTo([Wallet.createRandom().address]);
  const again = await begin(scene, "unlock");
  const third = await openWindow(page);
  await pressInWindow(third, "Connect “My Wallet”");
  await expect(third.getByRole("alert")).toContainText(mine.address);
  await mine.switchTo([mine.address]);
  expect((await again()).error).toBeUndefined();
  expect(await askedOfPage(page)).toEqual([]);
  await stop();
});

test("@custody threat 29: wallets of the window that fail, decline or never answer leave the person a way, and the page's wallet is the second one", async ({
  world: given,
  context,
}) => {
  test.setTimeout(120_000);
  const { world, stop } = await withNodes(given);
  const extension = await installWallet(context, { late: 50 });
  const page = await openDapp(world, context);
  const key = Wallet.createRandom();
  await signWith(page, ({ domain, types, message }) => key.signTypedData(domain, types, message));
  const scene: Scene = { page, wallet: { type: "EVM", address: extension.address } };
  const opened = async (): Promise<{ answer: () => Promise<RawEnvelope>; popup: Page }> => {
    const answer = await begin(scene, "createKey");
    const popup = await openWindow(page);
    await pressInWindow(popup, "Allow");
    return { answer, popup };
  };

  await test.step("it declines", async () => {
    extension.answers["eth_signTypedData_v4"] = () => {
      throw Object.assign(new Error("User denied"), { code: 4001 });
    };
    const { answer, popup } = await opened();
    expect((await answer()).error?.code).toBe("WALLET_REJECTED");
    await expect.poll(() => popup.isClosed()).toBe(true);
  });
  await test.step("it never answers: Cancel", async () => {
    extension.answers["eth_signTypedData_v4"] = () => new Promise(() => {});
    const { answer, popup } = await opened();
    await expect(popup.getByText("Approve in your wallet")).toBeVisible();
    await pressInWindow(popup, "Cancel");
    expect((await answer()).error?.code).toBe("USER_REJECTED");
  });
  await test.step("it fails: its words are quoted, and it can be asked again", async () => {
    extension.answers["eth_signTypedData_v4"] = () => {
      throw new Error("Boom\u202e\n<b>now</b>");
    };
    const { answer, popup } = await opened();
    await expect(popup.getByRole("alert")).toContainText("The wallet says: “Boom <b>now</b>”");
    delete extension.answers["eth_signTypedData_v4"];
    await pressInWindow(popup, "Sign with “Test Wallet”");
    expect((await answer()).error).toBeUndefined();
  });
  await test.step("it signs with another account: that is no alarm", async () => {
    extension.answers["eth_signTypedData_v4"] = (params) => {
      const { domain, types, message } = JSON.parse(params[1] as string) as AskedTypedData;
      const { EIP712Domain: _, ...own } = types;
      return key.signTypedData(domain, own, message);
    };
    const { answer, popup } = await opened();
    await expect(popup.getByRole("alert")).toContainText(extension.address);
    delete extension.answers["eth_signTypedData_v4"];
    await pressInWindow(popup, "Sign with “Test Wallet”");
    expect((await answer()).error).toBeUndefined();
  });
  await test.step("it does not know its accounts: the page's wallet signs", async () => {
    extension.answers["eth_accounts"] = () => new Promise(() => {});
    scene.wallet = { type: "EVM", address: key.address };
    const { answer, popup } = await opened();
    await pressInWindow(popup, "Use the wallet in the page instead");
    expect((await answer()).error).toBeUndefined();
    expect(await askedOfPage(page)).toEqual(["signTypedData"]);
  });
  await stop();
});

test("@custody threat 29: garbage, doubles and a thousand announcements in the window do no harm", async ({
  world: given,
  context,
}) => {
  const { world, stop } = await withNodes(given);
  await context.addInitScript(() => {
    const announce = (detail: unknown): void =>
      void dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail }));
    const provider = { request: () => new Promise(() => {}) };
    const throws = { request: () => Promise.reject(null) };
    const trap = new Proxy(
      {},
      {
        get() {
          throw new Error("trap");
        },
      },
    );
    const info = { uuid: "same", name: "<img src=x onerror=alert(1)>", icon: "javascript:alert(1)", rdns: "a.b" };
    addEventListener("eip6963:requestProvider", () => {
      for (const detail of [undefined, null, 7, "x", {}, { info }, { info: trap, provider }, trap, { provider }])
        announce(detail);
      announce({ info: { ...info, uuid: 4 }, provider });
      announce({ info, provider: trap });
      announce({ info: { ...info, uuid: "thrower" }, provider: throws });
      for (let i = 0; i < 1_000; i++) announce({ info: { ...info, uuid: `n${i}` }, provider: { ...provider } });
      for (let i = 0; i < 1_000; i++) announce({ info, provider });
      announce({
        info: { uuid: "sync", name: 12, icon: "https://evil.example/a.png" },
        provider: {
          request() {
            throw new Error("sync");
          },
        },
      });
    });
  });
  const extension = await installWallet(context);
  const page = await openDapp(world, context);
  const outside: string[] = [];
  context.on("request", (request) => request.url().includes("evil.example") && outside.push(request.url()));
  const answer = await begin({ page, wallet: { type: "EVM", address: extension.address } }, "createKey");
  await pressInWindow(await openWindow(page), "Allow");
  expect((await answer()).error).toBeUndefined();
  expect(extension.askedBy("eth_signTypedData_v4")).toEqual([world.enclave.url]);

  const wanted = Wallet.createRandom().address;
  const failing = await begin({ page, wallet: { type: "EVM", address: wanted } }, "createKey");
  const popup = await openWindow(page);
  await pressInWindow(popup, "Allow");
  await expect(popup.getByText("are not listed")).toBeVisible();
  await expect(popup.locator(".wallets li")).toHaveCount(12);
  await expect(popup.getByText("“<img src=x onerror=alert(1)>”").first()).toBeVisible();
  await expect(popup.locator(".wallets img")).toHaveCount(0);
  await pressInWindow(popup, "Cancel");
  expect((await failing()).error?.code).toBe("USER_REJECTED");
  expect(outside).toEqual([]);
  await stop();
});

/** What a page puts in place of what the wallet was to sign, as far as it can be signed. */
function altered(data: AskedTypedData): AskedTypedData {
  const message = Object.fromEntries(
    Object.entries(data.message).map(([name, value]) => {
      if (name === "public_key") return [name, `0x${"ab".repeat(32)}`];
      if (name === "timestamp") return [name, Number(value) + 1];
      return [name, name === "recovering_addresses" ? [...(value as string[]), `eip712:${target.address}`] : value];
    }),
  );
  return { ...data, message };
}

for (const act of ACTS)
  test(`@custody threat 29: a site that has something else signed in ${act} is shown up in the window, loses its connection, and stands in the activity log`, async ({
    world: given,
    context,
  }) => {
    test.setTimeout(90_000);
    const { world, stop } = await withNodes(given);
    const page = await openDapp(world, context);
    const key = Wallet.createRandom();
    let alters = false;
    await signWith(page, (data) => {
      const { domain, types, message } = alters ? altered(data) : data;
      return key.signTypedData(domain, types, message);
    });
    const scene: Scene = { page, wallet: { type: "EVM", address: key.address } };
    if (act !== "createKey") await create(scene);
    if (act === "unlock") await call(page, "lock", {});
    const writes: string[] = [];
    context.on("request", (request) => {
      if (["PUT", "PATCH", "POST"].includes(request.method())) writes.push(request.url());
    });

    alters = true;
    const answer = await begin(scene, act);
    const popup = await openWindow(page);
    if (act !== "unlock") await pressInWindow(popup, "Allow");
    expect((await answer()).error?.code).toBe("SIGNATURE_ALTERED");
    await expect(popup.getByRole("heading", { level: 1 })).toContainText("changed what your wallet signed");
    await expect(popup.getByText(act === "createKey" ? "No key was made here" : "It may hold your key")).toBeVisible();
    expect(writes).toEqual([]);
    // Whatever the page does now: the warning stays, and the site knows nothing of the person any more.
    await expect.poll(async () => (await call(page, "status", {})).value).toEqual({ state: "locked" });
    await page.evaluate(() => window.host.iframe.remove());
    await expect(popup.getByText("What to do")).toBeVisible();
    await pressInWindow(popup, "Close");
    await expect.poll(() => popup.isClosed()).toBe(true);

    // Another visit: nothing is resumed, the site has to ask again, and the log has its line.
    await page.reload();
    await page.evaluate((url) => window.host.connect(url), world.enclave.url);
    expect((await call(page, "status", {})).value).toEqual({ state: "locked" });
    alters = false;
    await page.evaluate(() => {
      const { signInNode } = window as unknown as { signInNode(p: unknown): Promise<string> };
      window.host.sign = (params) => signInNode(params);
    });
    if (act === "createKey") await create(scene);
    else {
      const unlocking = await begin(scene, "unlock");
      await pressInWindow(await openWindow(page), "Allow");
      expect((await unlocking()).error).toBeUndefined();
    }
    const found = await lines(page);
    expect(found.filter((line) => line.includes("changed what your wallet signed"))).toHaveLength(1);
    expect(found.find((line) => line.includes("changed what your wallet signed"))).toContain(
      new URL(world.dapp.url).host,
    );
    await stop();
  });

test("@custody threat 29: a site that alters a signature while no window is open cannot prevent that it loses its connection, nor its line in the log, by showing no frame", async ({
  world: given,
  context,
}) => {
  test.setTimeout(90_000);
  const { world, stop } = await withNodes(given);
  const page = await openDapp(world, context);
  const secret = ed25519.utils.randomSecretKey();
  const wallet: RecoveryWallet = { type: "FaceSign", address: toHex(ed25519.getPublicKey(secret)) };
  let alters = false;
  await page.exposeFunction("signInNode", ({ message }: { message: string }) =>
    toHex(ed25519.sign(utf8(alters ? message.replace(/"public_key":"0x../, '"public_key":"0xab') : message), secret)),
  );
  const signs = (): Promise<void> =>
    page.evaluate(() => {
      const { signInNode } = window as unknown as { signInNode(p: unknown): Promise<string> };
      window.host.sign = (params) => signInNode(params);
    });
  await signs();
  const scene: Scene = { page, wallet };
  await create(scene);
  await call(page, "lock", {});

  // A wallet that signs in the page alone needs no window, as before.
  expect((await (await begin(scene, "unlock"))()).error).toBeUndefined();
  expect(windowsOf(context, world)).toEqual([]);
  await call(page, "lock", {});

  alters = true;
  await page.evaluate(() => (window.host.iframe.style.display = "none"));
  const callId = "refused";
  const answered = page.evaluate(([id, params]) => window.host.call("unlock", params, id as string), [
    callId,
    { ...scene.key, wallet },
  ] as const);
  await expect.poll(() => askedOfPage(page)).toContain("signMessage");
  await expect.poll(async () => (await call(page, "status", {})).value).toEqual({ state: "locked" });
  // It gives its call up.
  await page.evaluate((id) => window.host.cancel(id), callId);
  expect((await answered).ok).toBe(false);
  expect(windowsOf(context, world)).toEqual([]);

  await page.evaluate(() => (window.host.iframe.style.display = "block"));
  alters = false;
  // The next window of this site warns before anything else.
  const warned = await begin(scene, "unlock");
  const warning = await openWindow(page);
  await expect(warning.getByText("It may hold your key")).toBeVisible();
  await pressInWindow(warning, "Close");
  expect((await warned()).error?.code).toBe("USER_CLOSED");

  const unlocking = await begin(scene, "unlock");
  await pressInWindow(await openWindow(page), "Allow");
  expect((await unlocking()).error).toBeUndefined();
  expect((await lines(page)).join("\n")).toContain("changed what your wallet signed");

  // And a page that shows the frame: the window warns.
  await call(page, "lock", {});
  alters = true;
  const caught = await begin(scene, "unlock");
  const popup = await openWindow(page);
  await expect(popup.getByText("It may hold your key")).toBeVisible();
  expect((await caught()).error?.code).toBe("SIGNATURE_ALTERED");
  await expect(popup.getByText("What to do")).toBeVisible();
  await stop();
});
