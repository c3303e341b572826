import { expect } from "chai";
import { TypedDataEncoder } from "ethers";
import fc from "fast-check";
import { ProviderError } from "../../../demo/wallet/provider-error.ts";
import { parseTypedData, signedFields, typedDataDigest, type TypedMember } from "../../../demo/wallet/typed-data.ts";

const hex = (bytes: Uint8Array): string => `0x${Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("")}`;

const DOMAIN = [
  { name: "name", type: "string" },
  { name: "version", type: "string" },
  { name: "chainId", type: "uint256" },
  { name: "verifyingContract", type: "address" },
];
const domain = {
  name: "Ether Mail",
  version: "1",
  chainId: 1,
  verifyingContract: "0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC",
};
const mail = {
  types: {
    EIP712Domain: DOMAIN,
    Person: [
      { name: "name", type: "string" },
      { name: "wallets", type: "address[]" },
    ],
    Mail: [
      { name: "from", type: "Person" },
      { name: "to", type: "Person[]" },
      { name: "contents", type: "string" },
    ],
  },
  primaryType: "Mail",
  domain,
  message: {
    from: { name: "Cow", wallets: ["0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"] },
    to: [
      {
        name: "Bob",
        wallets: ["0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB", "0xB0BdaBea57B0BDABeA57b0bdABEA57b0BDabEa57"],
      },
    ],
    contents: "Hello, Bob! ünïcödé",
  },
};

/** A failing call's code and message. */
function failure(run: () => unknown): { code: number; message: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
  throw new Error("expected a ProviderError");
}

/** What ethers, which adds the domain's type itself, makes of the same data. */
function byEthers(data: {
  types: Record<string, TypedMember[]>;
  domain: object;
  message: Record<string, unknown>;
}): string {
  const { EIP712Domain: _, ...types } = data.types;
  return TypedDataEncoder.hash(data.domain, types, data.message);
}

