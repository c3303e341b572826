import { expect } from "chai";
import { recoverPersonalMessage } from "../../../enclave/crypto/evm.ts";
import { ISSUER, USER } from "./support/fake-world.ts";
import { setUpIdos } from "./support/idos-setup.ts";
import { rejection } from "./support/rejection.ts";

const t = setUpIdos();

describe("verification", () => {
  it("prepares a delegated write grant that names the wallet, the backend's grantee and issuer, without a lock", async () => {
    await t.member();
    const now = Math.floor(Date.now() / 1000);
    const { provider: name, dwg, text } = await t.idos.verification.prepare();
    expect(name).to.equal("Neobank");
    expect(dwg).to.include({ owner: t.provider.address, grantee: `0x${"d".repeat(40)}`, issuerPublicKey: ISSUER });
    expect(dwg.accessGrantTimelock).to.equal(dwg.notUsableBefore);
    expect(Date.parse(dwg.notUsableBefore) / 1000).to.be.within(now - 65, now);
    expect(Date.parse(dwg.notUsableAfter) / 1000).to.be.within(now + 86_390, now + 86_410);
    for (const value of Object.values(dwg)) expect(text).to.contain(value);
    expect(t.asked).to.deep.equal([]);
  });

  it("names the lock that the backend asks for", async () => {
    await t.member();
    if (t.world.description.issuing) t.world.description.issuing.timelock = 3_600;
    const { dwg } = await t.idos.verification.prepare();
    expect(Date.parse(dwg.accessGrantTimelock) - Date.parse(dwg.notUsableBefore)).to.equal(3_660_000);
  });

  it("names Ed25519 keys in lower case before it asks for the text, and all else as it is", async () => {
    await t.member();
    const near = `ed25519:${"aB".repeat(22)}`;
    for (const [grantee, named] of [
      ["AB".repeat(32), "ab".repeat(32)],
      [near, near],
      [`0x${"D".repeat(40)}`, `0x${"D".repeat(40)}`],
    ] as const) {
      if (t.world.description.issuing) t.world.description.issuing.granteeWalletIdentifier = grantee;
      t.make();
      await t.idos.connect(t.provider);
      const { dwg, text } = await t.idos.verification.prepare();
      expect(dwg.grantee).to.equal(named);
      expect(text).to.contain(`\nconsumer: ${named}\n`);
    }
    t.make();
    const key = "CD".repeat(32);
    await t.idos.connect({
      type: "FaceSign",
      address: key,
      publicKey: key,
      signatureType: "ed25519",
      identifier: key.toLowerCase(),
      signMessage: async () => "",
      signTypedData: async () => "",
    });
    const { dwg, text } = await t.idos.verification.prepare();
    expect(dwg.owner).to.equal(key.toLowerCase());
    expect(text).to.contain(`\nowner: ${key.toLowerCase()}\n`);
  });

  it("threat 9: refuses a text of the node that is altered in any field", async () => {
    await t.member();
    for (const [from, to] of [
      [`0x${"d".repeat(40)}`, `0x${"e".repeat(40)}`],
      ["operation: delegatedWriteGrant", "operation: insertGrant"],
      [/access grant timelock: .*/, "access grant timelock: 2099-01-01T00:00:00Z"],
      [/$/, "\nmore: x"],
    ] as const) {
      t.world.action = (name, args) => {
        if (name !== "dwg_message") return undefined;
        const [owner, grantee, issuer, id, timelock, before, until] = args.map(String);
        const text = `operation: delegatedWriteGrant\nowner: ${owner}\nconsumer: ${grantee}\nissuer public key: ${issuer}\nid: ${id}\naccess grant timelock: ${timelock}\nnot usable before: ${before}\nnot usable after: ${until}`;
        return { query_result: { column_names: ["message"], values: [[text.replace(from, to)]] } };
      };
      expect((await rejection(t.idos.verification.prepare())).code, String(from)).to.equal("NETWORK_CONFLICT");
    }
  });

  it("submits the wallet's signature over exactly that text", async () => {
    await t.member();
    const draft = await t.idos.verification.prepare();
    let sent: { userId: string; signature: string; dwg: unknown } | undefined;
    t.world.backend = (path, body) => void (path === "/checks" ? (sent = body as typeof sent) : 0);
    expect((await t.idos.verification.submit(draft)).status).to.equal("pending");
    expect(sent).to.deep.include({ userId: USER, dwg: draft.dwg });
    expect(recoverPersonalMessage(draft.text, sent?.signature ?? "")).to.equal(t.provider.address);
    expect(t.asked.at(-1)).to.deep.equal({ for: "write-grant", text: draft.text });
  });

  it("signs no draft whose text and grant differ", async () => {
    await t.member();
    const draft = await t.idos.verification.prepare();
    const error = await rejection(t.idos.verification.submit({ ...draft, dwg: { ...draft.dwg, grantee: "0x1" } }));
    expect(error.code).to.equal("NETWORK_CONFLICT");
    expect(t.asked.map((what) => what.for)).to.not.include("write-grant");
  });

  it("reads a check's status without a wallet, with a link that is absolute", async () => {
    t.world.check = { id: USER, status: "open", url: "/verify?check=1", updatedAt: 2 };
    expect(await t.idos.verification.status(USER)).to.deep.include({
      status: "open",
      url: `${location.origin}/verify?check=1`,
    });
    expect(t.world.log).to.deep.equal([`backend /checks/${USER}`]);
  });

  it("is not offered by a backend that verifies nobody", async () => {
    await t.member();
    t.world.description.issuing = undefined;
    expect((await rejection(t.idos.verification.prepare())).code).to.equal("UNSUPPORTED");
  });
});
