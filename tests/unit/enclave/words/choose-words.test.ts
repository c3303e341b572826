import { expect } from "chai";
import { chooseWords } from "../../../../enclave/words/choose-words.ts";

describe("choosing words", () => {
  const english = { yes: "Yes" };
  const arabic = { yes: "نعم" };
  let loaded = 0;
  const catalogues = { "en-GB": english, "ar-AE": () => Promise.resolve((loaded++, arabic)) };
  const onlyEnglish = { "en-GB": english };

  beforeEach(() => {
    loaded = 0;
  });

  it("gives words and locale of one language, whatever a page asks for", async () => {
    expect(await chooseWords(onlyEnglish, "en-GB", [])).to.deep.equal({ words: english, locale: "en-GB" });
    expect(await chooseWords(onlyEnglish, "en-US", [])).to.deep.equal({ words: english, locale: "en-US" });
    for (const asked of ["de", "de-DE", "ar-EG", "not a tag!", undefined]) {
      const { words, locale } = await chooseWords(onlyEnglish, asked, ["de-AT", "fr"]);
      expect(words).to.equal(english);
      expect(locale).to.equal("en-GB");
      expect(new Intl.DateTimeFormat(locale, { month: "long" }).format(new Date(2026, 4))).to.equal("May");
    }
  });

  it("loads a language when it is wanted, and no other", async () => {
    expect((await chooseWords(catalogues, "en-AU", ["ar"])).words).to.equal(english);
    expect(loaded).to.equal(0);
    expect(await chooseWords(catalogues, "ar-EG", [])).to.deep.equal({ words: arabic, locale: "ar-EG" });
    expect(await chooseWords(catalogues, undefined, ["de", "ar"])).to.deep.equal({ words: arabic, locale: "ar-AE" });
    expect(loaded).to.equal(2);
  });

  it("does without a language that cannot be loaded", async () => {
    const broken = { ...catalogues, "ar-AE": () => Promise.reject(new Error("offline")) };
    expect(await chooseWords(broken, "ar-EG", ["en-US"])).to.deep.equal({ words: english, locale: "en-US" });
    expect(await chooseWords(broken, "ar-EG", ["ar"])).to.deep.equal({ words: english, locale: "en-GB" });
  });
});
