import { sendKeys, sendMouse } from "@web/test-runner-commands";
import { expect } from "chai";
import { render } from "lit/html.js";
import type { OpenedCredential } from "../../../../enclave/contract/window-messages.ts";
import { createFormats } from "../../../../enclave/viewer/formats.ts";
import { summarise } from "../../../../enclave/viewer/summary.ts";
import { viewerTemplate } from "../../../../enclave/viewer/viewer-template.ts";
import { drawnImage, toAscii85 } from "./images.ts";
import { kycCredential } from "./kyc-credential.ts";

const formats = createFormats("en-GB", { timeZone: "UTC" });
const NOW = Date.UTC(2026, 0, 1) / 1000;
const opened = (
  id: string,
  notes: OpenedCredential["notes"] = {},
  credential: unknown = kycCredential(),
): OpenedCredential => ({
  id,
  notes: { type: "KYC DATA", level: "basic", status: "approved", issuer: "Neobank", ...notes },
  issuerAuthPublicKey: "3fa291bc77d0e4155f0c1d2e3f4a5b6c7d8e9f00112233445566778899aabbcc",
  credential,
});

async function until(check: () => boolean): Promise<void> {
  for (let i = 0; i < 100 && !check(); i++) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(check()).to.equal(true);
}
async function click(element: Element): Promise<void> {
  element.scrollIntoView({ block: "center" });
  const { x, y, width, height } = element.getBoundingClientRect();
  await sendMouse({ type: "click", position: [Math.round(x + width / 2), Math.round(y + height / 2)] });
}

