import { expect } from "chai";
import { applyLook, type Look } from "../../../enclave/frame/look.ts";

describe("the look of the frame", () => {
  const { documentElement: page } = document;
  const before = page.lang;
  const applied = (look: Look): Promise<void> => new Promise((resolve) => applyLook(look, resolve));
  afterEach(() => {
    page.lang = before;
    delete page.dataset["theme"];
  });

  it("says in its `lang` which language its words are in, not which one the page asks for", async () => {
    for (const [asked, lang] of [
      ["en-GB", "en-GB"],
      ["en-AU", "en-AU"],
      ["en", "en-GB"],
    ] as const) {
      await applied({ theme: "auto", locale: asked });
      expect(page.lang).to.equal(lang);
    }
    for (const asked of ["de-DE", "ar", undefined]) {
      await applied({ theme: "auto", locale: asked });
      expect(page.lang).to.match(/^en(-|$)/);
    }
  });

  it("takes a theme, and leaves the choice to the browser for `auto`", () => {
    applyLook({ theme: "dark" }, () => {});
    expect(page.dataset["theme"]).to.equal("dark");
    applyLook({ theme: "auto" }, () => {});
    expect(page.dataset).not.to.have.property("theme");
  });
});
