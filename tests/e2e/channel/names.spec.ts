/** Threat 28: a site that names somebody else, or itself in a way that reads like somebody else. */
import { boxPublicKey } from "../../../enclave/crypto/box.ts";
import { randomBytes, toBase64 } from "../../../enclave/crypto/bytes.ts";
import { credentialOf, grantOf } from "../../harness/attacker/person.ts";
import { pressInWindow } from "../../harness/people.ts";
import { RAW_HOST_PAGE } from "../../harness/attacker/raw-host.ts";
import { startSite } from "../../harness/attacker/sites.ts";
import { call, expect, openDapp, openWindow, serveEnclave, start, test, unlock } from "./fixture.ts";

const KEY = toBase64(boxPublicKey(randomBytes(32)));
const OTHER_KEY = toBase64(boxPublicKey(randomBytes(32)));
const WALLET = "0x1111111111111111111111111111111111111111";
const OTHER_WALLET = "0x2222222222222222222222222222222222222222";
const ACME = { name: "ACME Bank", walletIdentifier: WALLET, encryptionPublicKey: KEY };
const UNPLACED = { name: "Unplaced Ltd", walletIdentifier: OTHER_WALLET, encryptionPublicKey: OTHER_KEY };

test("@channel threat 28: a known consumer has its name and badge at its own site alone; elsewhere there is a caution", async ({
  world,
  context,
}) => {
  const { person } = world;
  const acme = await startSite("acme", { "/": RAW_HOST_PAGE });
  const evil = await startSite("evil", { "/": RAW_HOST_PAGE });
  const enclave = await serveEnclave({ consumers: [{ ...ACME, origins: [acme.url] }, UNPLACED] });
  const candidate = person.holding(credentialOf({ firstName: "A" }));
  const shownAt = async (site: typeof acme, consumers: (typeof ACME)[]) => {
    const page = await openDapp({ enclave, dapp: site, person }, context);
    await unlock(page, person);
    const shown = [];
    for (const consumer of consumers) {
      const answer = await start(page, "grant", grantOf([candidate], { consumer }));
      const popup = await openWindow(page);
      await expect(popup.getByRole("heading", { name: "Who gets it" })).toBeVisible();
      const caution = popup.locator(".caution");
      shown.push({
        badge: await popup.locator(".badge").innerText(),
        who: await popup.locator(".who strong").innerText(),
        caution: (await caution.count()) ? await caution.innerText() : "",
        text: await popup.locator("main").innerText(),
      });
      await popup.getByRole("button", { name: "Decline" }).click();
      expect((await answer()).error?.code).toBe("USER_REJECTED");
    }
    await page.close();
    return shown;
  };

  const [own] = await shownAt(acme, [ACME]);
  expect(own).toMatchObject({ badge: "Verified", who: "ACME Bank", caution: "" });

  const [host, ownHost] = [evil, acme].map(({ url }) => new URL(url).host);
  const lies = [
    ACME,
    UNPLACED,
    { ...ACME, name: "Anything", encryptionPublicKey: OTHER_KEY },
    {
      ...ACME,
      name: "ACME Bank",
      walletIdentifier: "0x33",
      encryptionPublicKey: toBase64(boxPublicKey(randomBytes(32))),
    },
    {
      ...ACME,
      name: "\u0410\u0421ME\u200b  b\u0430nk",
      walletIdentifier: "0x33",
      encryptionPublicKey: toBase64(boxPublicKey(randomBytes(32))),
    },
    {
      ...ACME,
      name: "Honest Ltd",
      walletIdentifier: "0x33",
      encryptionPublicKey: toBase64(boxPublicKey(randomBytes(32))),
    },
  ];
  const shown = await shownAt(evil, lies);
  for (const { badge, who } of shown) expect([badge, who]).toEqual(["Not verified", host]);
  expect(shown.map(({ caution }) => caution)).toEqual([
    `${host} asks for a copy for ACME Bank; its own site is ${ownHost}.`,
    `${host} asks for a copy for Unplaced Ltd; this idOS window does not know which sites are its own.`,
    `${host} names the account of ACME Bank, but another key with it. Do not take this for ACME Bank; its own site is ${ownHost}.`,
    `${host} uses a name like that of ACME Bank, but neither its account nor its key. Do not take this for ACME Bank; its own site is ${ownHost}.`,
    `${host} uses a name like that of ACME Bank, but neither its account nor its key. Do not take this for ACME Bank; its own site is ${ownHost}.`,
    "",
  ]);
  await Promise.all([enclave.stop(), acme.stop(), evil.stop()]);
});

