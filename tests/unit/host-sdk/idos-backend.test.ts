import { expect } from "chai";
import { ISSUER } from "./support/fake-world.ts";
import { setUpIdos } from "./support/idos-setup.ts";
import { rejection } from "./support/rejection.ts";
import { UNREACHABLE } from "./support/scripted-fetch.ts";

const t = setUpIdos();

describe("the backend", () => {
  it("is described once", async () => {
    expect(await t.idos.backend()).to.deep.include({ name: "Acme Card", joins: true });
    await t.idos.backend();
    expect(t.world.log).to.deep.equal(["backend /description"]);
  });

  it("is asked again after a failure", async () => {
    let failures = 1;
    t.world.backend = () => (failures-- > 0 ? UNREACHABLE : undefined);
    expect((await rejection(t.idos.backend())).code).to.equal("NETWORK_UNREACHABLE");
    expect((await t.idos.backend()).name).to.equal("Acme Card");
  });

  for (const [name, change] of [
    ["a key that is too short", { consumer: { walletIdentifier: "0x1", encryptionPublicKey: "AAAA" } }],
    ["an issuer's key in upper case", { issuers: [{ id: "a", name: "A", authPublicKeys: ["AB".repeat(32)] }] }],
    [
      "an issuer's link that runs code",
      { issuers: [{ id: "a", name: "A", authPublicKeys: [ISSUER], url: "javascript:alert(1)" }] },
    ],
    ["no name", { name: undefined }],
  ] as const)
    it(`is not believed with ${name}`, async () => {
      t.world.backend = (path) => (path === "/description" ? { ...t.world.description, ...change } : undefined);
      expect((await rejection(t.idos.backend())).code).to.equal("NETWORK_CONFLICT");
    });

  for (const [status, code] of [
    [404, "NOT_FOUND"],
    [403, "NETWORK_DENIED"],
    [409, "NETWORK_CONFLICT"],
    [500, "NETWORK_UNREACHABLE"],
  ] as const)
    it(`that answers ${status} without a body is ${code}`, async () => {
      t.world.backend = () => new Response("", { status });
      expect((await rejection(t.idos.backend())).code).to.equal(code);
    });
});
