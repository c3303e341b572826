import { expect } from "chai";
import { chooseLocale, languageOf } from "../../../../enclave/protocol/choose-locale.ts";

const ENGLISH = ["en-GB"];
const MANY = ["en-GB", "ar-AE", "zh-Hans-CN", "pt-BR", "pt-PT"];

describe("choosing a locale", () => {
  it("keeps the region of a wish that there are texts for", () => {
    expect(chooseLocale("en-US", ENGLISH, [])).to.equal("en-US");
    expect(chooseLocale("en-GB", ENGLISH, ["en-US"])).to.equal("en-GB");
    expect(chooseLocale(undefined, ENGLISH, ["en-CA", "en-US"])).to.equal("en-CA");
    expect(chooseLocale("ar-EG", MANY, [])).to.equal("ar-EG");
  });

  it("takes the region of the list for a wish without one: never an unclear English", () => {
    expect(chooseLocale("en", ENGLISH, [])).to.equal("en-GB");
    expect(chooseLocale("ar", MANY, [])).to.equal("ar-AE");
  });

  it("never takes a language that there are no texts in, whoever asks for it", () => {
    expect(chooseLocale("de-DE", ENGLISH, ["fr", "en-AU"])).to.equal("en-AU");
    expect(chooseLocale("de-DE", ENGLISH, ["de-DE", "fr"])).to.equal("en-GB");
    expect(chooseLocale(undefined, MANY, ["de-DE", "ar-EG", "en-US"])).to.equal("ar-EG");
  });

  it("passes over what is no tag", () => {
    expect(chooseLocale("not a tag!", ENGLISH, ["de"])).to.equal("en-GB");
    expect(chooseLocale("", ENGLISH, ["en-NZ"])).to.equal("en-NZ");
    expect(chooseLocale("en-GB\u202e", ENGLISH, [])).to.equal("en-GB");
  });

  it("drops what a tag says beside language, script and region", () => {
    expect(chooseLocale("en-GB-u-ca-buddhist-nu-thai", ENGLISH, [])).to.equal("en-GB");
  });

  it("asks the browser where nothing else is given", () => {
    expect(chooseLocale(undefined, [...navigator.languages])).to.equal(navigator.languages[0]);
  });

  it("names the texts that a chosen locale is served by, and keeps scripts apart", () => {
    expect(languageOf("en-AU", MANY)).to.equal("en-GB");
    expect(languageOf("pt-PT", MANY)).to.equal("pt-PT");
    expect(languageOf("pt-AO", MANY)).to.equal("pt-BR");
    expect(languageOf("zh", MANY)).to.equal("zh-Hans-CN");
    expect(languageOf("zh-TW", MANY)).to.equal(undefined);
    expect(languageOf("de-DE", MANY)).to.equal(undefined);
    expect(languageOf("not a tag!", MANY)).to.equal(undefined);
  });
});
