import { sendKeys, setViewport } from "@web/test-runner-commands";
import { expect } from "chai";
import type { Screen, ShownConsumer } from "../../../../enclave/contract/window-messages.ts";
import { CODES } from "../../../../enclave/protocol/errors.ts";
import { drawnImage, toAscii85 } from "../viewer/images.ts";
import { announceWallets } from "./announced.ts";
import { frames, mountStage, NOW, openedCredential, SITE, until, USER } from "./stage-fixture.ts";

const ADDRESSES = [
  "eip712:0x8Ba1f109551bD432803012645Ac136ddd64DBA72",
  "eip712:0x2Ba1f109551bD432803012645Ac136ddd64DBA99",
];
const create: Screen = {
  kind: "create",
  site: SITE,
  userId: USER,
  stores: ["mpc"],
  recovering: ADDRESSES,
  nodes: 5,
  threshold: 3,
};
const password: Screen = { kind: "password", site: SITE, userId: USER, connects: false, wrong: false };
const consent = {
  kind: "consent",
  site: SITE,
  consumer: {
    claimed: { name: "Acme” Verified by idOS “", url: "https://acme.example" },
    walletIdentifier: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    fingerprint: "a1b2 c3d4 e5f6 0718",
  },
  purpose: "Open a card account\u202e",
  requirements: { path: "credentialSubject.residentialAddressCountry", in: ["DE", "SE"] },
  matches: [openedCredential("a", { firstName: "Zoë", residentialAddressCountry: "DE" })],
  skipped: [],
} satisfies Screen;
const LONG = Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`key${i}`, `value ${i}`]));

/** A picture in Ascii85, of six megabytes by what is behind its end. */
async function heavyImage(): Promise<string> {
  const png = await drawnImage("image/png", 400, 300);
  const whole = new Uint8Array(Math.ceil(png.length / 4) * 4);
  whole.set(png);
  return toAscii85(whole) + "!!!!!".repeat(1_500_000);
}

let view: ReturnType<typeof mountStage>;
beforeEach(async () => {
  view = mountStage();
  await view.loaded;
});
afterEach(() => view.unmount());
const isArmed = (label: string): boolean => view.button(label).getAttribute("aria-disabled") === "false";

async function chooseOwnPassword(): Promise<void> {
  await view.click(view.find("label.choice:has(input[name=way]) ~ label.choice"));
}
const STRONG = "vexing ladle 88 quartz";

