import { expect } from "chai";
import type { Requirements } from "../../../../enclave/protocol/types.ts";
import { meets, valueAt } from "../../../../enclave/vault/requirements.ts";

const credential = JSON.parse(`{
  "level": "basic+liveness",
  "expirationDate": "2031-05-01T00:00:00Z",
  "score": 7,
  "__proto__": { "admin": true },
  "credentialSubject": { "residentialAddressCountry": "DE", "dateOfBirth": "1990-02-28", "empty": "", "pep": false }
}`) as unknown;

const TABLE: [string, Requirements, boolean][] = [
  ["equal text", { path: "credentialSubject.residentialAddressCountry", equals: "DE" }, true],
  ["other text", { path: "credentialSubject.residentialAddressCountry", equals: "FR" }, false],
  ["equal boolean", { path: "credentialSubject.pep", equals: false }, true],
  ["a number is not its text", { path: "score", equals: "7" }, false],
  ["one of a list", { path: "credentialSubject.residentialAddressCountry", in: ["FR", "DE"] }, true],
  ["none of a list", { path: "credentialSubject.residentialAddressCountry", in: ["FR"] }, false],
  ["date before a bound", { path: "credentialSubject.dateOfBirth", max: "2008-11-21" }, true],
  ["date after a bound", { path: "credentialSubject.dateOfBirth", min: "1990-03-01" }, false],
  ["a bound is inclusive", { path: "credentialSubject.dateOfBirth", min: "1990-02-28", max: "1990-02-28" }, true],
  ["number in range", { path: "score", min: 5, max: 9 }, true],
  ["a date bound for a number", { path: "score", min: "1970-01-01" }, false],
  ["a number bound for a date", { path: "expirationDate", min: 0 }, false],
  ["text that is no date", { path: "level", min: "1970-01-01" }, false],
  ["a field that is there", { path: "expirationDate", exists: true }, true],
  ["a field that is missing", { path: "credentialSubject.ssn", exists: false }, true],
  ["an empty field counts as missing", { path: "credentialSubject.empty", exists: true }, false],
  ["a missing field equals nothing", { path: "credentialSubject.ssn", equals: "" }, false],
  ["an inherited property is missing", { path: "constructor.name", exists: true }, false],
  ["not", { not: { path: "score", equals: 7 } }, false],
  [
    "all",
    {
      all: [
        { path: "score", min: 1 },
        { path: "score", max: 3 },
      ],
    },
    false,
  ],
  [
    "any",
    {
      any: [
        { path: "score", min: 10 },
        { path: "score", max: 8 },
      ],
    },
    true,
  ],
];

describe("requirements on private fields", () => {
  for (const [name, requirements, expected] of TABLE)
    it(`${expected ? "are met by" : "are not met by"}: ${name}`, () => {
      expect(meets(credential, requirements)).to.equal(expected);
    });

  it("never walk a prototype", () => {
    expect(valueAt({}, "__proto__.toString")).to.equal(undefined);
    expect(valueAt([], "length.constructor")).to.equal(undefined);
  });
});
