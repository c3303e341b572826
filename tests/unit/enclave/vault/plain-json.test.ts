import { expect } from "chai";
import fc from "fast-check";
import { hasDistinctNames } from "../../../../enclave/vault/plain-json.ts";

describe("JSON in which nothing hides", () => {
  it("threat 27: tells a name that an object has twice, in any spelling and at any depth", () => {
    for (const json of [
      '{"a":1,"a":2}',
      '{"a":1,"\\u0061":2}',
      '{"\\\\":1,"\\u005c":2}',
      '[{"x":{"a":[],"b":{},"a":"}"}}]',
      '{"a":{"b":1},"c":[1,{"d":"\\\\"}],"a":0}',
      '{"__proto__":1,"__proto__":2}',
    ]) {
      JSON.parse(json);
      expect(hasDistinctNames(json), json).to.equal(false);
    }
    for (const json of [
      '{"a":{"a":{"a":1}},"b":["a","a"],"c":"\\"a\\":1,\\"a\\":2"}',
      '[{"a":1},{"a":1}]',
      '"a"',
      "{}",
      '{"a":"b","b":"a"}',
    ]) {
      JSON.parse(json);
      expect(hasDistinctNames(json), json).to.equal(true);
    }
  });

  it("takes whatever a writer of JSON makes", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => hasDistinctNames(JSON.stringify(value)) === true));
  });

  it("reads megabytes in a moment, however many quotation marks and slashes they have", () => {
    const json = JSON.stringify({ a: '\\"'.repeat(1_000_000), b: "\\".repeat(1_000_001), c: "x".repeat(4_000_000) });
    const start = performance.now();
    expect(hasDistinctNames(json)).to.equal(true);
    expect(performance.now() - start).to.be.lessThan(2_000);
  });
});