describe("create screen", () => {
  it("prints every recovering address in full and answers Allow", async () => {
    view.show(create);
    expect([...view.root.querySelectorAll(".addresses code")].map((code) => code.textContent)).to.deep.equal(ADDRESSES);
    expect(view.text())
      .to.include("any 3 parts")
      .and.include("If you lose all of these wallets, nobody can rebuild your key");
    expect(view.root.querySelector("input") === null).to.equal(true);
    await view.click(view.button("Allow"));
    expect(view.answers).to.deep.equal([]);
    await frames();
    view.arm();
    await view.click(view.button("Allow"));
    expect(view.answers).to.deep.equal([{ type: "create", store: "mpc", remember: undefined }]);
  });

  it("is not armed before the last address was in view", async () => {
    view.show({
      ...create,
      recovering: Array.from({ length: 60 }, (_, i) => `eip712:0x${String(i).padStart(40, "0")}`),
    });
    view.arm();
    await frames();
    expect(isArmed("Allow")).to.equal(false);
    await view.click(view.button("Allow"));
    expect(view.answers).to.deep.equal([]);
    expect(view.live.textContent).to.include("Scroll to the end of the addresses first.");
    view.find(".addresses li:last-child").scrollIntoView({ block: "start" });
    await until(() => isArmed("Allow"), "armed after the last address");
  });

  it("offers a choice only when there is one, and asks for a password only by that way", async () => {
    view.show({ ...create, stores: ["mpc", "user"] });
    expect(view.root.querySelectorAll("input[type=password]")).to.have.length(0);
    await view.click(view.find("input[value=user]"));
    await chooseOwnPassword();
    expect(view.root.querySelectorAll("input[type=password]")).to.have.length(2);
    expect(view.text())
      .to.include("Nobody can reset this password.")
      .and.not.include(ADDRESSES[0] ?? "");
    await view.click(view.find("input[value=mpc]"));
    expect(view.text()).to.include(ADDRESSES[0] ?? "-");
  });

  it("is made for password managers", async () => {
    view.show({ ...create, stores: ["user"] });
    await chooseOwnPassword();
    const username = view.find<HTMLInputElement>("input[autocomplete=username]");
    expect([username.value, username.readOnly, username.tabIndex]).to.deep.equal([USER, true, -1]);
    expect(username.getBoundingClientRect().width).to.be.at.most(1);
    expect(username.checkVisibility()).to.equal(true);
    expect(view.root.querySelectorAll("input[type=password][autocomplete=new-password]")).to.have.length(2);
  });

  it("refuses short and unequal entries beside the field, and answers with what was typed, which then is gone from the page", async () => {
    view.show({ ...create, stores: ["user"] });
    await chooseOwnPassword();
    view.arm();
    await view.type("#new-password", "too short");
    await view.type("#repeat-password", "too short");
    await sendKeys({ press: "Enter" });
    expect(view.find("#new-password-error").textContent).to.equal("Use at least 10 characters.");
    expect(document.activeElement === view.find("#new-password")).to.equal(true);
    await view.type("#new-password", STRONG);
    await view.click(view.button("Allow"));
    expect(view.find("#repeat-password-error").textContent).to.include("differ");
    expect(view.find("#repeat-password").getAttribute("aria-invalid")).to.equal("true");
    expect(view.answers).to.deep.equal([]);
    await view.type("#repeat-password", STRONG);
    const inputs = [...view.root.querySelectorAll<HTMLInputElement>("input[autocomplete=new-password]")];
    await sendKeys({ press: "Enter" });
    await until(() => view.answers.length > 0, "answered");
    expect(view.answers).to.deep.equal([
      { type: "create", store: "user", password: `too short${STRONG}`, remember: undefined },
    ]);
    expect(inputs.map(({ value }) => value)).to.deep.equal(["", ""]);
  });

  it("refuses half of a character, which no key follows from twice", async () => {
    view.show({ ...create, stores: ["user"] });
    await chooseOwnPassword();
    view.arm();
    for (const half of [`${STRONG}\ud83d`, `\ude00${STRONG}`]) {
      for (const id of ["#new-password", "#repeat-password"]) view.find<HTMLInputElement>(id).value = half;
      await view.click(view.button("Allow"));
      expect(view.find("#new-password-error").textContent).to.include("half of a character");
    }
    expect(view.answers).to.deep.equal([]);
    view.show(password);
    view.arm();
    view.find<HTMLInputElement>("#password").value = `${STRONG}\ud83d`;
    await view.click(view.button("Unlock"));
    expect(view.find("[role=alert]").textContent).to.include("half of a character");
    expect(view.answers).to.deep.equal([]);
  });

  it("counts characters, not code units, and takes two ways of writing one accent for equal", async () => {
    view.show({ ...create, stores: ["user"] });
    await chooseOwnPassword();
    view.arm();
    await view.type("#new-password", "😀".repeat(5));
    await view.type("#repeat-password", "😀".repeat(5));
    await sendKeys({ press: "Enter" });
    expect(view.find("#new-password-error").textContent).to.equal("Use at least 10 characters.");
    view.find<HTMLInputElement>("#new-password").value = "passphras\u00e9 of zinc otters";
    view.find<HTMLInputElement>("#repeat-password").value = "passphrase\u0301 of zinc otters";
    await view.click(view.button("Allow"));
    await until(() => view.answers.length > 0, "answered");
    expect(view.answers).to.deep.equal([
      { type: "create", store: "user", password: "passphras\u00e9 of zinc otters", remember: undefined },
    ]);
  });

  it("threat 16: offers six drawn words first, and takes them only when they were written down", async () => {
    view.show({ ...create, stores: ["user"], remember: "site" });
    const words = (): string[] => view.find(".passphrase").textContent?.trim().split(" ") ?? [];
    await until(() => words().length === 6, "six words");
    const [first, second] = [words(), (await view.click(view.button("Other words")), words)];
    await until(() => second().join() !== first.join(), "other words");
    view.arm();
    await view.click(view.button("Allow"));
    expect(view.answers).to.deep.equal([]);
    expect(view.find("#saved-error").textContent).to.include("Write the words down first");
    const chosen = words().join(" ");
    await view.click(view.find("#saved"));
    const select = view.find<HTMLSelectElement>("#remember");
    expect(select.value).to.equal("0");
    select.value = "604800";
    select.dispatchEvent(new Event("change"));
    await view.click(view.button("Allow"));
    await until(() => view.answers.length > 0, "answered");
    expect(view.answers).to.deep.equal([{ type: "create", store: "user", password: chosen, remember: 604_800 }]);
  });

  it("threat 16: refuses a password that is easy to guess, and says so while it is typed", async () => {
    view.show({ ...create, stores: ["user"] });
    await chooseOwnPassword();
    view.arm();
    await view.type("#new-password", "Password2024!!");
    await until(() => view.text().includes("Too easy to guess so far."), "the verdict");
    await view.type("#repeat-password", "Password2024!!");
    await sendKeys({ press: "Enter" });
    await until(() => view.root.querySelector("#new-password-error") !== null, "refused");
    expect(view.find("#new-password-error").textContent).to.include("too easy to guess");
    expect(view.answers).to.deep.equal([]);
    await view.type("#new-password", ` ${STRONG}`);
    await until(() => view.text().includes("Strong enough."), "the verdict");
  });

  it("says that nothing can be remembered where the browser keeps nothing, and offers no choice", () => {
    view.show({ ...create, stores: ["user"], remember: "no" });
    expect(view.root.querySelector("#remember") === null).to.equal(true);
    expect(view.text()).to.include("This browser does not let idOS store anything.");
  });

  it("shows and hides what is typed, and tells of Caps Lock", async () => {
    view.show({ ...create, stores: ["user"] });
    await chooseOwnPassword();
    await view.type("#new-password", "abc");
    const toggle = view.button("Show password");
    await view.click(toggle);
    expect([
      view.find<HTMLInputElement>("#new-password").type,
      toggle.getAttribute("aria-pressed"),
      view.find<HTMLInputElement>("#new-password").value,
    ]).to.deep.equal(["text", "true", "abc"]);
    await view.click(toggle);
    expect(view.find<HTMLInputElement>("#repeat-password").type).to.equal("password");
    view.find("#new-password").dispatchEvent(new KeyboardEvent("keydown", { key: "A", modifierCapsLock: true }));
    expect(view.find(".caps").textContent).to.equal("Caps Lock is on.");
    view.find("#new-password").dispatchEvent(new KeyboardEvent("keyup", { key: "CapsLock" }));
    expect(view.find(".caps").textContent).to.equal("");
  });
});

