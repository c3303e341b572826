import { expect } from "chai";
import { utf8 } from "../../../../enclave/crypto/bytes.ts";
import { embeddedFile, imageBlob } from "../../../../enclave/viewer/embedded-file.ts";
import { fileFormat } from "../../../../enclave/viewer/file-format.ts";
import { drawnImage, toAscii85 } from "./images.ts";

describe("embedded files", () => {
  for (const type of ["image/png", "image/jpeg"] as const)
    it(`draws ${type}, with its true size and pixels`, async () => {
      const bytes = await drawnImage(type, 37, 21);
      const file = embeddedFile(toAscii85(bytes), true);
      expect(file).to.include({ kind: "image", width: 37, height: 21, size: bytes.length });
      const image = new Image();
      const blob = file?.kind === "image" ? await imageBlob(file) : undefined;
      image.src = URL.createObjectURL(blob ?? new Blob());
      await image.decode();
      expect([image.naturalWidth, image.naturalHeight]).to.deep.equal([37, 21]);
    });

  it("decodes a large image in slices, to the same bytes, whatever stands at their edges", async () => {
    const png = await drawnImage("image/png", 40, 40);
    const bytes = new Uint8Array(1_000_003).map((_, at) => png[at] ?? (at % 7 === 0 ? (at * 31) % 251 : 0));
    const plain = toAscii85(bytes);
    for (const text of [
      plain,
      `<~${plain.replace(/.{5}/g, (group) => (group === "!!!!!" ? "z" : group)).replace(/.{77}/g, "$&\n")}~>`,
    ]) {
      const file = embeddedFile(text, true);
      expect(file).to.include({ kind: "image", width: 40, height: 40 });
      const blob = file?.kind === "image" ? await imageBlob(file) : undefined;
      expect(new Uint8Array((await blob?.arrayBuffer()) ?? [])).to.deep.equal(bytes);
    }
    const broken = embeddedFile(`${plain}~x`, true);
    expect(broken?.kind === "image" && (await imageBlob(broken))).to.equal(undefined);
  });

  it("recognises an image under a key that promises none", async () => {
    expect(embeddedFile(toAscii85(await drawnImage("image/png", 5, 5)), false)?.kind).to.equal("image");
  });

  it("names other formats with their size and never draws them", async () => {
    const webp = await drawnImage("image/webp", 9, 9);
    expect(embeddedFile(toAscii85(webp), true)).to.deep.equal({ kind: "file", format: "WebP", size: webp.length });
    const pdf = utf8(`%PDF-1.7\n${"x".repeat(100)}`);
    expect(embeddedFile(toAscii85(pdf), true)).to.deep.equal({ kind: "file", format: "PDF", size: pdf.length });
    const svg = utf8('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    expect(embeddedFile(toAscii85(svg), true)).to.deep.equal({ kind: "file", format: undefined, size: svg.length });
  });

  it("takes ordinary text under ordinary keys for text, even if it could be Ascii85", () => {
    expect(embeddedFile("Thisisjustalongwordwithoutspacesthatgoesonandon", false)).to.equal(undefined);
    expect(embeddedFile("short", true)).to.equal(undefined);
  });

  it("does not draw an image that unpacks to too many pixels", async () => {
    const png = await drawnImage("image/png", 8, 8);
    new DataView(png.buffer).setUint32(16, 60_000);
    new DataView(png.buffer).setUint32(20, 60_000);
    expect(embeddedFile(toAscii85(png), true)).to.deep.equal({
      kind: "file",
      format: "PNG",
      size: png.length,
      tooLarge: true,
    });
  });

  it("names a file that is too large to be decoded", () => {
    const head = toAscii85(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]));
    const file = embeddedFile(head + "!".repeat(20_000_000), true);
    expect(file).to.include({ kind: "file", format: "PNG", tooLarge: true });
  });

  it("survives images that are cut off anywhere", async () => {
    const jpeg = await drawnImage("image/jpeg", 16, 16);
    for (let length = 0; length < Math.min(jpeg.length, 300); length++)
      expect(() => fileFormat(jpeg.slice(0, length))).not.to.throw();
    expect(fileFormat(jpeg.slice(0, 20))).to.deep.equal({ name: "JPEG" });
  });
});
