import { expect } from "chai";
import { inertText } from "../../../../enclave/viewer/inert-text.ts";

describe("inert text", () => {
  const clean = (text: string): string => inertText(text, 500).text;

  it("strips bidi controls, zero-width and tag characters, and turns controls into spaces", () => {
    expect(clean("Acme\u202eknab\u202c Bank")).to.equal("Acmeknab Bank");
    expect(clean("a\u2066b\u2069c\u200ed\u200fe\ufefff\u00adg\u{e0041}h")).to.equal("abcdefgh");
    expect(clean("a\u0000b\u0007c\r\nd\u2028e\tf")).to.equal("a b c d e f");
  });

  it("strips lone surrogates and private use characters, and collapses letters that look like space", () => {
    expect(clean("a\ud800b\ue000c")).to.equal("abc");
    expect(clean("a\u3164\u3164\u2800 b")).to.equal("a b");
  });

  it("keeps what people write: accents, Arabic, Persian joiners, emoji", () => {
    for (const text of ["Zoë Lindström", "محمد عبد الله", "می‌خواهم", "क्‍ष", "👩‍👧 ok"]) expect(clean(text)).to.equal(text);
  });

  it("bounds stacked marks, which would paint over other lines", () => {
    expect(clean(`a${"\u0301".repeat(50)}b`)).to.equal(`a${"\u0301".repeat(4)}b`);
  });

  it("cuts by characters, says how many, and looks at no more than it must", () => {
    expect(inertText("😀".repeat(12), 10)).to.deep.equal({ text: "😀".repeat(10), cut: 2 });
    const { text, cut } = inertText("x".repeat(5_000_000), 10);
    expect(text).to.equal("xxxxxxxxxx");
    expect(cut).to.be.greaterThan(4_999_000);
  });

  it("keeps line feeds only if asked", () => {
    expect(inertText(" a \n\n b ", 50, { breaks: true }).text).to.equal("a\n\nb");
    expect(inertText("a\nb", 50).text).to.equal("a b");
  });
});
