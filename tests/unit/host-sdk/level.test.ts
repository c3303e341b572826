import { expect } from "chai";
import { levelSuffices } from "../../../host-sdk/shared/level.ts";
import { isIdosError } from "../../../enclave/protocol/errors.ts";

describe("levels", () => {
  const cases: [level: string | undefined, wanted: string, suffices: boolean][] = [
    ["basic", "basic", true],
    ["plus", "basic", true],
    ["basic", "plus", false],
    ["basic+liveness", "basic", true],
    ["basic", "basic+liveness", false],
    ["basic+email+liveness", "basic+liveness+email", true],
    ["plus+liveness", "basic+liveness", true],
    ["basic+liveness+email", "plus+liveness", false],
    ["basic+liveness2", "basic+liveness", false],
    ["gold", "gold", true],
    ["gold", "basic", false],
    ["plus", "gold", false],
    [undefined, "basic", false],
    ["", "basic", false],
    ["basic+", "basic", false],
  ];
  for (const [level, wanted, suffices] of cases)
    it(`${level ?? "no level"} ${suffices ? "suffices" : "does not suffice"} for ${wanted}`, () => {
      expect(levelSuffices(level, wanted)).to.equal(suffices);
    });

  for (const wanted of ["", "+liveness", "basic++email"])
    it(`refuses to look for ${JSON.stringify(wanted)}`, () => {
      let caught: unknown;
      try {
        levelSuffices("basic", wanted);
      } catch (error) {
        caught = error;
      }
      expect(isIdosError(caught, "INVALID_ARGUMENT")).to.equal(true);
    });
});
