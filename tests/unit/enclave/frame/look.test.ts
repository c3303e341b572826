import { expect } from "chai";
import { applyLook } from "../../../../enclave/frame/look.ts";

describe("the look of the frame", () => {
  const { documentElement: page } = document;
  const before = page.lang;
  afterEach(() => {
    page.lang = before;
    delete page.dataset["theme"];
  });

  it("says in its `lang` which language its words are in, not which one the page asks for", () => {
    for (const locale of ["en-GB", "en-AU", "en", "de-DE", "ar", "not a tag!", undefined]) {
      page.lang = "xx";
      applyLook({ theme: "auto", locale });
      expect(page.lang).to.equal("en-GB");
    }
  });

  it("takes a theme, and leaves the choice to the browser for `auto`", () => {
    applyLook({ theme: "dark" });
    expect(page.dataset["theme"]).to.equal("dark");
    applyLook({ theme: "auto" });
    expect(page.dataset).not.to.have.property("theme");
  });
});