test("@channel threat 28: of a long or international address the part that says whose it is stands out, whole", async ({
  world,
  context,
}) => {
  const { person } = world;
  const long = `https://${"login.acme-bank.example.account.verify.".repeat(5)}evil.co.uk:8443`;
  const coded = "https://xn--cme-5cd.example";
  for (const origin of [long, coded])
    await context.route(`${origin}/**`, (route) => route.fulfill({ body: RAW_HOST_PAGE, contentType: "text/html" }));
  // A page on the web may not load what is on this computer; so the enclave has an address on the web too.
  const enclave = "https://enclave.example";
  const served = world.enclave.url.replace("enclave.localhost", "127.0.0.1");
  await context.route(`${enclave}/**`, async (route) =>
    route.fulfill({ response: await route.fetch({ url: route.request().url().replace(enclave, served) }) }),
  );
  const heading = async (origin: string, width: number) => {
    const page = await openDapp(
      { ...world, dapp: { ...world.dapp, url: origin }, enclave: { ...world.enclave, url: enclave } },
      context,
    );
    const answer = await start(page, "unlock", person.key);
    const popup = await openWindow(page);
    await popup.setViewportSize({ width, height: 640 });
    const site = popup.locator("h1 .site");
    await expect(site).toBeVisible();
    const box = await site.locator(".registrable").boundingBox();
    const found = {
      site: await site.innerText(),
      registrable: await site.locator(".registrable").innerText(),
      inView: box !== null && box.x >= 0 && box.x + box.width <= width && box.y >= 0 && box.y < 320,
      note: await popup.locator(".international").count(),
      title: await popup.title(),
    };
    await popup.keyboard.press("Escape").catch(() => undefined);
    await answer();
    await page.close();
    return found;
  };
  for (const width of [320, 1280]) {
    const shown = await heading(long, width);
    expect(shown).toMatchObject({ registrable: "evil.co.uk", inView: true, note: 0 });
    expect(shown.site).toMatch(/^….*evil\.co\.uk:8443$/);
    expect(shown.site.length).toBeLessThan(70);
    expect(shown.title).toContain("evil.co.uk:8443: ");
  }
  expect(await heading(coded, 320)).toMatchObject({
    site: "xn--cme-5cd.example",
    registrable: "xn--cme-5cd.example",
    inView: true,
    note: 1,
  });
});

test("@channel threat 28: what a site calls a receiver stays its own word in the activity log", async ({
  world,
  context,
}) => {
  const { person } = world;
  const page = await openDapp(world, context);
  await unlock(page, person);
  const site = new URL(world.dapp.url).host;
  const name = "ACME Bank” (a1b2 c3d4 e5f6 0718)\u202e\n\nKey created\u0000";
  const candidate = person.holding(credentialOf({ firstName: "A" }));
  const consumer = { name, walletIdentifier: OTHER_WALLET, encryptionPublicKey: OTHER_KEY };
  const answer = await start(page, "grant", grantOf([candidate], { consumer }));
  const consent = await openWindow(page);
  await pressInWindow(consent, "Approve");
  expect((await answer()).ok).toBe(true);
  await consent.close().catch(() => undefined);

  const managed = await start(page, "manage", { page: "activity" });
  const popup = await openWindow(page);
  const line = popup.locator(".sites li").filter({ hasText: "Copy of a credential shared" });
  await expect(line).toContainText(`${site} says: “ACME Bank’ (a1b2 c3d4 e5f6 0718) Key created”`);
  await expect(line).toContainText(`Account ${OTHER_WALLET}`);
  await expect(line).toContainText(/Key fingerprint ([0-9a-f]{4} ?){4}/);
  expect(await popup.locator("main").innerText()).not.toContain("\u202e");
  expect(await line.evaluate((item) => item.textContent.replace(/“[^”]*”/g, ""))).not.toContain("ACME");
  const saving = popup.waitForEvent("download");
  await popup.getByRole("button", { name: "Save as a JSON file" }).click();
  const saved = (await (await (await saving).createReadStream()).toArray()).join("");
  const { activity } = JSON.parse(saved) as { activity: { what: string; to?: string }[] };
  expect(activity.find(({ what }) => what === "grant")?.to).toBe(
    `${site} says: “ACME Bank’ (a1b2 c3d4 e5f6 0718) Key created”`,
  );
  await pressInWindow(popup, "Close");
  expect((await managed()).ok).toBe(true);
});

test("@channel threat 28: identifiers that a person may have to compare are printable ASCII without spaces, or refused", async ({
  world,
  context,
}) => {
  const { person } = world;
  const page = await openDapp(world, context);
  await unlock(page, person);
  const candidate = person.holding(credentialOf({ firstName: "A" }));
  const mine = { type: "EVM", address: `0x${"11".repeat(20)}` };
  const near = { type: "NEAR", address: "me.near" };
  for (const bad of [
    "0x11 22",
    "0x11\n22",
    " 0x11",
    "0x1\u200b1",
    "0x\u0430\u0430",
    "0x11\u202e22",
    "\u00a00x",
    "0x\u0301",
    "\u0000",
    "",
  ]) {
    const shown = JSON.stringify(bad);
    const refusals = [
      [
        await call(
          page,
          "grant",
          grantOf([candidate], { consumer: { walletIdentifier: bad, encryptionPublicKey: KEY } }),
        ),
        "consumer.walletIdentifier",
      ],
      [await call(page, "linkRecovery", { wallet: mine, target: { ...mine, address: bad } }), "target.address"],
      [await call(page, "unlinkRecovery", { wallet: { ...near, publicKey: bad }, target: mine }), "wallet.publicKey"],
      [
        await call(page, "createKey", { userId: crypto.randomUUID(), store: "mpc", wallet: { ...mine, address: bad } }),
        "wallet.address",
      ],
    ] as const;
    for (const [{ error }, field] of refusals) {
      expect(error?.code, shown).toBe("INVALID_ARGUMENT");
      expect(error?.message, shown).toMatch(new RegExp(`${field}: expected printable ASCII without spaces`));
    }
  }
});