describe("viewer", () => {
  let root: HTMLElement;
  const styles = ["viewer", "base"].map((name) => {
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = `/enclave/style/${name}.css`;
    return style;
  });

  before(() => document.head.append(...styles));
  after(() => styles.forEach((style) => style.remove()));
  beforeEach(() => {
    root = document.createElement("div");
    document.body.append(root);
  });
  afterEach(() => root.remove());

  const show = async (credentials: OpenedCredential[]): Promise<void> => {
    render(
      viewerTemplate(credentials, [{ id: "11111111-2222-4333-8444-555555555555", reason: "DECRYPT_FAILED" }], {
        formats,
        now: NOW,
      }),
      root,
    );
    if (credentials.length) await until(() => root.querySelector(".field") !== null);
  };
  const fields = (): HTMLElement[] =>
    [...root.querySelectorAll<HTMLElement>(".field")].filter((field) => field.checkVisibility());

  it("lists credentials, opens the first, and draws another only when it is unfolded", async () => {
    await show([opened("a"), opened("b", {}, { credentialSubject: { firstName: "Second" } })]);
    expect(root.textContent).to.include("Zoë").and.not.include("Second");
    await click(root.querySelectorAll(".credential > summary")[1] as Element);
    await until(() => root.textContent?.includes("Second") === true);
  });

  it("names the credentials that could not be opened", async () => {
    await show([]);
    expect(root.querySelector(".skipped")?.textContent)
      .to.include("11111111-2222-4333-8444-555555555555")
      .and.include("not encrypted for your key");
  });

  it("searches labels and values of all credentials, without accents or case, and shows all again", async () => {
    await show([opened("a"), opened("b", {}, { credentialSubject: { firstName: "Zoé", email: "other@example.com" } })]);
    await click(root.querySelector("input[type=search]") as Element);
    await sendKeys({ type: "ZOE" });
    expect(fields().map((field) => field.querySelector(".value")?.textContent)).to.deep.equal([
      "Zoë",
      "zoe@example.com",
      "Zoé",
    ]);
    expect(root.querySelector("[role=status]")?.textContent).to.equal("3 values found.");
    await sendKeys({ type: " email" });
    expect(fields()).to.have.length(1);
    for (let i = 0; i < 9; i++) await sendKeys({ press: "Backspace" });
    expect(fields().length).to.be.greaterThan(10);
    expect(root.querySelector("[role=status]")?.textContent).to.equal("");
  });

  it("copies one value as it stands in the credential", async () => {
    await show([opened("a")]);
    const button = root.querySelector('button[aria-label="Copy Nationality"]') as HTMLElement;
    let onClipboard = "";
    // After the page's own listener: what the browser is about to put on the clipboard.
    window.addEventListener("copy", (event) => (onClipboard = event.clipboardData?.getData("text/plain") ?? ""), {
      once: true,
    });
    await click(button);
    await until(() => button.textContent === "Copied");
    expect(root.querySelector("[role=status]")?.textContent).to.equal("Nationality copied.");
    expect(onClipboard).to.equal("SE");
  });

  it("shows an image as a thumbnail with its field as name, and enlarges it", async () => {
    await show([opened("a", {}, kycCredential({ selfieFile: toAscii85(await drawnImage("image/png", 600, 500)) }))]);
    const image = root.querySelector("img") as HTMLImageElement;
    await until(() => image.complete && image.naturalWidth > 0);
    expect([image.alt, image.naturalWidth]).to.deep.equal(["Photo of your face", 600]);
    const before = image.getBoundingClientRect().height;
    expect(before).to.be.lessThan(130);
    await click(image);
    expect(image.getBoundingClientRect().height).to.be.greaterThan(before);
    expect(image.closest("button")?.getAttribute("aria-expanded")).to.equal("true");
  });

  it("lets the text be read of what is no picture, though it begins like one", async () => {
    const head = toAscii85((await drawnImage("image/png", 9, 9)).slice(0, 32));
    await show([opened("a", {}, kycCredential({ selfieFile: `${head}HIDDEN-LETTERS-BEHIND-THE-STARTS` }))]);
    await until(() => root.textContent?.includes("A picture that cannot be drawn") === true);
    (root.querySelector("button.rest") as HTMLElement).click();
    await until(() => root.textContent?.includes("HIDDEN-LETTERS-BEHIND-THE-STARTS") === true);
  });

  it("renders hostile content as text: no element, no script, no request", async () => {
    const markup =
      '<img src="/stolen" onerror="window.pwned=1"><a href="javascript:pwned=1">x</a></dd></dl><button class="primary">Approve</button>${1+1}';
    await show([
      opened(
        markup,
        { type: markup, issuer: markup, status: markup },
        kycCredential({ firstName: markup, [markup]: markup, selfieFile: markup }),
      ),
    ]);
    expect(root.querySelectorAll("img, a, script, .primary").length).to.equal(0);
    expect(root.textContent).to.include('<img src="/stolen"');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect("pwned" in window).to.equal(false);
    expect(performance.getEntriesByType("resource").some(({ name }) => name.includes("stolen"))).to.equal(false);
  });

  it("writes no style attribute and no handler attribute, which the content security policy forbids", async () => {
    await show([opened("a", {}, kycCredential({ selfieFile: toAscii85(await drawnImage("image/png", 20, 20)) }))]);
    for (const element of root.querySelectorAll("*"))
      for (const { name } of element.attributes)
        expect(name === "style" || name.startsWith("on"), name).to.equal(false);
  });

  it("offers to save and to print", async () => {
    await show([opened("a")]);
    expect(root.textContent).to.include("Print").and.include("Save as a JSON file");
  });

  it("saves the credential as JSON", async () => {
    await show([opened("a-1")]);
    const downloads: HTMLAnchorElement[] = [];
    const keep = (event: Event): void => {
      event.preventDefault();
      downloads.push(event.target as HTMLAnchorElement);
    };
    const { click: original } = HTMLAnchorElement.prototype;
    HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
      this.addEventListener("click", keep);
      original.call(this);
    };
    try {
      await click(root.querySelector(".save") as Element);
    } finally {
      HTMLAnchorElement.prototype.click = original;
    }
    const [link] = downloads;
    expect(link?.download).to.equal("credential-a-1.json");
    expect(await (await fetch(link?.href ?? "")).json()).to.deep.equal(JSON.parse(JSON.stringify(kycCredential())));
  });
});

