import { readFile } from "node:fs/promises";
import { credentialOf, grantOf, makePerson, PASSWORD } from "../../harness/attacker/person.ts";
import type { Page } from "playwright/test";
import { startSite } from "../../harness/attacker/sites.ts";
import { pressUntilHeard } from "../../harness/press.ts";
import { continueButton, escape, expect, openDapp, openWindow, start, test, unlock } from "./fixture.ts";

/** What a page's import map says of the scripts that it may load. */
interface ImportMap {
  integrity: Record<string, string>;
}

test("@channel threat 15: opened by a stranger, by nobody or inside a frame, the window stays empty and says why", async ({
  world,
  context,
}) => {
  const { enclave, dapp } = world;
  const page = await openDapp(world, context);
  const opening = context.waitForEvent("page");
  await page.evaluate((url) => {
    const stranger = open(`${url}/window.html`, "stolen") as Window;
    // Answers every hello, from an origin that is not the window's own.
    const timer = setInterval(() => {
      const nonce = "0".repeat(32);
      const { port2 } = new MessageChannel();
      stranger.postMessage({ type: "idos-window:welcome", nonce, theme: "auto" }, "*", [port2]);
    }, 5);
    setTimeout(() => clearInterval(timer), 3_000);
  }, enclave.url);
  const stranger = await opening;
  await expect(stranger.locator("#stage").getByText("The page that opened this window is not your idOS")).toBeVisible();
  await expect(stranger.locator("input, button")).toHaveCount(0);

  const alone = await context.newPage();
  await alone.goto(`${enclave.url}/window.html`);
  await expect(alone.locator("#stage").getByText("There is nothing to do here")).toBeVisible();

  const framer = await startSite("framer", { "/": `<iframe src="${enclave.url}/window.html"></iframe>` });
  const framed = await context.newPage();
  await framed.goto(framer.url);
  await framed.waitForTimeout(500);
  expect(await framed.frames()[1]?.locator("#stage").count()).toBe(0);
  await framer.stop();
  expect(dapp.url).not.toBe(enclave.url);
});

test("@channel threat 15: the host cannot reach the window by name, and a window whose opener went shows nothing", async ({
  world,
  context,
}) => {
  const { person } = world;
  const page = await openDapp(world, context);
  const answer = await start(page, "unlock", person.key);
  const popup = await openWindow(page);
  await expect(popup.getByLabel("idOS password", { exact: true })).toBeVisible();
  const address = popup.url();
  expect(await popup.evaluate(() => window.name)).toBe("");
  // Each guess opens a window of the host's own and touches none.
  for (const name of ["idos", "idOS", "enclave", "window", "popup", "_parent", "_self_"]) {
    const opened = context.waitForEvent("page", { timeout: 1_000 }).catch(() => undefined);
    await page.evaluate((target) => void open("about:blank", target, "noreferrer"), name === "_parent" ? "x" : name);
    await (await opened)?.close();
  }
  expect(popup.url()).toBe(address);

  // The host navigates the frame away while the window is open.
  await popup.getByLabel("idOS password", { exact: true }).fill(PASSWORD);
  await page.evaluate((url) => void (window.host.iframe.src = `${url}/?elsewhere`), world.dapp.url);
  await expect(popup.locator("#stage").getByText(/lost the page that it belongs to/)).toBeVisible({ timeout: 10_000 });
  await expect(popup.locator("input")).toHaveCount(0);
  expect(await popup.locator("body").innerText()).not.toContain(PASSWORD);
  void answer().catch(() => undefined);
});

test("@channel threat 15: a page that looks like the window has another address, and the real one names the asking site first", async ({
  world,
  context,
}) => {
  const page = await openDapp(world, context);
  await unlock(page, world.person);
  const answer = await start(page, "grant", grantOf([world.person.holding(credentialOf({ firstName: "A" }))]));
  const popup = await openWindow(page);
  await expect(popup.getByRole("heading", { level: 1 })).toContainText("dapp.localhost");
  expect(await popup.title()).toMatch(/^dapp\.localhost/);
  expect(new URL(popup.url()).origin).toBe(world.enclave.url);
  await expect(popup.getByText(new URL(world.enclave.url).host).first()).toBeVisible();
  await popup.getByRole("button", { name: "Decline" }).click();
  await answer();
});

test("@channel threat 15: a host with COOP same-origin gets a typed error that names the header and the value that works", async ({
  world,
  context,
}) => {
  const { RAW_HOST_PAGE } = await import("../../harness/attacker/raw-host.ts");
  const isolated = await startSite("isolated", {
    "/": { body: RAW_HOST_PAGE, headers: { "cross-origin-opener-policy": "same-origin" } },
    "/popups": { body: RAW_HOST_PAGE, headers: { "cross-origin-opener-policy": "same-origin-allow-popups" } },
    "/coep": { body: RAW_HOST_PAGE, headers: { "cross-origin-embedder-policy": "require-corp" } },
  });
  const page = await openDapp({ ...world, dapp: isolated }, context);
  const answer = await start(page, "unlock", world.person.key);
  await pressUntilHeard(continueButton(page));
  const { error } = await answer();
  expect(error?.code).toBe("WINDOW_BLOCKED");
  expect(error?.message).toContain("same-origin-allow-popups");
  for (const path of ["/popups", "/coep"]) {
    const works = await openDapp({ ...world, dapp: isolated }, context, path);
    await unlock(works, world.person);
  }
  await isolated.stop();
});

