/** Threat 27: notes that a page hands over dress a credential as what it is not, or hide what is in it. */
import type { Page } from "playwright/test";
import { boxPublicKey } from "../../../enclave/crypto/box.ts";
import { credentialOf, grantOf, sealedTo } from "../../harness/attacker/person.ts";
import { closeWindow, pressInWindow } from "../../harness/people.ts";
import { expect, openDapp, openWindow, start, test, unlock } from "./fixture.ts";

/** Elements whose text, ground or border is green, as what is approved would be; the buttons of the window aside. */
async function approvingColours(popup: Page, within: string): Promise<string[]> {
  return popup.locator(within).evaluateAll((roots) =>
    roots
      .flatMap((root) => [root, ...root.querySelectorAll("*")])
      .flatMap((element) => {
        const { color, backgroundColor, borderLeftColor } = getComputedStyle(element);
        return [color, backgroundColor, borderLeftColor].filter((used) => {
          const [red = 0, green = 0, blue = 0] = (/\d+, \d+, \d+/.exec(used)?.[0] ?? "").split(", ").map(Number);
          return green > red + 30 && green > blue + 10;
        });
      }),
  );
}

test("@channel threat 27: a card says what the credential holds; notes that dress it up are the site's words, and differ", async ({
  world,
  context,
}) => {
  const { person } = world;
  const page = await openDapp(world, context);
  await unlock(page, person);
  const site = new URL(world.dapp.url).host;
  const plain = { ...credentialOf({ firstName: "Zoë" }), level: "basic", expirationDate: "2020-01-01T00:00:00Z" };
  const dressed = person.holding(plain, {
    id: "22222222-2222-4333-8444-555555555555",
    type: "KYC",
    level: "high",
    status: "approved",
    issuer: "ACME",
    expirationDate: "2040-01-01T00:00:00Z",
  });
  const answer = await start(page, "grant", grantOf([dressed]));
  const popup = await openWindow(page);
  const card = popup.locator(".choice").first();
  await expect(card).toBeVisible();

  const own = (await card.locator(".credential-title, .fact").allInnerTexts()).join("\n");
  expect(own).toContain("https://issuer.example/1");
  expect(own).toContain("Basic");
  expect(own).toMatch(/Expired on .*2020/);
  expect(own).not.toMatch(/KYC|high|approved|ACME|2040/i);
  expect(await card.locator(".site-says").innerText()).toBe(
    `${site} says: kind “KYC”, level “high”, status “approved”, issuer “ACME”, issuer’s key “${"abab ".repeat(4).trim()}”`,
  );
  // Every word of theirs is in the quotation, on the whole screen.
  const rest = await popup.locator("main").evaluate((main) => {
    const copy = main.cloneNode(true) as Element;
    for (const said of copy.querySelectorAll(".site-says")) said.remove();
    return copy.textContent;
  });
  expect(rest).not.toMatch(/KYC|\bhigh\b|approved|✓|✔/i);
  expect(await approvingColours(popup, ".choice")).toEqual([]);
  const cautions = await card.locator(".notes-caution").allInnerTexts();
  expect(cautions.join(" ")).toMatch(/differ from the credential itself: level, issuer, dates/);
  expect(cautions.join(" ")).toMatch(/have another id than the credential/);
  expect(rest).toContain("signature is not checked here");
  await popup.getByRole("button", { name: "Decline" }).click();
  expect((await answer()).error?.code).toBe("USER_REJECTED");

  const viewed = await start(page, "view", { candidates: [dressed] });
  const viewer = await openWindow(page);
  const head = viewer.locator(".credential > summary");
  await expect(head).toBeVisible();
  expect((await head.locator(".credential-title, .fact").allInnerTexts()).join("\n")).toBe(own);
  await expect(head.locator(".site-says")).toContainText(`${site} says: kind “KYC”, level “high”, status “approved”`);
  expect(await head.locator(".notes-caution").allInnerTexts()).toEqual(cautions);
  expect(await approvingColours(viewer, ".credential > summary")).toEqual([]);
  await closeWindow(viewer, "Close");
  expect((await viewed()).ok).toBe(true);
});

