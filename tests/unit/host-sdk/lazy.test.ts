import { expect } from "chai";
import { createLazy } from "../../../host-sdk/shared/lazy.ts";
import { rejection } from "./support/rejection.ts";

describe("a part of the SDK that is loaded on first need", () => {
  it("is loaded once for all who need it", async () => {
    let loads = 0;
    const part = createLazy(async () => ({ load: ++loads }));
    const [one, other] = await Promise.all([part(), part()]);
    expect(one).to.equal(other);
    expect(await part()).to.deep.equal({ load: 1 });
  });

  it("is loaded again after a failure, which is typed and keeps its cause", async () => {
    const broken = new TypeError("Failed to fetch dynamically imported module");
    let loads = 0;
    const part = createLazy(async () => {
      if (!loads++) throw broken;
      return "here";
    });
    const error = await rejection(part());
    expect(error.code).to.equal("NETWORK_UNREACHABLE");
    expect(error.cause).to.equal(broken);
    expect(await part()).to.equal("here");
  });

  it("is not waited for without end", async () => {
    let loads = 0;
    const part = createLazy(() => (loads++ ? Promise.resolve("late") : new Promise<string>(() => undefined)), 50);
    expect((await rejection(part())).code).to.equal("NETWORK_UNREACHABLE");
    expect(await part()).to.equal("late");
  });
});