describe("connect screen", () => {
  it("shows wallet and profile in full, and answers Allow and Decline", async () => {
    view.show({ kind: "connect", site: SITE, userId: USER, address: "0x8Ba1f109551bD432803012645Ac136ddd64DBA72" });
    expect(view.text())
      .to.include("0x8Ba1f109551bD432803012645Ac136ddd64DBA72")
      .and.include(USER)
      .and.include("enclave.example");
    await view.click(view.button("Allow"));
    expect(view.answers).to.deep.equal([]);
    view.arm();
    await view.click(view.button("Allow"));
    await view.click(view.button("Decline"));
    expect(view.answers).to.deep.equal([{ type: "allow", remember: undefined }, { type: "decline" }]);
  });
});

describe("password screen", () => {
  it("answers with the password and empties its input", async () => {
    view.show(password);
    view.arm();
    const input = view.find<HTMLInputElement>("#password");
    expect(input.autocomplete).to.equal("current-password");
    await view.type("#password", "correct horse");
    await sendKeys({ press: "Enter" });
    expect(view.answers).to.deep.equal([{ type: "password", password: "correct horse", remember: undefined }]);
    expect([input.value, input.type]).to.deep.equal(["", "password"]);
  });

  it("sends nothing before it is armed, and keeps what was typed", async () => {
    view.show(password);
    await view.type("#password", "correct horse");
    await sendKeys({ press: "Enter" });
    expect([view.answers.length, view.find<HTMLInputElement>("#password").value]).to.deep.equal([0, "correct horse"]);
  });

  it("asks for an entry when there is none", async () => {
    view.show(password);
    view.arm();
    await view.click(view.button("Unlock"));
    expect(view.find("[role=alert]").textContent).to.equal("Enter your password.");
    expect(view.answers).to.deep.equal([]);
  });

  it("says that the password was wrong, that nothing was lost, and puts the cursor there", () => {
    view.show({ ...password, wrong: true });
    expect(view.find("[role=alert]").textContent)
      .to.include("does not open your profile")
      .and.include("Nothing was lost");
    expect(document.activeElement === view.find("#password")).to.equal(true);
  });

  it("says when unlocking also connects the site", () => {
    view.show({ ...password, connects: true });
    expect(view.text()).to.include("Unlocking also lets neobank.localhost:5173 ask you");
    view.show(password);
    expect(view.text()).not.to.include("Unlocking also");
  });
});

