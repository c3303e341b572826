/** Threat 25: what was chosen in the window is what is shared, whatever the page names things. */
import { open } from "../../../enclave/crypto/box.ts";
import { fromBase64, fromUtf8, utf8 } from "../../../enclave/crypto/bytes.ts";
import { decodeExecute } from "../../../enclave/kwil/payload.ts";
import { credentialOf, grantOf } from "../../harness/attacker/person.ts";
import { pressInWindow } from "../../harness/people.ts";
import { call, expect, openDapp, openWindow, test, unlock } from "./fixture.ts";

/** Of {@link grantOf}'s consumer. */
const CONSUMER_KEY = utf8("a consumer's secret of 32 bytes!");

test("@channel threat 25: two candidates of one id are refused before anything is shown, also in another case", async ({
  world,
  context,
}) => {
  const { person } = world;
  const page = await openDapp(world, context);
  await unlock(page, person);
  const shown = () => page.evaluate(() => window.host.asked.length);
  const before = await shown();
  const harmless = person.holding(credentialOf({ firstName: "Shown" }));
  const other = person.holding(credentialOf({ ssn: "Shared-instead" }));
  const id = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
  for (const second of [id, id.toUpperCase(), id.replace("0a1b2c3d", "0A1b2C3d")]) {
    const candidates = [
      { ...harmless, id },
      { ...other, id: second },
    ];
    for (const [method, params] of [
      ["grant", grantOf(candidates)],
      ["view", { candidates }],
    ] as const) {
      const { ok, error } = await call(page, method, params);
      expect(ok).toBe(false);
      expect(error).toMatchObject({
        code: "INVALID_ARGUMENT",
        message: expect.stringContaining(`${method}.candidates`),
      });
    }
  }
  // The same box under two ids is two candidates; a copy that would take the place of one is none.
  for (const copyId of [id, id.toUpperCase()]) {
    const { error } = await call(page, "grant", grantOf([{ ...harmless, id }], { copyId }));
    expect(error).toMatchObject({ code: "INVALID_ARGUMENT", message: expect.stringContaining("grant.copyId") });
  }
  expect(await shown()).toBe(before);
});

test("@channel threat 25: the copy is of what was approved, and the window names it by nothing that the page chose", async ({
  world,
  context,
}) => {
  const { person } = world;
  const posted: string[] = [];
  await context.exposeBinding("posted", (_, text: string) => void posted.push(text));
  await context.addInitScript(() => {
    const { postMessage } = MessagePort.prototype;
    MessagePort.prototype.postMessage = function (this: MessagePort, message: { type?: string }, ...rest: unknown[]) {
      if (message?.type === "answer")
        (window as unknown as { posted(text: string): void }).posted(JSON.stringify(message));
      return (postMessage as (...args: unknown[]) => void).call(this, message, ...rest);
    } as typeof postMessage;
  });
  const page = await openDapp(world, context);
  await unlock(page, person);
  posted.length = 0;
  // The second shows itself as the first: notes are the page's to write.
  const first = person.holding(credentialOf({ firstName: "First" }));
  const second = person.holding(credentialOf({ firstName: "Second" }));
  const ids = [first.id, second.id];
  for (const [place, name] of ["First", "Second"].entries()) {
    const id = await page.evaluate((params) => window.host.start("grant", params), grantOf([first, second]));
    const popup = await openWindow(page);
    await popup.getByRole("radio").nth(place).check();
    await expect(popup.locator(".field", { hasText: "First name" })).toContainText(name);
    await pressInWindow(popup, "Approve");
    const granted = await page.evaluate(async (started) => {
      const { value } = await window.host.answer(started);
      const { credentialId, payload } = value as { credentialId: string; payload: Uint8Array };
      return { credentialId, payload: [...payload] };
    }, id);
    expect(granted.credentialId).toBe(ids[place]);
    const values = decodeExecute(new Uint8Array(granted.payload)).batches[0]?.map(({ value }) => String(value)) ?? [];
    expect(values[1]).toBe(ids[place]);
    const plaintext = open(fromBase64(values[5] ?? ""), fromBase64(values[7] ?? ""), CONSUMER_KEY);
    expect(JSON.parse(fromUtf8(plaintext))).toMatchObject({ credentialSubject: { firstName: name } });
    await popup.close();
  }
  expect(posted.filter((text) => text.includes("approve"))).toHaveLength(2);
  for (const id of ids) expect(posted.join()).not.toContain(id);
});
