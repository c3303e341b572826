/** Every flow of the enclave, taken to each step at which something can die, and to its good end. */
import { randomUUID } from "node:crypto";
import { Wallet } from "ethers";
import type { Locator, Page } from "playwright/test";
import { phraseOf } from "../../../enclave/crypto/phrase.ts";
import type { AskedTypedData, KeyInfo } from "../../../enclave/protocol/types.ts";
import type { CreateKeyParams } from "../../../enclave/protocol/calls/create-key.ts";
import type { RecoveryWallet } from "../../../enclave/protocol/wallet-kinds.ts";
import { credentialOf, grantOf, PASSWORD, type TestPerson } from "../../harness/attacker/person.ts";
import type { DeviceDouble } from "../../harness/device-double.ts";
import { pressInWindow } from "../../harness/people.ts";
import { call, continueButton, expect, openDapp, openWindow, signWith, start, unlock, type World } from "./fixture.ts";
import type { BrowserContext } from "playwright/test";

/** A dApp at which someone with one kind of key is at work. */
export interface Bench {
  page: Page;
  person: TestPerson;
  /** That of the MPC key, or of the one that is being created. */
  wallet: RecoveryWallet;
  /** Makes another wallet, which has no key yet, and takes it from now on. */
  newWallet(): RecoveryWallet;
  /** The MPC key, once it was created. */
  mpcKey?: KeyInfo;
  /** The device that has their passkey, if they have one. */
  device?: DeviceDouble;
}

/** One step of a flow. */
export interface Step {
  method: string;
  at: string;
  /** How, for a flow that can be gone through in several ways. */
  by?: "phrase" | "passkey";
  /** The key that is unlocked before; none for a flow that makes or unlocks one. */
  key?: "password" | "mpc";
  params(bench: Bench): unknown;
  /** Takes the running call to the step. Resolves to its window, if that is open. */
  reach(page: Page, bench: Bench): Promise<Page | undefined>;
  /** Closing its window is how it ends, and no failure. */
  closingEnds?: boolean;
  /** What a person does until a new call has succeeded. */
  finish(page: Page, bench: Bench): Promise<void>;
}

/** Opens a dApp whose wallet signs honestly, except while a test has it wait. */
export async function openBench(world: World, context: BrowserContext, open = openDapp): Promise<Bench> {
  const page = await open(world, context);
  const wallets: (typeof first)[] = [];
  const first = Wallet.createRandom();
  const take = (wallet: typeof first): RecoveryWallet => {
    wallets.push(wallet);
    return { type: "EVM", address: wallet.address };
  };
  await signWith(page, ({ domain, types, message }: AskedTypedData) => {
    const asked = wallets.find(({ address }) => JSON.stringify(message).includes(address));
    if (!asked) throw new Error("No such wallet in this test");
    return asked.signTypedData(domain, types, message);
  });
  const bench: Bench = {
    page,
    person: world.person,
    wallet: take(first),
    newWallet: () => (bench.wallet = take(Wallet.createRandom())),
  };
  return bench;
}

const atButton: Step["reach"] = async (page) => {
  await expect(continueButton(page)).toBeVisible();
  return undefined;
};
const inWindow =
  (sees: string | RegExp): Step["reach"] =>
  async (page) => {
    const popup = await openWindow(page);
    await expect(popup.getByText(sees).first()).toBeVisible();
    return popup;
  };

interface SleepingWallet {
  /** Answers what it was asked meanwhile, and whatever follows at once. */
  wake?: () => void;
}

/** Has the wallet let requests wait until {@link signNow}. */
async function sleep(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { host } = window;
    const { sign } = host;
    host.asked.length = 0;
    let wake: () => void = () => {};
    const awake = new Promise<void>((resolve) => (wake = resolve));
    host.sign = async (params) => {
      await awake;
      return (await sign?.(params)) ?? "";
    };
    Object.assign(window, {
      wake() {
        host.sign = sign;
        wake();
      },
    });
  });
}

