import { expect } from "chai";
import { browserCheckMemory } from "../../../isle/check-memory.ts";

const CHECK = { id: "f0000000-0000-4000-8000-000000000001", userId: "5f6d7c0a-1d2e-4f3a-9b4c-0a1b2c3d4e5f" };

describe("the memory of a check", () => {
  const { getItem, setItem, removeItem } = Storage.prototype;
  beforeEach(() => localStorage.clear());
  afterEach(() => Object.assign(Storage.prototype, { getItem, setItem, removeItem }));

  it("survives a reload, and nothing but the two ids is kept", () => {
    browserCheckMemory().write(CHECK);
    expect(browserCheckMemory().read()).to.deep.equal(CHECK);
    expect(Object.values({ ...localStorage })).to.deep.equal([JSON.stringify(CHECK)]);
    browserCheckMemory().clear();
    expect(browserCheckMemory().read()).to.equal(undefined);
    expect(localStorage).to.have.length(0);
  });

  for (const broken of ["{", "null", "[]", '{"id":1,"userId":"x"}', '{"id":"x"}']) {
    it(`takes ${broken} for nothing`, () => {
      browserCheckMemory().write(CHECK);
      const key = localStorage.key(0) ?? "";
      localStorage.setItem(key, broken);
      expect(browserCheckMemory().read()).to.equal(undefined);
    });
  }

  it("keeps it for this page where the browser refuses storage", () => {
    const refuse = (): never => {
      throw new DOMException("denied", "SecurityError");
    };
    Object.assign(Storage.prototype, { getItem: refuse, setItem: refuse, removeItem: refuse });
    const memory = browserCheckMemory();
    expect(memory.read()).to.equal(undefined);
    memory.write(CHECK);
    expect(memory.read()).to.deep.equal(CHECK);
    memory.clear();
    expect(memory.read()).to.equal(undefined);
  });
});
