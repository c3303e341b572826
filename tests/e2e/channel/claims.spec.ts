/** Threats 6 and 7: what a host says about others, and what it feeds the enclave that is not this person's. */
import { randomUUID } from "node:crypto";
import { boxPublicKey } from "../../../enclave/crypto/box.ts";
import { randomBytes, toBase64 } from "../../../enclave/crypto/bytes.ts";
import { credentialOf, grantOf, makePerson, PASSWORD, sealedTo } from "../../harness/attacker/person.ts";
import { pressInWindow } from "../../harness/people.ts";
import { call, escape, expect, openDapp, openWindow, serveEnclave, start, test, unlock } from "./fixture.ts";

const KEY = toBase64(boxPublicKey(randomBytes(32)));
const WALLET = "0x1111111111111111111111111111111111111111";

test("@channel threat 6: only the operator's list gives a name and a badge; a key or a wallet alone does not", async ({
  world,
  context,
}) => {
  const consumers = [
    {
      name: "ACME Bank",
      url: "https://acme.example",
      origins: [world.dapp.url],
      walletIdentifier: WALLET,
      encryptionPublicKey: KEY,
    },
  ];
  const enclave = await serveEnclave({ consumers });
  const page = await openDapp({ ...world, enclave }, context);
  await unlock(page, world.person);
  const candidate = world.person.holding(credentialOf({ firstName: "A" }));
  const shown = async (consumer: { name: string; walletIdentifier: string; encryptionPublicKey: string }) => {
    const answer = await start(
      page,
      "grant",
      grantOf([candidate], { consumer, purpose: "From ACME Bank\u202e\u0007, verified" }),
    );
    const popup = await openWindow(page);
    await expect(popup.getByRole("heading", { name: "Who gets it" })).toBeVisible();
    const text = await popup.locator("main").innerText();
    const badge = await popup.locator(".badge").innerText();
    await popup.getByRole("button", { name: "Decline" }).click();
    expect((await answer()).error?.code).toBe("USER_REJECTED");
    return { text, badge };
  };
  const other = toBase64(boxPublicKey(randomBytes(32)));
  const verified = await shown({ name: "Anything", walletIdentifier: WALLET, encryptionPublicKey: KEY });
  expect(verified.badge).toBe("Verified");
  for (const lie of [
    { name: "ACME Bank", walletIdentifier: WALLET, encryptionPublicKey: other },
    { name: "ACME Bank", walletIdentifier: `${WALLET.slice(0, -1)}2`, encryptionPublicKey: KEY },
  ]) {
    const { text, badge } = await shown(lie);
    expect(badge).toBe("Not verified");
    expect(text).toMatch(/dapp\.localhost(:\d+)? says its name is: .ACME Bank./);
    expect(text).not.toContain("\u202e");
    expect(text).toMatch(/Key fingerprint\s+([0-9a-f]{4} ?){4}/);
  }
  await enclave.stop();
});

test("@channel threat 7: another person's id, key or box opens nothing, tells nothing and wipes nothing", async ({
  world,
  context,
}) => {
  const { person } = world;
  const stranger = await makePerson();
  const page = await openDapp(world, context);

  // The right password for another public key is a wrong password, however often.
  const wrong = await start(page, "unlock", { ...person.key, publicKey: stranger.key.publicKey });
  const popup = await openWindow(page);
  await popup.getByLabel("idOS password", { exact: true }).fill(PASSWORD);
  await popup.bringToFront();
  await popup.getByRole("button", { name: "Unlock" }).click();
  await expect(popup.getByText(/does not|wrong|another password/i).first()).toBeVisible({ timeout: 20_000 });
  expect((await call(page, "status", {})).value).toEqual({ state: "locked" });
  await escape(popup);
  expect((await wrong()).error?.code).toBe("USER_REJECTED");

  await unlock(page, person);
  const mine = person.holding(credentialOf({ firstName: "Mine" }));
  const theirs = stranger.holding(credentialOf({ firstName: "Theirs-Secret" }));
  const altered = { ...mine, id: randomUUID(), content: `${mine.content.slice(0, 40)}AAAA${mine.content.slice(44)}` };
  const lowOrder = { ...mine, id: randomUUID(), encryptorPublicKey: toBase64(new Uint8Array(32)) };
  const short = { ...mine, id: randomUUID(), content: "AAAA" };
  const answer = await start(page, "grant", grantOf([theirs, altered, lowOrder, short, mine]));
  const consent = await openWindow(page);
  await expect(consent.getByText("Mine").first()).toBeVisible();
  await expect(consent.getByText("Theirs-Secret")).toHaveCount(0);
  await expect(consent.getByRole("radio")).toHaveCount(0);
  await consent.getByRole("button", { name: "Decline" }).click();
  expect((await answer()).error?.code).toBe("USER_REJECTED");

  // Nothing of one's own, and nothing that opens, look alike to the host.
  const foreign = await start(page, "grant", grantOf([theirs, altered]));
  const empty = await openWindow(page);
  await escape(empty);
  expect(await foreign()).toEqual(await answer());
  expect((await call(page, "status", {})).value).toMatchObject({ state: "unlocked", userId: person.userId });

  // A low-order key of the consumer would make a copy that anybody opens.
  const everybody = sealedTo(boxPublicKey(person.secretKey), JSON.stringify(credentialOf({ a: 1 })));
  const consumer = { walletIdentifier: "x", encryptionPublicKey: toBase64(new Uint8Array(32)) };
  const weak = await start(page, "grant", grantOf([everybody], { consumer }));
  const last = await openWindow(page);
  await pressInWindow(last, "Approve");
  expect((await weak()).error?.code).toBe("INVALID_ARGUMENT");
});

test("@channel threat 7: settings and recovery open for nobody who was not let in, and tell the page nothing of what is in them", async ({
  world,
  context,
}) => {
  const { person } = world;
  const page = await openDapp(world, context);
  const wallet = { type: "EVM", address: `0x${"11".repeat(20)}` };
  const target = { type: "EVM", address: `0x${"22".repeat(20)}` };
  const shown = () => page.evaluate(() => window.host.asked.filter(({ method }) => method === "showFrame").length);

  const refused = [];
  for (const [method, params] of [
    ["manage", {}],
    ["manage", { page: "phrase" }],
    ["linkRecovery", { wallet, target }],
    ["unlinkRecovery", { wallet, target }],
  ] as const)
    refused.push(JSON.stringify((await call(page, method, params)).error));
  expect(new Set(refused).size).toBe(1);
  expect(refused[0]).toContain("LOCKED");
  expect(await shown()).toBe(0);

  await unlock(page, person);
  const before = await shown();
  // A password key has no nodes that could be asked; nothing is shown, and no wallet is.
  for (const method of ["linkRecovery", "unlinkRecovery"])
    expect((await call(page, method, { wallet, target })).error?.code).toBe("UNSUPPORTED");
  expect(await shown()).toBe(before);

  const answers = [];
  for (const name of ["sites", "passkeys", "activity", "phrase"]) {
    const answer = await start(page, "manage", { page: name });
    const popup = await openWindow(page);
    if (name === "phrase") await popup.getByRole("button", { name: "Back" }).click();
    await pressInWindow(popup, "Close");
    answers.push(await answer());
  }
  expect(answers).toEqual(Array.from({ length: 4 }, () => ({ ok: true, value: { closed: true } })));
});