describe("summary of a credential", () => {
  const of = (credential: OpenedCredential) => summarise(credential, formats, NOW);
  const facts = (credential: OpenedCredential): string[] =>
    of(credential).facts.map(({ label, text, bad }) => `${label}: ${text}${bad ? " (bad)" : ""}`);
  const says = (credential: OpenedCredential): string =>
    of(credential)
      .says.map(({ label, text }) => `${label} ${text}`)
      .join(", ");

  it("threat 27: tells kind, issuer, level and dates by the credential alone, and the notes apart", () => {
    const high = opened("a", { type: "KYC", level: "high", status: "approved", issuer: "ACME Bank" });
    expect(facts(high)).to.deep.equal([
      "Issuer: https://neobank.localhost/issuers/1",
      "Level: Basic + liveness",
      "Issued on: 2 November 2025 at 09:41",
      "Valid until: 2 November 2028",
      "In it: Person, contact, identity document and home address",
    ]);
    expect(of(high).title).to.equal("Credential");
    expect(says(high)).to.equal(
      "kind KYC, level high, status approved, issuer ACME Bank, issuer’s key 3fa2 91bc 77d0 e415",
    );
    expect(of(high).cautions).to.deep.equal(["The site’s notes differ from the credential itself: level, issuer."]);
  });

  it("takes notes that go together with the credential for what they are", () => {
    const typed = { ...kycCredential(), type: ["VerifiableCredential", "KYCCredential"] };
    const { title, cautions } = of(opened("a", { type: "kyc", level: "liveness+basic" }, typed));
    expect([title, cautions]).to.deep.equal(["KYCCredential", []]);
    expect(says(opened("a", { type: "kyc", level: "liveness+basic" }, typed))).not.to.match(/kind|level/);
  });

  it("threat 27: points out notes that name another credential, or that it is over", () => {
    const id = "11111111-2222-4333-8444-555555555555";
    const own = (credentialId: string, proof: unknown = {}) => ({ ...kycCredential(), id: credentialId, proof });
    const cautions = (notesId: string, credential: unknown) =>
      of(opened("a", { id: notesId, level: undefined, status: undefined }, credential)).cautions;
    for (const same of [id, id.toUpperCase(), `urn:uuid:${id}`, `https://neobank.localhost/credentials/${id}`])
      expect(cautions(id, own(same)), same).to.deep.equal([]);
    expect(cautions(id, own("")), "without an id").to.deep.equal([]);
    for (const other of ["urn:uuid:22222222-2222-4333-8444-555555555555", `https://x.example/${id}0`, `x${id}`])
      expect(cautions(id, own(other))[0], other).to.match(/have another id than the credential/);
    expect(cautions(id, own("urn:uuid:2", { nonce: "ni:///sha-256;abc" }))).to.deep.equal([
      "The site’s notes are about another credential: their id is not this one’s.",
    ]);
    expect(of(opened("a", { level: undefined, status: "Revoked" })).cautions).to.deep.equal([
      "By the site’s notes it no longer counts. An app may refuse it.",
    ]);
  });

  it("tells when it has expired", () => {
    const old = { ...kycCredential(), expirationDate: "2025-01-01T00:00:00Z" };
    expect(facts(opened("a", {}, old))).to.include("Expired on: 1 January 2025 (bad)");
  });

  it("judges validFrom and validUntil like the other two dates: the stricter of each holds", () => {
    const dated = (more: object) => facts(opened("a", {}, { ...kycCredential(), ...more }));
    expect(dated({ validUntil: "2025-01-01T00:00:00Z" })).to.include("Expired on: 1 January 2025 (bad)");
    expect(dated({ expirationDate: "2025-01-01", validUntil: "2030-01-01" })).to.include(
      "Expired on: 1 January 2025 (bad)",
    );
    expect(dated({ validUntil: "2027-06-01T00:00:00Z" })).to.include("Valid until: 1 June 2027");
    expect(dated({ expirationDate: undefined, validUntil: "2027-06-01" })).to.include("Valid until: 1 June 2027");
    expect(dated({ validUntil: "never" })).to.include("Valid until: 2 November 2028");
    expect(dated({ validFrom: "2040-01-01" })).to.include("Not valid before: 1 January 2040 (bad)");
    expect(dated({ issuanceDate: "2040-01-01", validFrom: "2020-01-01" })).to.include(
      "Not valid before: 1 January 2040 (bad)",
    );
    expect(dated({ validFrom: "2025-11-03" }).join()).not.to.contain("Not valid before");
    const notes = { validUntil: "2031-01-01" };
    expect(of(opened("a", notes, { ...kycCredential(), validUntil: "2030-01-01" })).cautions.join()).to.contain(
      "dates",
    );
  });

  it("makes do with nothing", () => {
    expect(
      summarise({ id: "x", notes: undefined, issuerAuthPublicKey: "", credential: 5 }, formats, NOW),
    ).to.deep.equal({ title: "Credential", facts: [], says: [], cautions: [] });
  });
});
