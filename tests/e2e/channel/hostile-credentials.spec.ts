import { credentialOf, grantOf, sealedTo } from "../../harness/attacker/person.ts";
import { closeWindow } from "../../harness/people.ts";
import { boxPublicKey } from "../../../enclave/crypto/box.ts";
import { expect, openDapp, openWindow, start, test, unlock } from "./fixture.ts";

/** JSON text nested `depth` deep. */
const deep = (depth: number): string => `{"credentialSubject":${'{"a":'.repeat(depth)}1${"}".repeat(depth)}}`;
const XSS = `<img src=x onerror="globalThis.pwned=true"><script>globalThis.pwned=true</script>`;

test("@channel threat 12: markup, huge, deep and malformed credentials are inert text with limits, and the good one still works", async ({
  world,
  context,
}) => {
  const { person } = world;
  const publicKey = boxPublicKey(person.secretKey);
  const corpus = [
    person.holding(credentialOf({ firstName: XSS, [XSS]: "key", note: "javascript:globalThis.pwned=true" }), {
      type: XSS,
      level: XSS,
      issuer: XSS,
    }),
    person.holding(
      credentialOf({ bidi: "abc\u202egnp.exe\u2066", control: "a\u0000b\u001b[31m", zero: "\ufeff\u200b" }),
    ),
    person.holding(credentialOf({ long: "x".repeat(2_000_000) })),
    person.holding(credentialOf({ many: Array.from({ length: 50_000 }, (_, i) => ({ i })) })),
    person.holding(
      credentialOf({
        svg: `<~${"z".repeat(1000)}~>`,
        photo: "data:image/svg+xml,<svg onload='globalThis.pwned=true'>",
      }),
    ),
    sealedTo(publicKey, deep(4_000)),
    sealedTo(
      publicKey,
      '{"credentialSubject":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}}',
    ),
    sealedTo(publicKey, "not JSON"),
    sealedTo(publicKey, "[1,2,3]"),
    sealedTo(publicKey, new Uint8Array([0xff, 0xfe, 0x00])),
    sealedTo(publicKey, ""),
    person.holding(credentialOf({ firstName: "Harmless-One" })),
  ];
  const page = await openDapp(world, context);
  const violations: string[] = [];
  context.on(
    "console",
    (message) => message.text().includes("Content Security Policy") && violations.push(message.text()),
  );
  await unlock(page, person);

  const viewed = await start(page, "view", { candidates: corpus });
  const inside = await openWindow(page);
  await expect(inside.getByText("Your 7 credentials")).toBeVisible({ timeout: 30_000 });
  const state = () => [
    (globalThis as { pwned?: boolean }).pwned,
    ({} as { polluted?: boolean }).polluted,
    document.querySelectorAll("img[onerror], script:not([src]):not([type=importmap]), svg[onload]").length,
  ];
  await inside.locator("details").evaluateAll((all) => all.forEach((one) => ((one as HTMLDetailsElement).open = true)));
  await expect(inside.getByText("Harmless-One").first()).toBeAttached();
  expect(await inside.evaluate(state)).toEqual([undefined, undefined, 0]);
  expect(await inside.evaluate(() => document.querySelectorAll("*").length)).toBeLessThan(20_000);
  expect(await inside.evaluate(() => document.body.innerText.length)).toBeLessThan(1_000_000);
  expect(
    await inside.evaluate(() => /[\u202a-\u202e\u2066-\u2069\u0000\u001b]/.test(document.body.textContent ?? "")),
  ).toBe(false);
  await closeWindow(inside, "Close");
  expect((await viewed()).ok).toBe(true);

  const granted = await start(page, "grant", grantOf(corpus));
  const popup = await openWindow(page);
  await expect(popup.getByRole("radio")).toHaveCount(7, { timeout: 30_000 });
  expect(await popup.evaluate(state)).toEqual([undefined, undefined, 0]);
  await popup.getByRole("button", { name: "Decline" }).click();
  expect((await granted()).error?.code).toBe("USER_REJECTED");
  expect(violations).toEqual([]);
});