/** The wallet signs what it was asked. */
export async function signNow(page: Page): Promise<void> {
  await page.evaluate(() => (window as SleepingWallet).wake?.());
}

/** Until the wallet is asked. */
const untilAsked = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => window.host.asked.some(({ method }) => method === "signTypedData"));

const atWallet =
  (allows: boolean): Step["reach"] =>
  async (page) => {
    const popup = await openWindow(page);
    if (allows) await pressInWindow(popup, "Allow");
    // It stays open while the wallet is asked in the page.
    await untilAsked(page);
    return popup;
  };

async function ownPassword(popup: Page): Promise<void> {
  await popup.getByRole("radio", { name: /A password of my own/ }).check();
  await popup.getByLabel("New password").fill(PASSWORD);
  await popup.getByLabel("The same password again").fill(PASSWORD);
}
const press =
  (name: string): Step["finish"] =>
  async (page) =>
    pressInWindow(await openWindow(page), name);

const createMpc = (bench: Bench): CreateKeyParams => ({
  userId: randomUUID(),
  store: "mpc",
  wallet: bench.newWallet(),
});
const target: RecoveryWallet = { type: "EVM", address: "0x1111111111111111111111111111111111111111" };
const candidates = ({ person }: Bench) => [person.holding(credentialOf({ firstName: "A" }))];
const grant = (bench: Bench): unknown => grantOf(candidates(bench));
const recovery = ({ wallet }: Bench): unknown => ({ wallet, target });
const page =
  (name: string): Step["params"] =>
  () => ({ page: name });

/** Goes on to another way than the one that a screen asks for. */
const otherWay =
  (name: string): Step["reach"] =>
  async (dapp) => {
    const popup = await openWindow(dapp);
    await pressInWindow(popup, name);
    return popup;
  };
const toPhraseFields: Step["reach"] = async (dapp, bench) => {
  const popup = await otherWay("Use recovery phrase")(dapp, bench);
  await expect(popup?.getByText("Your 24 words, in their order") as Locator).toBeVisible();
  return popup;
};
/** Types the phrase, and unlocks with it. */
export async function typePhrase(popup: Page, { person }: Bench): Promise<void> {
  for (const [i, word] of phraseOf(person.secretKey).entries())
    await popup.getByLabel(`Word ${i + 1}`, { exact: true }).fill(word);
  await pressInWindow(popup, "Unlock");
}
const unlockByPhrase: Step["finish"] = async (dapp, bench) =>
  typePhrase((await toPhraseFields(dapp, bench)) as Page, bench);
const toPhraseCheck: Step["reach"] = async (dapp) => {
  const popup = await openWindow(dapp);
  await popup.getByRole("button", { name: "Show the words" }).click();
  await pressInWindow(popup, "I have them");
  await expect(popup.getByText("Type three of your words")).toBeVisible();
  return popup;
};
const confirmPhrase: Step["finish"] = async (dapp, bench) => {
  const popup = (await toPhraseCheck(dapp, bench)) as Page;
  const words = phraseOf(bench.person.secretKey);
  for (const label of await popup.locator(".word label").allInnerTexts())
    await popup.getByLabel(label, { exact: true }).fill(words[Number(label.split(" ")[1]) - 1] ?? "");
  await pressInWindow(popup, "Confirm");
  await popup.getByRole("button", { name: "Back to the settings" }).click();
  await pressInWindow(popup, "Close");
};
const toDevice: Step["reach"] = async (dapp, bench) => {
  bench.device?.leave();
  return otherWay("Use your passkey")(dapp, bench);
};
const unlockByPasskey: Step["finish"] = async (dapp, bench) => {
  bench.device?.touch();
  await otherWay("Use your passkey")(dapp, bench);
};