describe("threat 30: password screen after wrong passwords", () => {
  it("counts the wait down, takes nothing before its end, and keeps what was typed meanwhile", async () => {
    view.show({ ...password, wrong: true, wait: 4 });
    view.arm();
    expect(view.find("#hint").textContent).to.include("unlock in 4 s");
    await view.type("#password", "correct horse");
    await sendKeys({ press: "Enter" });
    await view.click(view.button("Unlock"));
    expect(view.answers).to.deep.equal([]);
    view.pass(1);
    await until(() => view.find("#hint").textContent?.includes("unlock in 3 s") === true, "counted down");
    view.pass(3);
    await until(() => view.button("Unlock").getAttribute("aria-disabled") === "false", "armed");
    expect(view.root.querySelector("#hint") === null).to.equal(true);
    await sendKeys({ press: "Enter" });
    expect(view.answers).to.deep.equal([{ type: "password", password: "correct horse", remember: undefined }]);
  });

  it("leaves Cancel and the other ways open", async () => {
    view.show({ ...password, wrong: true, wait: 60, other: { passkeys: [], passkeyFailed: false } });
    view.arm();
    await view.click(view.button("Use recovery phrase"));
    await view.click(view.button("Cancel"));
    expect(view.answers).to.deep.equal([{ type: "use-phrase" }, { type: "decline" }]);
  });
});

describe("threat 26: where it is not known whether there is a key", () => {
  it("says first what would be lost, offers declining first, and lets a new key shine nowhere", () => {
    view.show({
      ...{ kind: "create", site: SITE, userId: USER, stores: ["mpc"], recovering: ["0x1"] },
      ...{ nodes: 5, threshold: 3, unchecked: "no-answer" },
    });
    expect(view.find(".content").firstElementChild?.className).to.equal("loss");
    expect(view.find(".loss").textContent)
      .to.include("The idOS network did not say")
      .and.match(/cannot\s+be\s+opened\s+any\s+more/);
    const [out, allow] = view.root.querySelectorAll(".actions button");
    expect([out?.textContent?.trim().startsWith("Decline"), allow?.className]).to.deep.equal([true, "danger"]);
    expect(document.activeElement === view.find("h1")).to.equal(true);
  });
});

