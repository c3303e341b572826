import { expect } from "chai";
import fc from "fast-check";
import { fromHex, toHex } from "../../../../enclave/crypto/bytes.ts";
import { decodeAscii85 } from "../../../../enclave/viewer/ascii85.ts";

/** Made with another implementation: Python's base64.a85encode. */
const VECTORS: [hex: string, text: string][] = [
  ["", ""],
  ["00", "!!"],
  ["4d", "9`"],
  ["4d61", "9jn"],
  ["4d616e", "9jqo"],
  ["4d616e20", "9jqo^"],
  ["737572652e", "F*2M7/c"],
  ["00000000", "z"],
  ["0000000000", "z!!"],
  ["ffffffff", "s8W-!"],
  ["ffffffffffffff", "s8W-!s8W*"],
  [
    "305b373a0ee954ebcbcf3ca35c6e5ee44fb9bbeb570e6a72bf9cf9d970f003a265b3dbf48f9d8ed45869d2e0bf2b53c66eefec5f316799c7847bd06b41cf8cf5",
    "0O$Is%d?sYbKi;G>]*m/:V\"+'<t8tc^RY,QE:<t(A[C.`O.D<\\=D?4A^FN7&DXZq!0kZopKR;']6-kM_",
  ],
  ["4d616e2069732064697374696e67756973686564", "<~9jqo^BlbD-BleB1DJ+*+F(f,q~>"],
];

describe("Ascii85", () => {
  for (const [hex, text] of VECTORS)
    it(`decodes ${text.slice(0, 12) || "nothing"}`, () => {
      const bytes = decodeAscii85(text);
      expect(bytes && toHex(bytes)).to.equal(hex);
    });

  it("skips line breaks and spaces", () => {
    expect(decodeAscii85("9j\r\nqo ^\t")).to.deep.equal(fromHex("4d616e20"));
  });

  it("refuses characters outside its alphabet, a lone last digit and groups above 2^32", () => {
    for (const bad of ["9jqo^v", "9jqo^9", "9jz", 's8W-"', "uuuuu", "9jqö", "data:image/png;base64,AAAA"])
      expect(decodeAscii85(bad), bad).to.equal(undefined);
  });

  it("stops at the wanted number of bytes", () => {
    expect(decodeAscii85("9jqo^BlbD-BleB1DJ+*+F(f,q", 6)).to.deep.equal(fromHex("4d616e206973"));
    expect(decodeAscii85("zzzz", 5)).to.deep.equal(new Uint8Array(5));
  });

  it("answers any text with bytes or undefined, never with an exception", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: fc.constantFrom(..."!5uz<~>s8W-") })),
        (text) => {
          const bytes = decodeAscii85(text);
          expect(bytes === undefined || bytes.length <= text.length * 4).to.equal(true);
        },
      ),
    );
  });
});