const unlockByPassword: Step["finish"] = async (dapp) => {
  const popup = await openWindow(dapp);
  await popup.getByLabel("idOS password", { exact: true }).fill(PASSWORD);
  await pressInWindow(popup, "Unlock");
};
const createByPassword: Step["finish"] = async (dapp) => {
  const popup = await openWindow(dapp);
  await ownPassword(popup);
  await pressInWindow(popup, "Allow");
};

const ownKey: Pick<Step, "params" | "finish"> = { params: ({ person }) => person.key, finish: unlockByPassword };
const create: Pick<Step, "params" | "finish"> = {
  params: () => ({ userId: randomUUID(), store: "user" }),
  finish: createByPassword,
};
const createByWallet: Pick<Step, "params" | "finish"> = { params: createMpc, finish: press("Allow") };
const share = { method: "grant", key: "password", params: grant, finish: press("Approve") } as const;
const look = {
  method: "view",
  key: "password",
  params: (bench: Bench) => ({ candidates: candidates(bench) }),
  finish: press("Close"),
  closingEnds: true,
} as const;
const restore = { method: "unlock", by: "phrase", params: ownKey.params, finish: unlockByPhrase } as const;
const byPasskey = { method: "unlock", by: "passkey", params: ownKey.params, finish: unlockByPasskey } as const;
const writeDown = { method: "manage", key: "password", params: page("phrase"), finish: confirmPhrase } as const;
const settings = { method: "manage", key: "password", finish: press("Close") } as const;
const leave = { method: "lock", key: "password", params: () => ({ forget: true }), finish: press("Forget") } as const;
const link = { method: "linkRecovery", key: "mpc", params: recovery, finish: press("Allow") } as const;
// Taking off what is not on changes nothing, and is done.
const unlink = { ...link, method: "unlinkRecovery" } as const;

// After a step that made the key.
const reopen = {
  method: "unlock",
  params: ({ mpcKey, wallet }: Bench) => ({ ...mpcKey, wallet }),
  finish: press("Allow"),
} as const;

/** Those of someone with a password key. */
export const PASSWORD_STEPS: Step[] = [
  { method: "unlock", at: "the button", ...ownKey, reach: atButton },
  { method: "unlock", at: "the password", ...ownKey, reach: inWindow("idOS password") },
  { ...restore, at: "the way back", reach: inWindow("Other ways") },
  { ...restore, at: "the words", reach: toPhraseFields },
  { method: "createKey", at: "the button", ...create, reach: atButton },
  { method: "createKey", at: "the choice", ...create, reach: inWindow("Choose a password") },
  { ...share, at: "the button", reach: atButton },
  { ...share, at: "the consent", reach: inWindow("Who gets it") },
  { ...look, at: "the button", reach: atButton },
  { ...look, at: "the viewer", reach: inWindow("Only you see them here") },
  { ...settings, at: "the button", params: page("sites"), reach: atButton },
  { ...settings, at: "the sites", params: page("sites"), reach: inWindow("Connected sites") },
  { ...settings, at: "the passkeys", params: page("passkeys"), reach: inWindow("Passkeys") },
  { ...settings, at: "the activity", params: page("activity"), reach: inWindow("Activity") },
  { ...writeDown, at: "the phrase", reach: inWindow("Show the words") },
  { ...writeDown, at: "the phrase's check", reach: toPhraseCheck },
  { ...leave, at: "the button", reach: atButton },
  { ...leave, at: "the question", reach: inWindow("Forget") },
];

// The offer of a passkey is no step: it is made once in a browser, after the key is there, and no next attempt has it.
/** Those of someone who unlocks a password key with a passkey, see {@link makePasskey}. */
export const PASSKEY_STEPS: Step[] = [
  { ...byPasskey, at: "the button", reach: atButton },
  { ...byPasskey, at: "the passkey", reach: inWindow("Other ways") },
  { ...byPasskey, at: "the device", reach: toDevice },
];

