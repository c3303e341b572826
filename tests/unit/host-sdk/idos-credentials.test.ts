import { expect } from "chai";
import { settled } from "./support/enclave-fixture.ts";
import { ISSUER, KEY, notes, USER } from "./support/fake-world.ts";
import { CREDENTIAL, setUpIdos } from "./support/idos-setup.ts";
import { rejection } from "./support/rejection.ts";

const t = setUpIdos();

describe("credentials", () => {
  const copy = { id: USER, public_notes: "", issuer_auth_public_key: ISSUER, original_id: CREDENTIAL };

  it("are listed without copies, and one with malformed notes does not hide the others", async () => {
    await t.member();
    t.world.credentials.push(
      {
        id: "00000000-0000-4000-8000-000000000001",
        public_notes: "{not json",
        issuer_auth_public_key: ISSUER,
        original_id: null,
      },
      copy,
    );
    const list = await t.idos.credentials.list();
    expect(list.map(({ id, notes }) => [id, notes?.status])).to.deep.equal([
      [CREDENTIAL, "approved"],
      ["00000000-0000-4000-8000-000000000001", undefined],
    ]);
  });

  it("with endless notes or an issuer's key of another form are listed, hide nothing, and are not found", async () => {
    await t.member();
    const [good] = t.world.credentials;
    const odd = (n: number, over: Partial<typeof copy>) => ({
      ...copy,
      id: `00000000-0000-4000-8000-00000000000${n}`,
      original_id: null,
      public_notes: good?.public_notes ?? "",
      ...over,
    });
    t.world.credentials.push(
      odd(1, { public_notes: notes({ more: "x".repeat(20_000) }) }),
      odd(2, { issuer_auth_public_key: ISSUER.toUpperCase() }),
      odd(3, { issuer_auth_public_key: "no key" }),
    );
    expect(await t.idos.credentials.list()).to.have.length(4);
    expect((await t.idos.credentials.find({})).map(({ id }) => id)).to.deep.equal([CREDENTIAL]);
  });

  it("have notes of text fields only, also when the notes carry a prototype", async () => {
    await t.member();
    t.world.credentials = [
      {
        id: CREDENTIAL,
        public_notes: '{"level":5,"status":"approved","__proto__":{"type":"x"},"constructor":"y"}',
        issuer_auth_public_key: ISSUER,
        original_id: null,
      },
    ];
    const [first] = await t.idos.credentials.list();
    expect(first?.notes).to.deep.equal({
      id: undefined,
      type: undefined,
      level: undefined,
      status: "approved",
      issuer: undefined,
    });
  });

  for (const [name, over, criteria, count] of [
    ["issuer and level fit", {}, { issuers: ["neobank"], level: "basic+liveness" }, 1],
    ["nothing is asked", {}, {}, 1],
    ["the level is higher", { public_notes: notes({ level: "plus+email+liveness" }) }, { level: "basic+liveness" }, 1],
    ["the level is lower", { public_notes: notes({ level: "basic" }) }, { level: "basic+liveness" }, 0],
    ["the issuer is another", { issuer_auth_public_key: "cd".repeat(32) }, {}, 0],
    [
      "the issuer only claims the name",
      { issuer_auth_public_key: "cd".repeat(32), public_notes: notes({ issuer: "neobank" }) },
      { issuers: ["neobank"] },
      0,
    ],
    ["it was revoked", { public_notes: notes({ status: "revoked" }) }, {}, 0],
    ["the notes are malformed", { public_notes: "[]" }, {}, 0],
  ] as const)
    it(`${count ? "are" : "are not"} found when ${name}`, async () => {
      await t.member();
      t.world.credentials = t.world.credentials.map((row) => ({ ...row, ...over }));
      const { issuers, level } = criteria as { issuers?: readonly string[]; level?: string };
      expect(await t.idos.credentials.find({ level, issuers: issuers && [...issuers] })).to.have.length(count);
    });

  it("cannot be looked for at an issuer that the backend does not name", async () => {
    await t.member();
    expect((await rejection(t.idos.credentials.find({ issuers: ["bank"] }))).code).to.equal("INVALID_ARGUMENT");
  });

  it("are shown by the enclave, which gets the boxes and unlocks first", async () => {
    await t.member();
    await t.idos.credentials.view([{ id: CREDENTIAL }]);
    await t.reports.next("view");
    expect(t.reports.all.map(({ what }) => what).filter((what) => what !== "connect")).to.deep.equal([
      "unlock",
      "view",
    ]);
    await settled();
    const [view] = t.reports.of("view") as { candidates: { id: string }[] }[];
    expect(view?.candidates.map(({ id }) => id)).to.deep.equal([CREDENTIAL]);
    await settled();
    expect(t.reports.of("unlock")).to.deep.equal([
      { userId: USER, publicKey: KEY, store: "mpc", wallet: { type: "EVM", address: t.provider.address } },
    ]);
  });

  it("are not shown when the node answers with another one", async () => {
    await t.member();
    t.world.credentials.push({ ...copy, original_id: null });
    const other = t.world.credentials[1];
    t.world.action = (name) =>
      name === "get_credential_owned" && other
        ? {
            query_result: {
              column_names: ["id", "public_notes", "issuer_auth_public_key", "content", "encryptor_public_key"],
              values: [[other.id, "{}", ISSUER, "AAAA", KEY]],
            },
          }
        : undefined;
    expect((await rejection(t.idos.credentials.view([{ id: CREDENTIAL }]))).code).to.equal("NETWORK_CONFLICT");
    await settled();
    expect(t.reports.of("view")).to.deep.equal([]);
  });

  it("that do not exist are NOT_FOUND", async () => {
    await t.member();
    expect((await rejection(t.idos.credentials.view([{ id: USER }]))).code).to.equal("NOT_FOUND");
  });

  it("are removed by one transaction, which the wallet was announced", async () => {
    await t.member();
    await t.idos.credentials.remove(CREDENTIAL);
    expect(t.world.log).to.deep.equal([`remove_credential ${CREDENTIAL}`]);
    expect(t.asked.map((what) => what.for)).to.deep.equal(["transaction"]);
  });

  it("are not removed while timelocked, and the date is told", async () => {
    await t.member();
    t.world.action = (name) => (name === "remove_credential" ? "TIMELOCKED until=1893456000: locked" : undefined);
    const error = await rejection(t.idos.credentials.remove(CREDENTIAL));
    expect([error.code, error.data]).to.deep.equal(["TIMELOCKED", { until: 1893456000 }]);
  });
});
