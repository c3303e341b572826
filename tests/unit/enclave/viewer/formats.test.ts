import { expect } from "chai";
import { createFormats } from "../../../../enclave/viewer/formats.ts";

const formats = createFormats("en-GB", { timeZone: "Europe/Berlin" });

describe("formats", () => {
  it("writes ISO dates in words, times in the person's zone", () => {
    expect(formats.isoDate("2027-03-03")).to.equal("3 March 2027");
    expect(formats.isoDate("2027-03-03T13:05:00Z")).to.equal("3 March 2027 at 14:05");
    expect(formats.isoDate("2027-03-03T13:05:00.123+00:00")).to.equal("3 March 2027 at 14:05");
    expect(formats.isoDate("2027-03-03T00:00:00Z")).to.equal("3 March 2027");
  });

  it("knows what is no date", () => {
    for (const text of [
      "2027-02-30",
      "2027-13-01",
      "2027",
      "2027-03-03T25:00:00Z",
      "03/03/2027",
      "2027-03-03 and more",
      "",
    ])
      expect(formats.isoDate(text), text).to.equal(undefined);
  });

  it("writes spans in the largest unit that is still exact enough", () => {
    const day = 86_400;
    expect([60, 5_400, 26 * 3_600, 10 * day, 95 * day, 400 * day, 913 * day].map(formats.span)).to.deep.equal([
      "1 minute",
      "90 minutes",
      "26 hours",
      "10 days",
      "3 months",
      "13 months",
      "2.5 years",
    ]);
  });

  it("names countries, sizes and lists", () => {
    expect(["DE", "de", "ZZZ", "D1", ""].map(formats.country)).to.deep.equal([
      "Germany",
      "Germany",
      undefined,
      undefined,
      undefined,
    ]);
    expect([1, 999, 48_211, 2_500_000].map(formats.bytes)).to.deep.equal(["1 byte", "999 bytes", "48 kB", "2.5 MB"]);
    expect(formats.or(["a", "b", "c"])).to.equal("a, b or c");
  });
});