describe("consent screen", () => {
  it("quotes the site's words as such, and marks an unverified asker with its fingerprint", () => {
    view.show(consent);
    expect(view.text()).to.include("neobank.localhost:5173 says: “Open a card account”");
    expect(view.text())
      .to.include("neobank.localhost:5173 says its name is: “Acme’ Verified by idOS ’”")
      .and.include("Not verified");
    expect(view.text()).to.include("a1b2 c3d4 e5f6 0718").and.include("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
    expect(view.root.querySelector(".verified") === null).to.equal(true);
  });

  it("shows a verified name without quotation marks, and the claimed one not at all", () => {
    view.show({
      ...consent,
      consumer: { ...consent.consumer, verified: { name: "Acme Card AB", url: "https://acme.example" } },
    });
    expect(view.find(".who").textContent).to.match(/Acme Card AB\s+Verified/);
    expect(view.text()).not.to.include("Not verified").and.not.include("Acme’");
  });

  it("threat 28: puts a caution in place of the badge where another site names a known consumer", () => {
    const shown = (resembles: ShownConsumer["resembles"]): string => {
      view.show({ ...consent, consumer: { ...consent.consumer, resembles } });
      expect(view.root.querySelector(".verified") === null).to.equal(true);
      expect(view.find(".badge").textContent).to.equal("Not verified");
      return view.find(".caution").textContent.replace(/\s+/g, " ").trim();
    };
    const acme = { name: "ACME Bank", origins: ["https://acme.example"] };
    const own = ["https://a.example", "https://b.example", "https://c.example", "https://d.example"];
    expect(shown({ by: "site", ...acme })).to.equal(
      "neobank.localhost:5173 asks for a copy for ACME Bank; its own site is acme.example.",
    );
    expect(shown({ by: "site", ...acme, origins: [] })).to.include("does not know which sites are its own");
    expect(shown({ by: "name", ...acme, origins: own })).to.include(
      "uses a name like that of ACME Bank, but neither its account nor its key. Do not take this for ACME Bank; its own sites are a.example, b.example, c.example and more.",
    );
    expect(shown({ by: "key", ...acme })).to.include("names the key of ACME Bank, but another account with it");
  });

  it("quotes what a site says of an address, and only one that can be looked up", () => {
    const address = (url: string): boolean => {
      view.show({ ...consent, consumer: { ...consent.consumer, claimed: { url } } });
      return view.text().includes("says its address is: “https://acme.example”");
    };
    expect(address("https://acme.example/any?path")).to.equal(true);
    for (const url of ["http://acme.example", "javascript:alert(1)", "acme.example", "https://"])
      expect(address(url), url).to.equal(false);
  });

  it("threat 27: shows what the notes say as the site's words, without a sign of approval", () => {
    const match = openedCredential("a", { firstName: "Zoë" });
    view.show({
      ...consent,
      matches: [{ ...match, notes: { type: "KYC", level: "high", status: "approved", issuer: "ACME”" } }],
    });
    const card = view.find(".choice.single");
    expect(card.querySelector(".site-says")?.textContent.replace(/\s+/g, " ").trim()).to.equal(
      "neobank.localhost:5173 says: kind “KYC”, level “high”, status “approved”, issuer “ACME’”, issuer’s key “3fa2 91bc 77d0 e415”",
    );
    const own = [...card.querySelectorAll(".credential-title, .fact")].map(({ textContent }) => textContent).join(" ");
    expect(own)
      .to.match(/^Credential /)
      .and.not.match(/KYC|high|approved|ACME/i);
    const green = (color: string): boolean => {
      const [r = 0, g = 0, b = 0] = (/\d+, \d+, \d+/.exec(color)?.[0] ?? "").split(", ").map(Number);
      return g > r + 30 && g > b + 10;
    };
    for (const element of [card, ...card.querySelectorAll("*")]) {
      const { color, backgroundColor, borderColor } = getComputedStyle(element);
      for (const used of [color, backgroundColor, borderColor])
        expect(green(used), `${used} of ${element.className}`).to.equal(false);
    }
  });

  it("threat 27: approves thousands of values only when all were drawn and the end was seen; technical data counts as read", async () => {
    const many = Object.fromEntries(Array.from({ length: 2_500 }, (_, i) => [`key${i}`, `value ${i}`]));
    const proof = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`p${i}`, `technical ${i}`]));
    const credential = { type: ["VerifiableCredential"], credentialSubject: many, proof };
    view.show({ ...consent, matches: [{ ...openedCredential("a"), credential }] });
    view.arm();
    const drawn = (): number => view.root.querySelectorAll(".own-values .field").length;
    const toEnd = async (): Promise<void> => {
      await frames();
      view.find(".end").scrollIntoView();
      await frames();
    };
    await until(() => drawn() === 200, "the first page");
    await toEnd();
    expect(isArmed("Approve")).to.equal(false);
    expect(view.find("#hint").textContent).to.equal("Show all of the list first, and scroll to its end.");
    for (const [left, next] of [
      ["2,300", "1,000"],
      ["1,300", "1,000"],
      ["300", "300"],
    ]) {
      expect(view.find(".more").textContent).to.include(`${left} more values are in it.`);
      view.button(`Show ${next} more`).click();
      await until(() => !view.find(".more").textContent.includes("One moment"), "the page");
      if (left !== "300") {
        await toEnd();
        expect(isArmed("Approve")).to.equal(false);
      }
    }
    expect(drawn()).to.equal(2_500);
    expect(view.text()).to.include("value 2499").and.not.include("technical 1");
    expect(isArmed("Approve")).to.equal(false);
    await toEnd();
    await until(() => isArmed("Approve"), "armed");
    expect(view.find(".technical summary").textContent).to.equal("Technical data: 401 values");
    view.find<HTMLDetailsElement>(".technical").open = true;
    await until(() => view.text().includes("Show 201 more"), "unfolded");
    view.button("Show 201 more").click();
    await until(() => view.text().includes("technical 399"), "all of it");
  });

  it("threat 27: approves a very long value only when it was drawn to its end", async () => {
    view.show({ ...consent, matches: [openedCredential("a", { essay: `${"word ".repeat(120_000)}the-last-word` })] });
    view.arm();
    await frames();
    view.find(".end").scrollIntoView();
    await frames();
    expect(isArmed("Approve")).to.equal(false);
    view.button("Show 500,000 more characters").click();
    await until(() => view.text().includes("Show 80,013 more characters"), "half a million");
    view.button("Show 80,013 more characters").click();
    await until(() => view.root.querySelector("button.rest") === null, "all of it");
    expect(view.text()).to.include("the-last-word");
    view.find(".end").scrollIntoView();
    await until(() => isArmed("Approve"), "armed");
  });

  it("draws a credential of megabytes and of thousands of values without holding the window up", async () => {
    const image = await heavyImage();
    const slowest = async (subject: Record<string, unknown>): Promise<number> => {
      let longest = 0;
      let last = performance.now();
      const watch = setInterval(() => {
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
      }, 0);
      view.show({ ...consent, matches: [openedCredential("a", subject)] });
      await until(() => view.root.querySelector(".own-values .field") !== null, "drawn");
      const more = view.root.querySelector<HTMLElement>(".more button");
      if (more) await until(() => !(more.click(), view.root.querySelector(".more button")), "all drawn");
      await frames();
      clearInterval(watch);
      return longest;
    };
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`key${i}`, `value ${i}`]));
    // Of a clock that others share: a bound for what would be felt as a freeze, not a measure.
    expect(await slowest(many), "5 000 values").to.be.lessThan(1_000);
    expect(await slowest({ essay: "word ".repeat(1_200_000) }), "6 MB of text").to.be.lessThan(1_000);
    expect(await slowest({ selfieFile: image }), "6 MB of image").to.be.lessThan(1_000);
  });

  it("says why the credential fits, what is in it, and what cannot be undone", () => {
    view.show(consent);
    expect(view.text()).to.include("Country of residence is Germany or Sweden");
    expect(
      [...view.root.querySelectorAll(".field")].map((field) => (field.textContent ?? "").replace(/\s+/g, " ").trim()),
    ).to.deep.equal(["First name Zoë", "Country of residence Germany"]);
    expect(view.find(".technical summary").textContent).to.equal("Technical data: 1 value");
    expect(view.text()).to.include("they may keep what they already fetched");
  });

  it("names skipped credentials", () => {
    view.show({ ...consent, skipped: [{ id: "11111111-2222-4333-8444-555555555555", reason: "MALFORMED" }] });
    expect(view.find(".skipped").textContent)
      .to.include("11111111-2222-4333-8444-555555555555")
      .and.include("not in a form that can be read");
  });

  it("approves what fits without scrolling once it is armed, by mouse and by key", async () => {
    await setViewport({ width: 480, height: 1_600 });
    view.show({ ...consent, requirements: undefined, matches: [openedCredential("a")] });
    await frames();
    expect(isArmed("Approve")).to.equal(false);
    view.arm();
    expect(isArmed("Approve")).to.equal(true);
    await view.click(view.button("Approve"));
    view.button("Approve").focus();
    await sendKeys({ press: "Enter" });
    await setViewport({ width: 800, height: 600 });
    const approval = { type: "approve", token: "token-a", timelock: false };
    expect(view.answers).to.deep.equal([approval, approval]);
  });

  it("does not approve before the field list was scrolled to its end, and says so", async () => {
    view.show({ ...consent, matches: [openedCredential("a", LONG)] });
    view.arm();
    await frames();
    await view.click(view.button("Approve"));
    expect(view.answers).to.deep.equal([]);
    expect(view.live.textContent).to.include("Scroll to the end of the list first.");
    const scroller = view.find(".scroll");
    scroller.scrollTop = scroller.scrollHeight - scroller.clientHeight - 200;
    await frames();
    expect(isArmed("Approve")).to.equal(false);
    view.find("h1").focus();
    await sendKeys({ press: "End" });
    await until(() => isArmed("Approve"), "armed at the end");
    expect(view.text()).not.to.include("Scroll to the end");
    await view.click(view.button("Approve"));
    expect(view.answers).to.deep.equal([{ type: "approve", token: "token-a", timelock: false }]);
  });

  it("does not approve after focus was lost, until it was there for 600 ms again", async () => {
    view.show({ ...consent, matches: [openedCredential("a")] });
    view.find(".end").scrollIntoView();
    view.arm();
    await until(() => isArmed("Approve"), "armed");
    view.focus(false);
    expect(isArmed("Approve")).to.equal(false);
    view.focus(true);
    await view.click(view.button("Approve"));
    expect(view.answers).to.deep.equal([]);
    view.arm();
    await view.click(view.button("Approve"));
    expect(view.answers).to.have.length(1);
  });

  it("does not approve by a held Enter or by a script", async () => {
    view.show({ ...consent, matches: [openedCredential("a")] });
    view.find(".end").scrollIntoView();
    await frames();
    await sendKeys({ down: "Enter" });
    view.button("Approve").focus();
    view.arm();
    expect(isArmed("Approve")).to.equal(true);
    await sendKeys({ down: "Enter" });
    await sendKeys({ up: "Enter" });
    view.button("Approve").click();
    expect(view.answers).to.deep.equal([]);
  });

  it("lets the user choose among several, shows the chosen one's fields, and asks to read them anew", async () => {
    view.show({
      ...consent,
      matches: [openedCredential("a"), openedCredential("b", { firstName: "Second", ...LONG })],
    });
    view.find(".end").scrollIntoView();
    view.arm();
    await until(() => isArmed("Approve"), "armed for the first");
    await view.click(view.find("input[value=token-b]"));
    expect(view.find(".field").textContent).to.include("Second");
    await frames();
    expect(isArmed("Approve")).to.equal(false);
    view.find(".end").scrollIntoView();
    await until(() => isArmed("Approve"), "armed for the second");
    await view.click(view.button("Approve"));
    expect(view.answers).to.deep.equal([{ type: "approve", token: "token-b", timelock: false }]);
  });

  const until2027 = Date.UTC(2027, 2, 3, 13, 5) / 1000;
  const approve = async (): Promise<void> => {
    view.find(".end").scrollIntoView();
    view.arm();
    await until(() => isArmed("Approve"), "armed");
    await view.click(view.button("Approve"));
  };

  it("says in words and date until when it cannot be taken back, if that is no choice", async () => {
    view.show({ ...consent, timelock: { until: until2027, optional: false } });
    expect(view.text())
      .to.include("until 3 March 2027 you cannot take this back")
      .and.include("14 months")
      .and.include("3 March 2027, 13:05 UTC");
    expect(view.root.querySelector("input[name=timelock]") === null).to.equal(true);
    await approve();
    expect(view.answers).to.deep.equal([{ type: "approve", token: "token-a", timelock: true }]);
  });

  it("leaves an optional timelock out unless the user accepts it", async () => {
    view.show({ ...consent, timelock: { until: until2027, optional: true } });
    expect(view.find<HTMLInputElement>("input[value=decline]").checked).to.equal(true);
    expect(view.text()).to.include("Until 3 March 2027 you cannot take this back");
    await approve();
    expect(view.answers).to.deep.equal([{ type: "approve", token: "token-a", timelock: false }]);
  });

  it("accepts an optional timelock when the user does", async () => {
    view.show({ ...consent, timelock: { until: until2027, optional: true } });
    await view.click(view.find("input[value=accept]"));
    await approve();
    expect(view.answers).to.deep.equal([{ type: "approve", token: "token-a", timelock: true }]);
  });

  it("does not threaten with a lock that has passed", () => {
    view.show({ ...consent, timelock: { until: NOW - 5, optional: false } });
    expect(view.text()).to.include("has passed").and.not.include("cannot take this back");
  });
});