test("@channel threat 27: every value that Approve covers can be read, and has to be, whatever it is named and wherever it stands", async ({
  world,
  context,
}) => {
  const { person } = world;
  const page = await openDapp(world, context);
  await unlock(page, person);
  let deep: unknown = "deep-down";
  for (let i = 0; i < 60; i++) deep = { [`level${i}`]: deep };
  const subject = {
    ...Object.fromEntries(Array.from({ length: 1_100 }, (_, i) => [`key${i}`, `value-${i}`])),
    nothing: null,
    empty: "",
    no: false,
    zero: 0,
    list: ["a", ["b"]],
    "First name": "an-imitated-label",
    "Technical data": "an-imitated-heading",
    "first\u202eName": "a-key-with-bidi",
    constructor: "a-prototype-name",
    deep,
    essay: `${"word ".repeat(5_000)}the-last-word`,
  };
  const text = JSON.stringify({
    ...credentialOf(subject),
    "@context": [{ ssn: "hidden-in-context" }],
    proof: { type: "Ed25519Signature2020", ssn: "hidden-in-proof" },
  }).replace('"credentialSubject":{', '"credentialSubject":{"__proto__":{"ssn":"under-proto"},');
  const candidate = sealedTo(boxPublicKey(person.secretKey), text);
  const answer = await start(page, "grant", grantOf([candidate]));
  const popup = await openWindow(page);
  await popup.bringToFront();
  const approve = popup.getByRole("button", { name: "Approve" });
  await expect(popup.locator(".own-values .field").first()).toBeVisible();

  // The end of what is drawn so far arms nothing.
  await popup.locator(".end").scrollIntoViewIfNeeded();
  await expect(popup.locator("#hint")).toHaveText("Show all of the list first, and scroll to its end.");
  await expect(approve).toHaveAttribute("aria-disabled", "true");
  await popup.getByRole("button", { name: /^Show [\d,]+ more$/ }).click();
  await popup.getByRole("button", { name: /^Show [\d,]+ more characters$/ }).click();
  await expect(popup.getByRole("button", { name: /^Show/ })).toHaveCount(0);

  const read = await popup.locator(".own-values").evaluate((list) => list.textContent);
  for (const value of [
    ...Array.from({ length: 1_100 }, (_, i) => `value-${i}`),
    ...["No value", "Empty", "an-imitated-label", "an-imitated-heading", "a-key-with-bidi", "a-prototype-name"],
    ...Array.from({ length: 60 }, (_, i) => `level${i}`),
    ...["deep-down", "the-last-word", "under-proto"],
  ])
    expect(read.includes(value), value).toBe(true);
  expect(
    await popup
      .locator(".own-values .label.own-key")
      .filter({ hasText: /^First name$/ })
      .count(),
  ).toBe(1);
  // What only programs read is folded and counted, takes in nothing of the person's, and can be read as well.
  const technical = popup.locator("details.technical");
  await expect(technical.locator("summary")).toHaveText("Technical data: 5 values");
  expect(read).not.toContain("hidden-in-");
  await technical.locator("summary").click();
  await expect(technical).toContainText("hidden-in-context");
  await expect(technical).toContainText("hidden-in-proof");

  await pressInWindow(popup, "Approve");
  expect((await answer()).ok).toBe(true);
  await popup.close().catch(() => undefined);

  // The viewer's search finds what no page of it has drawn yet, and what is folded.
  const viewed = await start(page, "view", { candidates: [candidate] });
  const viewer = await openWindow(page);
  await expect(viewer.locator(".own-values .field").first()).toBeVisible();
  await expect(viewer.getByText("value-1099")).toHaveCount(0);
  for (const wanted of ["value-1099", "the-last-word", "hidden-in-proof", "under-proto"]) {
    await viewer.getByRole("searchbox", { name: "Search" }).fill(wanted);
    await expect(viewer.getByText("1 value found.")).toBeVisible();
    await expect(viewer.locator(".field")).toHaveCount(1);
  }
  await closeWindow(viewer, "Close");
  expect((await viewed()).ok).toBe(true);
});

test("@channel threat 27: a credential of which a part could not be shown is left out, and named", async ({
  world,
  context,
}) => {
  const { person } = world;
  const page = await openDapp(world, context);
  await unlock(page, person);
  const publicKey = boxPublicKey(person.secretKey);
  // Of two fields with one name a parser keeps the last; the copy would hold both.
  const twice = '{"credentialSubject":{"firstName":"Hidden-One","firstName":"Shown-One"}}';
  const escaped = '{"credentialSubject":{"first\\u004eame":"Hidden-One","firstName":"Shown-One"}}';
  const deeper = '{"credentialSubject":{"a":[{"b":[{"x":"Hidden-One","y":1,"x":2}]}]}}';
  const good = person.holding(credentialOf({ firstName: "Good-One", a: [{ x: 1 }, { x: 1 }], b: '"x":1,"x":2' }));
  const bad = [twice, escaped, deeper].map((text) => sealedTo(publicKey, text));
  const answer = await start(page, "grant", grantOf([...bad, good]));
  const popup = await openWindow(page);
  await expect(popup.getByText("Good-One")).toBeVisible();
  await expect(popup.getByRole("radio")).toHaveCount(0);
  for (const { id } of bad) await expect(popup.locator(".skipped")).toContainText(id);
  await popup.getByRole("button", { name: "Decline" }).click();
  expect((await answer()).error?.code).toBe("USER_REJECTED");
});
