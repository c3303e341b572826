import { expect } from "chai";
import { levelInWords, statusOf } from "../../../isle/parts/names.ts";
import { en } from "../../../isle/words/en.ts";
import { chooseLanguage } from "../../../isle/words/language.ts";
import { credential } from "./fake-idos.ts";
import type { Fixture } from "./isle-fixture.ts";
import { LATER, request } from "./scenes.ts";

const MOMENT = Date.UTC(2031, 4, 2, 12) / 1000;

describe("the language of an Isle", () => {
  it("is never half in one language: formats and lang are those of the texts", async () => {
    for (const chosen of [chooseLanguage("de-DE", ["de-DE", "fr"]), chooseLanguage(undefined, ["de-DE"])]) {
      expect(chosen.locale).to.equal("en-GB");
      const language = await chosen.load();
      expect(language.locale).to.equal("en-GB");
      expect(language.words).to.equal(en);
      expect(language.formats.moment(MOMENT)).to.contain("May 2031");
      expect(language.formats.list(["a", "b", "c"])).to.equal("a, b and c");
    }
  });

  it("keeps the region of an English that was asked for, or that the browser prefers", async () => {
    const british = await chooseLanguage("en-GB", ["en-US"]).load();
    const american = await chooseLanguage(undefined, ["en-US", "en-GB"]).load();
    expect([british.locale, american.locale]).to.deep.equal(["en-GB", "en-US"]);
    expect(british.formats.moment(MOMENT)).to.match(/^2 May 2031/);
    expect(american.formats.moment(MOMENT)).to.match(/^May 2, 2031/);
    expect([british.words, american.words]).to.deep.equal([en, en]);
  });

  it("is there where there is no browser to ask", () => {
    expect(chooseLanguage(undefined, []).locale).to.equal("en-GB");
  });

  it("has what a closed pill says before the rest is loaded", async () => {
    const chosen = chooseLanguage("en-GB", []);
    const { words } = await chosen.load();
    for (const part of ["pill", "card", "buttons"] as const) expect(words[part]).to.equal(chosen.shell[part]);
  });

  it("takes levels and states that it has no words for as they are, also those that every object has", async () => {
    const language = await chooseLanguage("en-GB", []).load();
    expect(levelInWords("plus+email+phoneNumber", language)).to.equal("Plus, with e-mail and phone number");
    expect(levelInWords("unverified+edd+sow+screening+onboarding", language)).to.equal(
      "Unverified, with source of funds, source of wealth, screening and intended use",
    );
    expect(levelInWords("basic+constructor", language)).to.equal("Basic, with constructor");
    expect(statusOf(credential("c1", { status: "toString" }), en)).to.deep.equal({
      words: "Status unknown",
      mood: "warning",
    });
  });
});

describe("<idos-isle> in a browser whose language it has no texts in", () => {
  let f: Fixture | undefined;
  afterEach(() => {
    f?.remove();
    f = undefined;
    Reflect.deleteProperty(navigator, "languages");
  });

  it("writes its dates and its lang in the language of its texts", async () => {
    Object.defineProperty(navigator, "languages", { value: ["de-DE", "de"], configurable: true });
    f = await request({ timelock: { until: LATER, optional: false } });
    await f.reaches("Acme Card asks for your identity");
    expect(f.text()).to.match(/cannot revoke before 2 October 2096/);
    expect([...f.root.querySelectorAll("[lang]")].map((element) => element.getAttribute("lang"))).to.deep.equal([
      "en-GB",
      "en-GB",
    ]);
  });
});
