/** Threat 26: a page has a key made over an existing one. The network and this browser's tables are asked, not the page. */
import { randomUUID } from "node:crypto";
import { Wallet } from "ethers";
import type { BrowserContext, Page } from "playwright/test";
import { PASSWORD } from "../../harness/attacker/person.ts";
import { RAW_HOST_PAGE } from "../../harness/attacker/raw-host.ts";
import { startSite, type Site } from "../../harness/attacker/sites.ts";
import { startFakeStorageNode, type FakeStorageNode } from "../../harness/attacker/storage-node.ts";
import { pressInWindow } from "../../harness/people.ts";
import { escape, expect, openDapp, openWindow, serveEnclave, start, test, unlock, type World } from "./fixture.ts";

/** Nothing is sent to them: no creation of these tests gets so far. */
const MPC = {
  contract: "01".padEnd(42, "a"),
  threshold: 2,
  nodes: ["http://mpc.localhost:9", "http://mpc.localhost:10"],
};

let node: FakeStorageNode;
let other: Site;
let worldWithNode: World;
test.beforeAll(async ({ world }) => {
  node = await startFakeStorageNode();
  other = await startSite("other", { "/": RAW_HOST_PAGE });
  worldWithNode = { ...world, enclave: await serveEnclave({ mpc: MPC, storageNodes: [node.url] }) };
});
test.beforeEach(() => {
  node.fault = undefined;
  node.profiles.clear();
});
test.afterAll(() => Promise.all([node.stop(), other.stop(), worldWithNode.enclave.stop()]));

const secondSite = (context: BrowserContext): Promise<Page> => openDapp({ ...worldWithNode, dapp: other }, context);
const walletOf = (address = Wallet.createRandom().address) => ({ type: "EVM", address });

/** The window of a creation. */
async function creation(page: Page, params: unknown) {
  const answer = await start(page, "createKey", params);
  return { answer, popup: await openWindow(page) };
}

async function expectRefused({ answer, popup }: Awaited<ReturnType<typeof creation>>, says: string | RegExp) {
  expect((await answer()).error?.code).toBe("NETWORK_CONFLICT");
  await expect(popup.getByText(says)).toBeVisible();
  await expect(popup.getByText("What to do instead")).toBeVisible();
  await expect(popup.getByRole("button", { name: "Allow" })).toHaveCount(0);
  await popup.close();
}

async function ownPassword(popup: Page): Promise<void> {
  await popup.getByRole("radio", { name: /A password of my own/ }).check();
  await popup.getByLabel("New password").fill(PASSWORD);
  await popup.getByLabel("The same password again").fill(PASSWORD);
}

test("@custody threat 26: a wallet that the network knows gets no second key, of either kind and in any letter case", async ({
  context,
}) => {
  const page = await secondSite(context);
  const { address } = Wallet.createRandom();
  node.profiles.add(address.toLowerCase());
  for (const [store, written] of [
    ["user", address],
    ["mpc", address],
    ["choose", address],
    ["user", address.toLowerCase()],
  ] as const)
    await test.step(`${store} ${written}`, async () => {
      const params = { userId: randomUUID(), store, wallet: walletOf(written) };
      await expectRefused(await creation(page, params), "The idOS network knows a profile with a key for this wallet.");
    });
});

test("@custody threat 26: a user id that this browser knows gets no second key from another site, with any wallet, in any letter case", async ({
  context,
}) => {
  const { person } = worldWithNode;
  await unlock(await openDapp(worldWithNode, context), person);
  const page = await secondSite(context);
  for (const userId of [person.userId, person.userId.toUpperCase()])
    for (const wallet of [walletOf(), undefined])
      await test.step(`${userId} ${wallet ? "with a wallet" : "without one"}`, async () => {
        const refused = await creation(page, { userId, store: "user", wallet });
        await expectRefused(refused, "A key for this profile or wallet was used or made in this browser before.");
      });
  await unlock(page, person);
});

