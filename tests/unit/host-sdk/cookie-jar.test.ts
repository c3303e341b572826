import { expect } from "chai";
import { createCookieJar } from "../../../host-sdk/network/cookie-jar.ts";

describe("the cookie jar for runtimes without one", () => {
  it("has no header while it is empty", () => {
    expect(createCookieJar().headers()).to.deep.equal({});
  });

  it("sends back names and values, without their attributes", () => {
    const jar = createCookieJar();
    jar.take(["kgw_session=abc; Path=/; Max-Age=3600; HttpOnly; SameSite=None; Secure; Partitioned", "other=a=b"]);
    expect(jar.headers()).to.deep.equal({ cookie: "kgw_session=abc; other=a=b" });
  });

  it("replaces a cookie of the same name", () => {
    const jar = createCookieJar();
    jar.take(["kgw_session=old"]);
    jar.take(["kgw_session=new"]);
    expect(jar.headers()).to.deep.equal({ cookie: "kgw_session=new" });
  });

  for (const line of [
    "kgw_session=",
    "kgw_session=; Path=/",
    "kgw_session=x; Max-Age=0",
    "kgw_session=x; max-age=-1; Path=/",
  ])
    it(`forgets on ${JSON.stringify(line)}`, () => {
      const jar = createCookieJar();
      jar.take(["kgw_session=abc"]);
      jar.take([line]);
      expect(jar.headers()).to.deep.equal({});
    });

  it("keeps what lives for ten hours", () => {
    const jar = createCookieJar();
    jar.take(["kgw_session=x; Max-Age=036000"]);
    expect(jar.headers()).to.deep.equal({ cookie: "kgw_session=x" });
  });

  it("stays small, whatever a node sets", () => {
    const jar = createCookieJar();
    jar.take(Array.from({ length: 100 }, (_, i) => `c${i}=x`));
    jar.take([`long=${"x".repeat(5_000)}`, "kgw_session=abc"]);
    const names = (jar.headers()["cookie"] ?? "").split("; ").map((pair) => pair.split("=")[0]);
    expect(names).to.have.length(20);
    expect(names.slice(-2)).to.deep.equal(["c99", "kgw_session"]);
  });
});
