/** Threats 9 and 19: what others put between the person, their wallet and the nodes. */
import { randomUUID } from "node:crypto";
import { SigningKey, TypedDataEncoder, Wallet } from "ethers";
import type { AskedTypedData, KeyInfo } from "../../../enclave/protocol/types.ts";
import type { CreateKeyParams } from "../../../enclave/protocol/calls/create-key.ts";
import { pressInWindow } from "../../harness/people.ts";
import { call, expect, openDapp, openWindow, signWith, start, test, withNodes, type World } from "./fixture.ts";
import type { BrowserContext, Page } from "playwright/test";

/** Creates an MPC key at a host whose "wallet" answers with what `sign` makes. */
async function createWith(
  world: World,
  context: BrowserContext,
  address: string,
  sign: (data: AskedTypedData) => Promise<string>,
) {
  const uploads: string[] = [];
  const watch = (request: { method(): string; url(): string }): void => {
    if (request.method() === "PUT") uploads.push(request.url());
  };
  context.on("request", watch);
  const page = await openDapp(world, context);
  await signWith(page, sign);
  const params: CreateKeyParams = { userId: randomUUID(), store: "mpc", wallet: { type: "EVM", address } };
  const answer = await start(page, "createKey", params);
  const popup: Page = await openWindow(page);
  await expect(popup.getByText(address)).toBeVisible();
  const shown = await popup.locator("main").innerText();
  await pressInWindow(popup, "Allow");
  const result = await answer();
  const status = await call(page, "status", {});
  context.off("request", watch);
  await page.close();
  return { result, uploads, shown, status };
}

/** Signs typed data as an EVM wallet does. */
const signed = (wallet: Wallet, { domain, types, message }: AskedTypedData): Promise<string> =>
  wallet.signTypedData(domain, types, message);

test("@channel threat 19: a substituted recovering address, a relayed message of the host's own and another wallet's signature store nothing", async ({
  world: given,
  context,
}) => {
  const { world, stop } = await withNodes(given);
  const victim = Wallet.createRandom();
  const thief = Wallet.createRandom();
  const wallet = new Wallet(victim.privateKey);
  const attacks: Record<string, (data: AskedTypedData) => Promise<string>> = {
    "the host adds its own address to what the wallet signs": (data) => {
      const recovering = [...(data.message["recovering_addresses"] as string[]), `eip712:${thief.address}`];
      return signed(wallet, { ...data, message: { ...data.message, recovering_addresses: recovering } });
    },
    "the host puts its own address in place": (data) =>
      signed(wallet, { ...data, message: { ...data.message, recovering_addresses: [`eip712:${thief.address}`] } }),
    "the host signs with a wallet of its own": (data) => signed(new Wallet(thief.privateKey), data),
    "the host has another contract signed": (data) =>
      signed(wallet, { ...data, domain: { ...data.domain, verifyingContract: `0x${"b".repeat(40)}` } }),
    "the host sends a mirrored signature": async (data) => {
      const digest = TypedDataEncoder.hash(data.domain, data.types, data.message);
      const { r, yParity } = new SigningKey(victim.privateKey).sign(digest);
      return `${r}${"0".repeat(63)}1${yParity ? "1b" : "1c"}`;
    },
  };
  for (const [name, sign] of Object.entries(attacks))
    await test.step(name, async () => {
      const { result, uploads, status } = await createWith(world, context, victim.address, sign);
      expect(result.error?.code).toBe("SIGNATURE_ALTERED");
      expect(uploads).toEqual([]);
      expect(status.value).toEqual({ state: "locked" });
    });

  const honest = await createWith(world, context, victim.address, (data) => signed(wallet, data));
  expect(honest.result.ok).toBe(true);
  expect(honest.shown).toContain(victim.address);
  expect(honest.shown).not.toContain(thief.address);
  await stop();
});

for (const method of ["linkRecovery", "unlinkRecovery"] as const)
  test(`@channel threat 19: a substituted address in ${method} is not what the window showed, and reaches no node`, async ({
    world: given,
    context,
  }) => {
    const { world, stop } = await withNodes(given);
    const [wallet, second, thief] = [Wallet.createRandom(), Wallet.createRandom(), Wallet.createRandom()];
    const page = await openDapp(world, context);
    let substitutes = false;
    await signWith(page, ({ domain, types, message }) => {
      const address = `eip712:${thief.address}`;
      const changed = Object.fromEntries(
        Object.entries(message).map(([name, value]) => [
          name,
          String(value).toLowerCase().includes(second.address.toLowerCase()) ? address : value,
        ]),
      );
      return wallet.signTypedData(domain, types, substitutes ? changed : message);
    });
    const by = { type: "EVM", address: wallet.address } as const;
    const created = await start(page, "createKey", { userId: randomUUID(), store: "mpc", wallet: by });
    await pressInWindow(await openWindow(page), "Allow");
    expect((await created()).ok).toBe(true);

    const writes: string[] = [];
    context.on("request", (request) => {
      if (!["GET", "OPTIONS"].includes(request.method())) writes.push(request.url());
    });
    const change = async () => {
      const answer = await start(page, method, { wallet: by, target: { type: "EVM", address: second.address } });
      const popup = await openWindow(page);
      await expect(popup.getByText(second.address).first()).toBeVisible();
      await pressInWindow(popup, "Allow");
      return answer();
    };
    substitutes = true;
    expect((await change()).error?.code).toBe("SIGNATURE_ALTERED");
    expect(writes).toEqual([]);
    // Such a site is connected no more: it has to be allowed again before it may ask.
    expect((await call(page, "status", {})).value).toEqual({ state: "locked" });
    substitutes = false;
    const again = await start(page, "unlock", { ...((await created()).value as KeyInfo), wallet: by });
    await pressInWindow(await openWindow(page), "Allow");
    expect((await again()).ok).toBe(true);
    writes.length = 0;
    expect((await change()).ok).toBe(true);
    expect(writes.length).toBeGreaterThan(0);
    await stop();
  });