describe("no-match screen", () => {
  it("says what was asked, and tells the site only when told to", async () => {
    view.show({
      kind: "no-match",
      site: SITE,
      purpose: "Open an account",
      requirements: consent.requirements,
      skipped: [],
    });
    expect(view.text()).to.include("Country of residence is Germany or Sweden").and.include("“Open an account”");
    view.arm();
    await view.click(view.button("Tell the site"));
    await view.click(view.button("Do not tell"));
    expect(view.answers).to.deep.equal([{ type: "tell" }, { type: "decline" }]);
  });
});

describe("viewer screen", () => {
  it("shows credentials with export and closes", async () => {
    view.show({ kind: "viewer", site: SITE, credentials: [openedCredential("a")], skipped: [] });
    await until(() => view.text().includes("Zoë"), "the fields");
    expect(view.text()).to.include("Save as a JSON file");
    await view.click(view.button("Close"));
    expect([view.answers, view.closed()]).to.deep.equal([[{ type: "close" }], 1]);
  });
});

describe("granted screen", () => {
  it("shows the whole digest in groups, and closes the window", async () => {
    view.show({ kind: "granted", site: SITE, digest: "4f2c9a01b7e35d88c6aa0192bd77e01f9c3a55d2" });
    expect(view.find(".digest").textContent?.replace(/\s+/g, " ").trim()).to.equal(
      "4f2c 9a01 b7e3 5d88 c6aa 0192 bd77 e01f 9c3a 55d2",
    );
    await view.click(view.button("Close and return"));
    expect(view.closed()).to.equal(1);
  });
});