describe("typed data", () => {
  it("hashes nested structs and lists as ethers does", () => {
    expect(hex(typedDataDigest(parseTypedData(mail)))).to.equal(byEthers(mail));
    expect(hex(typedDataDigest(parseTypedData(JSON.stringify(mail))))).to.equal(byEthers(mail));
  });

  it("hashes a domain with any subset of members", () => {
    for (const members of [DOMAIN.slice(0, 1), DOMAIN.slice(1, 3), [...DOMAIN, { name: "salt", type: "bytes32" }]]) {
      const all: Record<string, unknown> = { ...domain, salt: `0x${"ab".repeat(32)}` };
      const data = {
        types: { EIP712Domain: members, T: [{ name: "x", type: "bool" }] },
        primaryType: "T",
        domain: Object.fromEntries(members.map((m) => [m.name, all[m.name]])),
        message: { x: true },
      };
      expect(hex(typedDataDigest(parseTypedData(data)))).to.equal(byEthers(data));
    }
  });

  it("hashes every atomic type as ethers does, for random values", () => {
    const bytes = (size: number) => fc.uint8Array({ minLength: size, maxLength: size }).map(hex);
    const cases = fc.oneof(
      fc.integer({ min: 1, max: 32 }).chain((n) => bytes(n).map((value) => [`bytes${n}`, value] as const)),
      fc
        .integer({ min: 1, max: 32 })
        .chain((n) =>
          fc.bigInt({ min: 0n, max: (1n << BigInt(n * 8)) - 1n }).map((v) => [`uint${n * 8}`, v.toString()] as const),
        ),
      fc.integer({ min: 1, max: 32 }).chain((n) => {
        const half = 1n << BigInt(n * 8 - 1);
        return fc.bigInt({ min: -half, max: half - 1n }).map((v) => [`int${n * 8}`, v.toString()] as const);
      }),
      fc.uint8Array({ maxLength: 100 }).map((v) => ["bytes", hex(v)] as const),
      fc.string({ unit: "grapheme" }).map((v) => ["string", v] as const),
      fc.boolean().map((v) => ["bool", v] as const),
      bytes(20).map((v) => ["address", v] as const),
      fc.array(bytes(32), { maxLength: 4 }).map((v) => ["bytes32[]", v] as const),
      fc
        .array(fc.array(fc.boolean(), { minLength: 2, maxLength: 2 }), { maxLength: 3 })
        .map((v) => ["bool[2][]", v] as const),
    );
    fc.assert(
      fc.property(fc.array(cases, { minLength: 1, maxLength: 5 }), (values) => {
        const data = {
          types: { EIP712Domain: DOMAIN, T: values.map(([type], i) => ({ name: `f${i}`, type })) },
          primaryType: "T",
          domain,
          message: Object.fromEntries(values.map(([, value], i) => [`f${i}`, value])),
        };
        expect(hex(typedDataDigest(parseTypedData(data)))).to.equal(byEthers(data));
      }),
      { numRuns: 200 },
    );
  });

  it("refuses data without the domain's type, which other wallets would hash differently", () => {
    const { EIP712Domain: _, ...types } = mail.types;
    expect(failure(() => parseTypedData({ ...mail, types }))).to.include({
      code: -32602,
      message: "types.EIP712Domain: missing",
    });
  });

  it("names the member that is wrong and never prints its value", () => {
    const secret = "the-value-itself";
    const wrong: [string, unknown, string][] = [
      ["uint8", "256", "message.x: out of range"],
      ["uint8", "-1", "message.x: out of range"],
      ["int8", "128", "message.x: out of range"],
      ["uint256", 1.5, "message.x: expected a whole number"],
      ["uint7", "1", "message.x: no such type"],
      ["bytes33", "0x", "message.x: no such type"],
      ["bytes4", "0xabcdef", "message.x: expected 4 bytes"],
      ["bytes", secret, "message.x: expected 0x hex"],
      ["address", `0x${"1".repeat(38)}`, "message.x: expected 20 bytes"],
      ["bool", 1, "message.x: expected true or false"],
      ["string", 5, "message.x: expected text"],
      ["Nothing", secret, "message.x: unknown type"],
      ["bool[2]", [true], "message.x: expected 2 items"],
      ["bool[]", secret, "message.x: expected a list"],
    ];
    for (const [type, value, message] of wrong) {
      const data = {
        types: { EIP712Domain: DOMAIN, T: [{ name: "x", type }] },
        primaryType: "T",
        domain,
        message: { x: value },
      };
      expect(failure(() => typedDataDigest(parseTypedData(data)))).to.include({ code: -32602, message });
    }
    const missing = {
      types: { EIP712Domain: DOMAIN, T: [{ name: "x", type: "bool" }] },
      primaryType: "T",
      domain,
      message: {},
    };
    expect(failure(() => typedDataDigest(parseTypedData(missing))).message).to.equal("message.x: missing");
  });

  it("does not take a member's type from the prototype", () => {
    const data = {
      types: { EIP712Domain: DOMAIN, T: [{ name: "toString", type: "string" }] },
      primaryType: "T",
      domain,
      message: {},
    };
    expect(failure(() => typedDataDigest(parseTypedData(data))).message).to.equal("message.toString: missing");
  });

  it("lists what is signed and leaves out what is not", () => {
    const data = parseTypedData({ ...mail, message: { ...mail.message, unsigned: "not shown" } });
    const { message, domain: shown } = signedFields(data);
    expect(shown.map((f) => [f.name, f.text])).to.deep.include(["name", "Ether Mail"]);
    expect(message.map((f) => f.name)).to.deep.equal(["from", "to", "contents"]);
    expect(message[1]?.fields?.[0]?.fields?.[1]?.fields?.map((f) => f.text)).to.deep.equal(mail.message.to[0]?.wallets);
    expect(JSON.stringify(message)).not.to.include("not shown");
  });
});