test("@custody threat 26: where nobody can be asked, the window names what would be lost, and declining comes first", async ({
  world,
  context,
}) => {
  const page = await secondSite(context);
  const alone = await openDapp(world, context);
  const cases: [name: string, dapp: Page, says: RegExp, wallet: object | undefined, fault?: "down" | "garbage"][] = [
    ["no nodes", alone, /no way to ask the idOS network/, walletOf()],
    ["no answer", page, /The idOS network did not say/, walletOf(), "down"],
    ["garbage", page, /The idOS network did not say/, walletOf(), "garbage"],
    ["no wallet", page, /This site did not say which wallet you use/, undefined],
  ];
  for (const [name, dapp, says, wallet, fault] of cases)
    await test.step(name, async () => {
      node.fault = fault;
      await dapp.bringToFront();
      const { answer, popup } = await creation(dapp, { userId: randomUUID(), store: "user", wallet });
      await expect(popup.getByText(says)).toBeVisible();
      await expect(popup.getByText(/cannot\s+be\s+opened\s+any\s+more/)).toBeVisible();
      const buttons = popup.locator(".actions button");
      await expect(buttons.first()).toContainText("Decline");
      await expect(buttons.last()).toHaveText("Allow a new key");
      await expect(buttons.last()).toHaveClass("danger");
      await expect(popup.locator("h1")).toBeFocused();
      await escape(popup);
      expect((await answer()).error?.code).toBe("USER_REJECTED");
    });
});

test("@custody threat 26: of two sites that race for one wallet or user id, the later one is refused", async ({
  context,
}) => {
  const wallet = walletOf();
  const userId = randomUUID();
  const [one, two] = [await openDapp(worldWithNode, context), await secondSite(context)];
  for (const [name, theirs] of [
    ["the wallet", { userId: randomUUID(), store: "user", wallet }],
    ["the user id", { userId, store: "user", wallet: walletOf() }],
  ] as const)
    await test.step(name, async () => {
      const mine =
        name === "the wallet" ? { userId: randomUUID(), store: "user", wallet } : { ...theirs, wallet: walletOf() };
      await one.bringToFront();
      const first = await creation(one, mine);
      await expect(first.popup.getByText("Choose a password")).toBeVisible();
      await two.bringToFront();
      const second = await creation(two, theirs);
      await expect(second.popup.getByText("Choose a password")).toBeVisible();
      await first.popup.bringToFront();
      await ownPassword(first.popup);
      await pressInWindow(first.popup, "Allow");
      expect((await first.answer()).ok).toBe(true);
      await second.popup.bringToFront();
      await ownPassword(second.popup);
      await pressInWindow(second.popup, "Allow");
      await expectRefused(second, /Another site is making a key/);
    });
});

test("@custody threat 26: a profile that appears while the person chooses keeps its key", async ({ context }) => {
  const page = await secondSite(context);
  const wallet = walletOf();
  const { answer, popup } = await creation(page, { userId: randomUUID(), store: "user", wallet });
  await expect(popup.getByText("Choose a password")).toBeVisible();
  node.profiles.add(wallet.address.toLowerCase());
  await ownPassword(popup);
  await pressInWindow(popup, "Allow");
  await expectRefused({ answer, popup }, "The idOS network knows a profile with a key for this wallet.");
});

test("@custody threat 26: an honest creation shows one window and no warning, and asks the network before and after", async ({
  context,
}) => {
  const page = await secondSite(context);
  const windows: Page[] = [];
  context.on("page", (opened) => windows.push(opened));
  const wallet = walletOf();
  node.asked.length = 0;
  const { answer, popup } = await creation(page, { userId: randomUUID(), store: "user", wallet });
  await expect(popup.getByText(`The idOS network knows no key of your wallet ${wallet.address} so far.`)).toBeVisible();
  await expect(popup.locator(".loss")).toHaveCount(0);
  await ownPassword(popup);
  await pressInWindow(popup, "Allow");
  expect((await answer()).ok).toBe(true);
  expect(windows).toHaveLength(1);
  expect(node.asked).toEqual([wallet.address, wallet.address]);
});