describe("failed screen", () => {
  it("says the cause in plain words, with details, and closes", async () => {
    view.show({ kind: "failed", site: SITE, code: "MPC_UNAVAILABLE", message: "2 of 5 nodes\u202e answered" });
    expect(view.text())
      .to.include("Too few of the nodes")
      .and.include("2 of 5 nodes answered")
      .and.include("MPC_UNAVAILABLE");
    await view.click(view.button("Close"));
    expect(view.answers).to.deep.equal([{ type: "close" }]);
  });

  it("has something to say for every code", () => {
    for (const code of Object.keys(CODES)) {
      view.show({ kind: "failed", site: SITE, code, message: "the message" });
      expect(view.find(".caution").textContent?.trim().length, code).to.be.greaterThan(10);
    }
  });
});

describe("progress and wallet screens", () => {
  it("shows how far it is, and can be cancelled", async () => {
    view.show({ kind: "progress", site: SITE, of: "matching", done: 0.25 });
    expect(view.find<HTMLProgressElement>("progress").position).to.equal(0.25);
    await view.click(view.button("Cancel"));
    view.show({ kind: "progress", site: SITE, of: "sealing" });
    expect(view.find<HTMLProgressElement>("progress").position).to.equal(-1);
    view.show({ kind: "wallet", site: SITE });
    expect(view.text()).to.include("Sign in the tab you came from. This window goes on by itself.");
    await view.click(view.button("Cancel"));
    expect(view.answers).to.deep.equal([{ type: "decline" }, { type: "decline" }]);
  });

  it("threat 29: offers a wallet of this window while the page's is asked, also one that announces itself late", async () => {
    view.show({ kind: "wallet", site: SITE, address: "0x8Ba1f109551bD432803012645Ac136ddd64DBA72" });
    const offer = "Use a wallet in this window instead";
    expect(view.text()).to.include("0x8Ba1f109551bD432803012645Ac136ddd64DBA72").and.not.include(offer);
    announceWallets(view);
    await until(() => view.text().includes(offer), "the offer");
    await view.click(view.button(offer));
    expect(view.answers).to.deep.equal([]);
    view.arm();
    await view.click(view.button(offer));
    expect(view.answers).to.deep.equal([{ type: "use-window" }]);
  });

  it("threat 29: lists wallets by their own words, and lets none be chosen before the window is armed", async () => {
    announceWallets(view);
    const data = {
      domain: { name: "n", version: "1", verifyingContract: "0x" },
      types: {},
      primaryType: "T",
      message: {},
    };
    view.show({
      kind: "sign",
      site: SITE,
      act: "unlock",
      address: "0x8Ba1f109551bD432803012645Ac136ddd64DBA72",
      byChoice: true,
      data,
    });
    await until(() => view.root.querySelector(".wallets") !== null, "the list");
    await until(() => view.text().includes("Sign with “MetaFox”"), "who holds the account");
    expect(
      [...view.root.querySelectorAll(".wallets button")].map((one) => one.textContent?.replace(/\s+/g, " ").trim()),
    ).to.deep.equal([
      "Sign with “MetaFox” holds this account",
      `Connect “${"W".repeat(40)}”`,
      "Connect a wallet without a name",
    ]);
    expect([...view.root.querySelectorAll("img")].map(({ src }) => src.slice(0, 11))).to.deep.equal(["data:image/"]);
    await view.click(view.button("Sign with"));
    expect(view.text()).not.to.include("Approve in your wallet");
    await view.click(view.button("Use the wallet in the page instead"));
    expect(view.answers).to.deep.equal([]);
    view.arm();
    await view.click(view.button("Use the wallet in the page instead"));
    expect(view.answers).to.deep.equal([{ type: "use-page", chosen: true }]);
  });
});