/** Those of someone with an MPC key. */
export const MPC_STEPS: Step[] = [
  { method: "createKey", at: "the button", ...createByWallet, reach: atButton },
  { method: "createKey", at: "the addresses", ...createByWallet, reach: inWindow("Who will be able to rebuild") },
  { method: "createKey", at: "the wallet", ...createByWallet, reach: atWallet(true) },
  { ...link, at: "the button", reach: atButton },
  { ...link, at: "the address", reach: inWindow("This wallet will be able to rebuild") },
  { ...link, at: "the wallet", reach: atWallet(true) },
  { ...unlink, at: "the button", reach: atButton },
  { ...unlink, at: "the address", reach: inWindow("This wallet will no longer be able to rebuild") },
  { ...unlink, at: "the wallet", reach: atWallet(true) },
  { ...reopen, at: "the wallet", reach: atWallet(false), finish: async (dapp) => void (await openWindow(dapp)) },
  // Another profile was used meanwhile: the site has to ask again.
  { ...reopen, at: "the button", key: "password", reach: atButton },
  { ...reopen, at: "the question", key: "password", reach: inWindow("asks to use your idOS key") },
];

/** Unlocks with the password, and takes the offer to do it by a passkey from now on. */
export async function makePasskey({ page: dapp, person }: Bench): Promise<void> {
  const answer = await start(dapp, "unlock", person.key);
  const popup = await openWindow(dapp);
  await popup.getByLabel("idOS password", { exact: true }).fill(PASSWORD);
  await pressInWindow(popup, "Unlock");
  await pressInWindow(popup, "Create a passkey");
  expect((await answer()).error).toBeUndefined();
}

async function isUnlocked({ page: dapp, person }: Bench, store: KeyInfo["store"]): Promise<boolean> {
  const { value } = await call(dapp, "status", {});
  const { state, store: held, userId } = value as { state: string; store?: string; userId?: string };
  // A step may have made another password key.
  return state === "unlocked" && held === store && (store === "mpc" || userId === person.userId);
}

/** Has the key that a step needs unlocked, as it is if nothing took it; for a step that needs none, has none. */
export async function needKey(bench: Bench, { key }: Step): Promise<void> {
  const { page: dapp, person } = bench;
  if (!key) await call(dapp, "lock", {});
  if (key === "password" && !(await isUnlocked(bench, "user"))) await unlock(dapp, person);
  if (key !== "mpc" || (await isUnlocked(bench, "mpc"))) return;
  const answer = await start(
    dapp,
    bench.mpcKey ? "unlock" : "createKey",
    bench.mpcKey ? { ...bench.mpcKey, wallet: bench.wallet } : createMpc(bench),
  );
  if (bench.mpcKey) await openWindow(dapp);
  else await press("Allow")(dapp, bench);
  const { ok, value, error } = await answer();
  if (!ok) throw new Error(`No MPC key: ${error?.code}`);
  bench.mpcKey = value as KeyInfo;
}

/** Starts a step's flow and takes it there. */
export async function reachStep(bench: Bench, step: Step) {
  const { page: dapp } = bench;
  if (step.at === "the wallet") await sleep(dapp);
  const answer = await start(dapp, step.method, step.params(bench));
  const popup = await step.reach(dapp, bench);
  return { answer, popup };
}

/** Brings a new call of the same flow to its good end. */
export async function succeed(bench: Bench, step: Step): Promise<void> {
  const { page: dapp } = bench;
  await signNow(dapp);
  const answer = await start(dapp, step.method, step.params(bench));
  await step.finish(dapp, bench);
  const { ok, value, error } = await answer();
  expect(error).toBeUndefined();
  expect(ok).toBe(true);
  if (step.method === "createKey" && (value as KeyInfo).store === "mpc") bench.mpcKey = value as KeyInfo;
  if (/linkRecovery/i.test(step.method))
    expect((value as { nodes: { ok: boolean }[] }).nodes.map((node) => node.ok)).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
}