test("@channel where the browser opens no window, as inside some apps, the error says what helps, and the next attempt works", async ({
  world,
  context,
}) => {
  const page = await openDapp(world, context);
  const inside = page.frames().find((frame) => frame.url().startsWith(world.enclave.url));
  await inside?.evaluate(() => {
    const { open } = window;
    window.open = () => {
      window.open = open;
      return null;
    };
  });
  const answer = await start(page, "unlock", world.person.key);
  await pressUntilHeard(continueButton(page));
  const { error } = await answer();
  expect(error?.code).toBe("WINDOW_BLOCKED");
  expect(error?.message).toContain("Allow pop-ups");
  expect(error?.message).toContain("open the page in your own browser");
  await unlock(page, world.person);
});

test("@channel threat 17: a tampered script, style, lazy chunk or vault file does not run", async ({
  world,
  context,
}) => {
  const { person } = world;
  const tamper = async (pattern: RegExp, type = "text/javascript", added = "globalThis.tampered = true;") => {
    let hits = 0;
    await context.route(pattern, async (route) => {
      hits++;
      const built = await readFile(`dist/enclave${new URL(route.request().url()).pathname}`, "utf8");
      await route.fulfill({
        contentType: type,
        headers: { "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin" },
        body: `${built}\n/* tampered */ ${added}`,
      });
    });
    return () => hits;
  };
  const names = (html: string, kind: string): string =>
    new RegExp(`[/"](${kind}-[\\w-]+\\.js)"`).exec(html)?.[1] ?? "none";
  const index = await readFile("dist/enclave/index.html", "utf8");

  // The frame's own script: it never says `ready`.
  let hits = await tamper(new RegExp(names(index, "index")));
  const page = await context.newPage();
  await page.goto(world.dapp.url);
  const connected = page.evaluate((url) => window.host.connect(url).then(() => true), world.enclave.url);
  expect(await Promise.race([connected, page.waitForTimeout(1_500)])).toBeUndefined();
  expect(hits()).toBeGreaterThan(0);
  expect(await page.frames()[1]?.evaluate(() => (globalThis as { tampered?: boolean }).tampered)).toBeUndefined();
  connected.catch(() => undefined);
  await context.unrouteAll();

  // The frame's style: without it the frame goes on, plain.
  const layoutOf = (of: Page) =>
    of.frames()[1]?.evaluate(() => getComputedStyle(document.body.children[0] as Element).display);
  hits = await tamper(/\.css$/, "text/css", "main { display: flex; }");
  const plain = await openDapp(world, context);
  const asked = await start(plain, "unlock", person.key);
  await expect(continueButton(plain)).toBeVisible();
  expect(hits()).toBeGreaterThan(0);
  expect(await layoutOf(plain)).toBe("block");
  await pressUntilHeard(plain.frameLocator("iframe").getByRole("button", { name: "Cancel" }));
  expect((await asked()).error?.code).toBe("ABORTED");
  await context.unrouteAll();

  // The vault's worker, and a chunk that only it loads: no vault starts.
  for (const kind of ["worker", "recover"]) {
    hits = await tamper(new RegExp(names(index, kind)));
    const victim = await openDapp(world, context);
    const answer = await start(victim, "unlock", person.key);
    expect((await answer()).error?.code).toBe("NETWORK_UNREACHABLE");
    expect(hits()).toBeGreaterThan(0);
    expect(victim.workers()).toHaveLength(0);
    await context.unrouteAll();
    // Repaired, the same page goes on.
    await unlock(victim, person);
  }

  // A chunk that a page loads when it is first needed: what estimates a password, in the window.
  const creating = await openDapp(world, context);
  expect(await layoutOf(creating)).toBe("grid");
  const windowHtml = await readFile("dist/enclave/window.html", "utf8");
  const lazy = Object.keys(
    (JSON.parse(/importmap">(.+?)<\/script>/s.exec(windowHtml)?.[1] ?? "") as ImportMap).integrity,
  )
    .map((path) => path.split("/").at(-1) ?? "")
    .filter((name) => name && name !== names(windowHtml, "window"));
  hits = await tamper(new RegExp(lazy.map((name) => name.replace(".", "\\.")).join("|")));
  const created = await start(creating, "createKey", { userId: (await makePerson()).userId, store: "user" });
  const popup = await openWindow(creating);
  await popup.getByRole("radio", { name: /A password of my own/ }).check();
  await popup.getByLabel("New password").pressSequentially("velvet");
  await expect.poll(hits).toBeGreaterThan(0);
  await popup.waitForLoadState("networkidle");
  expect(await popup.evaluate(() => (globalThis as { tampered?: boolean }).tampered)).toBeUndefined();
  await escape(popup);
  expect((await created()).error?.code).toBe("USER_REJECTED");
});

test("@channel the window is let do nothing that it does not need, and the browser knows every name of its policy", async ({
  world,
  context,
}) => {
  const page = await context.newPage();
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  await page.goto(`${world.enclave.url}/window.html`);
  const allowed = await page.evaluate(() =>
    (document as unknown as { featurePolicy: { allowedFeatures(): string[] } }).featurePolicy.allowedFeatures(),
  );
  for (const needed of ["clipboard-write", "publickey-credentials-create", "publickey-credentials-get"])
    expect(allowed).toContain(needed);
  for (const closed of ["camera", "microphone", "geolocation", "usb", "clipboard-read", "identity-credentials-get"])
    expect(allowed).not.toContain(closed);
  expect(said.filter((text) => text.includes("Unrecognized feature"))).toEqual([]);
});
