import { expect } from "chai";
import { ISSUER, USER, type FakeGrant } from "./support/fake-world.ts";
import { CREDENTIAL, setUpIdos } from "./support/idos-setup.ts";
import { rejection } from "./support/rejection.ts";

const t = setUpIdos();

describe("grants", () => {
  const grant = {
    id: "00000000-0000-4000-8000-00000000000a",
    data_id: USER,
    ag_grantee_wallet_identifier: "0xc",
    locked_until: 0,
    content_hash: "ab",
  };
  const copy = { id: USER, public_notes: "", issuer_auth_public_key: ISSUER, original_id: CREDENTIAL };

  it("are listed with the original that was copied", async () => {
    await t.member();
    t.world.credentials.push(copy);
    t.world.grants = [
      grant,
      { ...grant, id: CREDENTIAL, data_id: "00000000-0000-4000-8000-00000000000b", locked_until: "1893456000" },
    ];
    expect(await t.idos.grants.list()).to.deep.equal([
      { id: grant.id, dataId: USER, grantee: "0xc", lockedUntil: 0, contentHash: "ab", originalId: CREDENTIAL },
      {
        id: CREDENTIAL,
        dataId: "00000000-0000-4000-8000-00000000000b",
        grantee: "0xc",
        lockedUntil: 1893456000,
        contentHash: "ab",
        originalId: undefined,
      },
    ]);
    expect(t.world.signIns).to.equal(1);
  });

  it("of an odd form, as any client may write them, do not hide the others", async () => {
    await t.member();
    t.world.credentials.push(copy);
    const others = ["1", "2", "3", "4"].map((n) => `00000000-0000-4000-8000-00000000001${n}`);
    const odd: Partial<FakeGrant>[] = [
      { locked_until: "9223372036854775807" },
      { locked_until: -5 },
      { ag_grantee_wallet_identifier: "x".repeat(300) },
      { content_hash: "y".repeat(300) },
    ];
    t.world.grants = [...odd.map((row, i) => ({ ...grant, id: others[i] ?? "", ...row })), grant];
    const list = await t.idos.grants.list();
    expect(list.map(({ id }) => id)).to.deep.equal([...others, grant.id]);
    expect(list.slice(0, 2).map(({ lockedUntil }) => lockedUntil)).to.deep.equal([253_402_300_799, 0]);
    expect((await rejection(t.idos.grants.revoke(others[0] ?? ""))).message).to.contain("9999-12-31T23:59:59.000Z");
    await t.idos.grants.revoke(grant.id);
    expect(t.world.grants.map(({ id }) => id)).to.not.include(grant.id);
  });

  it("are revoked with their copy, in one transaction", async () => {
    await t.member();
    t.world.credentials.push(copy);
    t.world.grants = [grant];
    await t.idos.grants.revoke(grant.id);
    expect(t.world.log).to.deep.equal([`remove_credential ${USER}`]);
    expect(t.world.grants).to.deep.equal([]);
  });

  it("on an original, as other clients may have made, are revoked without deleting it", async () => {
    await t.member();
    t.world.grants = [{ ...grant, data_id: CREDENTIAL }];
    await t.idos.grants.revoke(grant.id);
    expect(t.world.log).to.deep.equal([`revoke_access_grant ${grant.id}`]);
    expect(t.world.credentials.map(({ id }) => id)).to.deep.equal([CREDENTIAL]);
  });

  it("are not revoked while locked: the wallet is not asked, and the date is told", async () => {
    await t.member();
    await t.idos.profile();
    const until = Math.floor(Date.now() / 1000) + 1_000;
    t.world.credentials.push(copy);
    t.world.grants = [{ ...grant, locked_until: until }];
    const error = await rejection(t.idos.grants.revoke(grant.id));
    expect([error.code, error.data]).to.deep.equal(["TIMELOCKED", { until }]);
    expect(t.asked.map((what) => what.for)).to.deep.equal(["sign-in"]);
  });

  it("are revoked once the lock is over", async () => {
    await t.member();
    t.world.credentials.push(copy);
    t.world.grants = [{ ...grant, locked_until: Math.floor(Date.now() / 1000) - 10 }];
    await t.idos.grants.revoke(grant.id);
    expect(t.world.grants).to.deep.equal([]);
  });

  it("that do not exist are NOT_FOUND", async () => {
    await t.member();
    expect((await rejection(t.idos.grants.revoke(grant.id))).code).to.equal("NOT_FOUND");
  });
});
