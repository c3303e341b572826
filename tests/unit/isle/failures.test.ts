import { expect } from "chai";
import { CODES, isCode } from "../../../enclave/protocol/errors.ts";
import { IdosError } from "../../../host-sdk/index.ts";
import { failureOf } from "../../../isle/machine/failure.ts";
import { explain } from "../../../isle/screens/failure/explain.ts";
import { chooseLanguage } from "../../../isle/words/language.ts";
import type { Fixture } from "./isle-fixture.ts";
import { mount } from "./isle-fixture.ts";
import { PROFILE } from "./fake-idos.ts";
import { home, request } from "./scenes.ts";

const ENGLISH = await chooseLanguage("en-GB", []).load();
const codes = Object.keys(CODES).filter(isCode);

describe("the words for a failure", () => {
  it("are different for every code, in headline and explanation", () => {
    const all = codes.map((code) => explain(failureOf(new IdosError(code, "")), "load", ENGLISH));
    expect(new Set(all.map(({ text }) => text)).size).to.equal(codes.length);
    expect(new Set(all.map(({ title }) => title)).size).to.equal(codes.length);
  });

  it("hold no code and no jargon that belongs into the report", () => {
    for (const code of codes) {
      const { title, text } = explain(failureOf(new IdosError(code, "")), "load", ENGLISH);
      expect(`${title} ${text}`).to.not.match(/[A-Z]{3,}_|undefined|RPC|payload|iframe|MPC/);
      expect(text).to.match(/\.$/);
    }
  });

  it("say after a refusal what did not happen", () => {
    const refused = failureOf(new IdosError("USER_REJECTED", ""));
    expect(explain(refused, "grant", ENGLISH).text).to.contain("Nothing was shared");
    expect(explain(refused, "join", ENGLISH).text).to.contain("no profile was created");
    expect(explain(failureOf(new IdosError("WALLET_REJECTED", "")), "revoke", ENGLISH).text).to.contain(
      "The permission is still there",
    );
  });
});

describe("a failure on the way", () => {
  let f: Fixture | undefined;
  afterEach(() => f?.remove());

  async function granting(): Promise<Fixture> {
    const fixture = await request();
    await fixture.reaches("Acme Card asks for your identity");
    return fixture;
  }

  const cases: [name: string, code: IdosError["code"], heading: string][] = [
    ["a declined wallet", "WALLET_REJECTED", "You declined in your wallet"],
    ["a declined consent", "USER_REJECTED", "You declined in your idOS window"],
    ["a closed window", "USER_CLOSED", "The idOS window was closed"],
    ["a blocked window", "WINDOW_BLOCKED", "Your browser blocked the idOS window"],
    ["a wrong password", "WRONG_PASSWORD", "Wrong password"],
    ["an unreachable enclave", "ENCLAVE_UNREACHABLE", "The idOS enclave did not answer"],
    ["an unreachable node", "NETWORK_UNREACHABLE", "The idOS network did not answer"],
  ];
  for (const [name, code, heading] of cases) {
    it(`by ${name} shows its cause, and the same request can still be granted`, async () => {
      f = await granting();
      f.fake.failNext("request", new IdosError(code, `reported: ${name}`));
      await f.press("Continue", heading);
      expect(f.text()).to.contain(`reported: ${name}`).and.contain(code);
      expect(f.buttons()).to.deep.equal(["Try again", "Cancel request"]);
      await f.press("Try again", "Access granted");
      expect(f.fake.calls.filter((call) => call === "request")).to.have.length(2);
    });

    it(`by ${name} can be left for the person's own pages`, async () => {
      f = await granting();
      f.fake.failNext("request", new IdosError(code, "x"));
      await f.press("Continue", heading);
      await f.press("Cancel request", "Credentials");
      expect(f.buttons()).to.include("View Neobank");
    });
  }

  it("while creating a profile leads back to the choice of the key", async () => {
    f = await mount({ profile: null });
    await f.press("idOS Not connected", "Connect your wallet");
    await f.press("Burner", "Welcome to idOS");
    await f.press("Create a profile", "Choose how your key is kept");
    f.fake.failNext("join", new IdosError("WALLET_REJECTED", "declined"));
    await f.press("Create my key", "You declined in your wallet");
    expect(f.text()).to.contain("Your profile was not created");
    await f.press("Back", "Choose how your key is kept");
    await f.press("Create my key", "Credentials");
  });

  it("for a key that is there already leads to the profile that it belongs to", async () => {
    f = await mount({ profile: null });
    await f.press("idOS Not connected", "Connect your wallet");
    await f.press("Burner", "Welcome to idOS");
    await f.press("Create a profile", "Choose how your key is kept");
    f.fake.failNext("join", new IdosError("NETWORK_CONFLICT", "There is one"));
    await f.press("Create my key", "You may have an idOS key already");
    expect(f.buttons()).to.deep.equal(["Look for my key"]);
    f.fake.data.profile = PROFILE;
    await f.press("Look for my key", "Credentials");
  });

  it("while reading the lists leads to a page from which they can be read again", async () => {
    f = await mount();
    f.fake.failNext("list", new IdosError("NETWORK_UNREACHABLE", "no answer"));
    await f.press("idOS Not connected", "Connect your wallet");
    await f.press("Burner", "The idOS network did not answer");
    await f.press("Back", "Credentials");
    expect(f.text()).to.contain("has not been read");
    await f.press("Load my data");
    await f.until(() => f?.buttons().includes("View Neobank") ?? false, "the list");
  });

  it("that cannot be helped by trying again offers no retry", async () => {
    f = await home();
    f.fake.failNext("view", new IdosError("DECRYPT_FAILED", "altered"));
    await f.press("View Neobank", "The credential cannot be opened");
    expect(f.buttons()).to.deep.equal(["Back"]);
  });

  it("of the pill is seen while the card is closed", async () => {
    f = await home();
    f.fake.failNext("view", new IdosError("USER_CLOSED", "closed"));
    await f.press("View Neobank", "The idOS window was closed");
    await f.press("Close");
    expect(f.button("idOS Needs attention")).to.be.instanceOf(HTMLButtonElement);
  });
});
