import { expect } from "chai";
import { toBase64 } from "../../../enclave/crypto/bytes.ts";
import { removeCredential } from "../../../enclave/kwil/actions.ts";
import { encodeExecute } from "../../../enclave/kwil/payload.ts";
import { command, frames, settled } from "./support/enclave-fixture.ts";
import { KEY, USER } from "./support/fake-world.ts";
import { CREDENTIAL, setUpIdos } from "./support/idos-setup.ts";
import { rejection } from "./support/rejection.ts";
import { rows, UNREACHABLE } from "./support/scripted-fetch.ts";

const t = setUpIdos();

describe("asking for a grant", () => {
  const request = { purpose: "Open a card account" };

  it("gives the enclave boxes, consumer and purpose, signs what it returns, reads back and tells the backend", async () => {
    await t.member();
    const receipt = await t.idos.grants.request([{ id: CREDENTIAL }], request);
    const [grant] = t.world.grants;
    expect(receipt).to.deep.include({
      grantId: grant?.id,
      copyId: grant?.data_id,
      credentialId: CREDENTIAL,
      lockedUntil: 0,
    });
    await settled();
    const [asking] = t.reports.of("grant") as Record<string, unknown>[];
    expect(asking).to.deep.include({
      purpose: request.purpose,
      copyId: receipt.copyId,
      consumer: { name: "Acme Card", walletIdentifier: `0x${"c".repeat(40)}`, encryptionPublicKey: KEY },
    });
    const transaction = t.asked.find((what) => what.for === "transaction");
    expect(transaction?.text).to.contain(`PayloadDigest: ${receipt.digest}`);
    expect(transaction).to.include({ action: "share_credential", digest: receipt.digest });
    expect(t.world.log).to.deep.equal([
      "backend /description",
      `share_credential ${receipt.copyId}`,
      "backend /grants",
    ]);
  });

  describe("with several that were found", () => {
    const OTHER = "00000000-0000-4000-8000-0000000000aa";
    const row = { public_notes: "{}", issuer_auth_public_key: "ab".repeat(32), encryptor_public_key: KEY };
    const good = { ...row, content: toBase64(new Uint8Array(40)) };
    const found = [{ id: OTHER }, { id: CREDENTIAL }];
    const answers = (first: unknown, second: unknown = rows({ ...good, id: CREDENTIAL })) => {
      t.world.action = (name, [id]) => (name === "get_credential_owned" ? (id === OTHER ? first : second) : undefined);
    };
    const offered = async () => {
      await settled();
      const [asking] = t.reports.of("grant") as { candidates: { id: string }[] }[];
      return asking?.candidates.map(({ id }) => id);
    };

    it("offers the others when one is gone meanwhile", async () => {
      await t.member();
      answers(rows());
      expect((await t.idos.grants.request(found, request)).credentialId).to.equal(CREDENTIAL);
      expect(await offered()).to.deep.equal([CREDENTIAL]);
    });

    it("offers the others when the row of one has no known form", async () => {
      await t.member();
      answers(rows({ ...good, id: OTHER, encryptor_public_key: "none" }));
      expect((await t.idos.grants.request(found, request)).credentialId).to.equal(CREDENTIAL);
      expect(await offered()).to.deep.equal([CREDENTIAL]);
    });

    it("says why when none can be read, and when the node does not answer", async () => {
      await t.member();
      answers(rows(), rows());
      expect((await rejection(t.idos.grants.request(found, request))).code).to.equal("NOT_FOUND");
      answers(UNREACHABLE);
      expect((await rejection(t.idos.grants.request(found, request))).code).to.equal("NETWORK_UNREACHABLE");
      expect(await offered()).to.equal(undefined);
    });
  });

  it("issues unlock and grant back to back, so that they share one window", async () => {
    await t.member();
    await t.idos.preload();
    await command("plan", { unlock: "hang" });
    const stop = new AbortController();
    const asking = rejection(t.idos.grants.request([{ id: CREDENTIAL }], { ...request, signal: stop.signal }));
    // The grant is there although the unlock is not answered.
    await t.reports.next("grant");
    expect(t.reports.of("unlock")).to.have.length(1);
    stop.abort();
    expect((await asking).code).to.equal("ABORTED");
  });

  it("withdraws the grant when the unlock fails, with the unlock's error", async () => {
    await t.member();
    await t.idos.preload();
    await command("plan", { unlock: "WRONG_PASSWORD", grant: "hang" });
    expect((await rejection(t.idos.grants.request([{ id: CREDENTIAL }], request))).code).to.equal("WRONG_PASSWORD");
    expect(await t.reports.next("aborted")).to.equal("grant");
    expect(t.world.log).to.deep.equal(["backend /description"]);
  });

  it("writes nothing when the person declines", async () => {
    await t.member();
    await t.idos.preload();
    await command("plan", { grant: "USER_REJECTED" });
    expect((await rejection(t.idos.grants.request([{ id: CREDENTIAL }], request))).code).to.equal("USER_REJECTED");
    expect(t.world.grants).to.deep.equal([]);
    expect(t.asked.map((what) => what.for)).to.not.include("transaction");
  });

  it("sets limits before the grant is there, where the network enforces them", async () => {
    await t.member();
    t.world.extensions = { access_grant_limits: 1 };
    expect(await t.idos.grants.limitable()).to.equal(true);
    const limits = { expiresAt: 1893456000, maxReads: 3 };
    const sent: unknown[] = [];
    t.world.action = (name, args) => void (name === "set_access_grant_limits" && sent.push(args));
    const receipt = await t.idos.grants.request([{ id: CREDENTIAL }], { ...request, limits });
    expect(sent).to.deep.equal([[receipt.grantId, 1893456000, 3]]);
    expect(t.world.log.slice(1, 3)).to.deep.equal([
      `set_access_grant_limits ${receipt.grantId}`,
      `share_credential ${receipt.copyId}`,
    ]);
    await t.idos.grants.request([{ id: CREDENTIAL }], { ...request, limits: { maxReads: 1 } });
    expect(sent[1]).to.deep.include.members([null, 1]);
  });

  it("asks nobody for a grant with limits where the network does not enforce them", async () => {
    await t.member();
    const answers: (Record<string, number> | undefined)[] = [undefined, {}, { access_grant_limits: 2 }];
    for (const extensions of answers) {
      if (extensions) t.world.extensions = extensions;
      expect(await t.idos.grants.limitable()).to.equal(false);
      const error = await rejection(
        t.idos.grants.request([{ id: CREDENTIAL }], { ...request, limits: { maxReads: 1 } }),
      );
      expect(error.code).to.equal("UNSUPPORTED");
    }
    expect(t.reports.of("grant")).to.deep.equal([]);
    expect(t.asked.map((what) => what.for)).to.not.include("transaction");
  });

  it("names limits of a wrong form before anybody is asked", async () => {
    await t.member();
    t.world.extensions = { access_grant_limits: 1 };
    for (const [name, limits] of [
      ["limits.expiresAt", { expiresAt: 1_700_000_000 }],
      ["limits.expiresAt", { expiresAt: 4e9 + 0.5 }],
      ["limits.maxReads", { expiresAt: 4_000_000_000, maxReads: 0 }],
      ["limits.maxReads", { maxReads: Number.NaN }],
    ] as const) {
      const error = await rejection(t.idos.grants.request([{ id: CREDENTIAL }], { ...request, limits }));
      expect(error.code).to.equal("INVALID_ARGUMENT");
      expect(error.message).to.match(new RegExp(`^${name}: `));
    }
    expect(t.reports.of("grant")).to.deep.equal([]);
  });

  it("writes no grant when its limits are refused", async () => {
    await t.member();
    await t.idos.profile();
    t.world.extensions = { access_grant_limits: 1 };
    t.world.action = (name) => (name === "set_access_grant_limits" ? "DENIED: not you" : undefined);
    const asking = t.idos.grants.request([{ id: CREDENTIAL }], { ...request, limits: { maxReads: 1 } });
    expect((await rejection(asking)).code).to.equal("NETWORK_DENIED");
    expect(t.world.grants).to.deep.equal([]);
  });

  it("writes nothing when the wallet declines, and the next attempt works", async () => {
    await t.member();
    await t.idos.profile();
    t.provider.override = (method) => {
      if (method === "personal_sign") throw Object.assign(new Error("no"), { code: 4001 });
      return undefined;
    };
    expect((await rejection(t.idos.grants.request([{ id: CREDENTIAL }], request))).code).to.equal("WALLET_REJECTED");
    t.provider.override = () => undefined;
    await t.idos.grants.request([{ id: CREDENTIAL }], request);
    expect(t.world.grants).to.have.length(1);
  });

  const timelock = { until: 1893456000, optional: true };
  for (const [name, altered, asks, what] of [
    [
      "another grantee",
      { payload: JSON.stringify({ grantee_wallet_identifier: `0x${"e".repeat(40)}` }) },
      request,
      "grantee_wallet_identifier",
    ],
    ["another copy", { payload: JSON.stringify({ id: USER }) }, request, "id"],
    [
      "another original",
      { payload: JSON.stringify({ original_credential_id: USER }) },
      request,
      "original_credential_id",
    ],
    ["an original that was not offered", { credentialId: USER }, request, "credential"],
    ["public notes", { payload: JSON.stringify({ public_notes: "hello" }) }, request, "public_notes"],
    ["another content hash", { payload: JSON.stringify({ content_hash: "cd".repeat(32) }) }, request, "content_hash"],
    ["a lock that nobody asked for", { lockedUntil: 1893456000 }, request, "timelock"],
    ["a lock in the payload alone", { payload: JSON.stringify({ locked_until: 1893456000 }) }, request, "locked_until"],
    ["a longer lock", { lockedUntil: 1893456001 }, { ...request, timelock }, "timelock"],
    [
      "no lock where one is required",
      { lockedUntil: 0 },
      { ...request, timelock: { ...timelock, optional: false } },
      "timelock",
    ],
    ["another digest", { digest: "00".repeat(20) }, request, "digest"],
    ["another action", { raw: toBase64(encodeExecute(removeCredential, { id: CREDENTIAL })) }, request, "action"],
  ] as const)
    it(`signs nothing when the enclave's transaction has ${name}`, async () => {
      await t.member();
      await t.idos.preload();
      await command("alter", altered);
      const error = await rejection(t.idos.grants.request([{ id: CREDENTIAL }], asks));
      expect(error.code).to.equal("INTERNAL");
      expect(error.message).to.contain(`(${what})`);
      expect(t.asked.map((one) => one.for)).to.not.include("transaction");
    });

  it("takes a lock that was asked for, and one that the person left out where that is allowed", async () => {
    await t.member();
    expect((await t.idos.grants.request([{ id: CREDENTIAL }], { ...request, timelock })).lockedUntil).to.equal(
      timelock.until,
    );
    await command("alter", { lockedUntil: 0 });
    expect((await t.idos.grants.request([{ id: CREDENTIAL }], { ...request, timelock })).lockedUntil).to.equal(0);
  });

  it("does not believe a node that accepted the grant and does not show it", async () => {
    await t.member();
    t.world.action = (name) => (name === "share_credential" ? { ok: true } : undefined);
    expect((await rejection(t.idos.grants.request([{ id: CREDENTIAL }], request))).code).to.equal("NETWORK_CONFLICT");
    expect(t.world.log).to.not.include("backend /grants");
  });

  it("does not believe a grant that the node wrote with another lock", async () => {
    await t.member();
    const push = t.world.grants.push.bind(t.world.grants);
    t.world.grants.push = (...grants) => push(...grants.map((grant) => ({ ...grant, locked_until: 1893456000 })));
    expect((await rejection(t.idos.grants.request([{ id: CREDENTIAL }], request))).code).to.equal("NETWORK_CONFLICT");
  });

  it("finds its grant whatever the case in which the node has the grantee", async () => {
    await t.member();
    const push = t.world.grants.push.bind(t.world.grants);
    t.world.grants.push = (...grants) =>
      push(
        ...grants.map((grant) => ({
          ...grant,
          ag_grantee_wallet_identifier: grant.ag_grantee_wallet_identifier.toUpperCase(),
        })),
      );
    expect((await t.idos.grants.request([{ id: CREDENTIAL }], request)).credentialId).to.equal(CREDENTIAL);
  });

  it("succeeds when only the answer of the node was lost", async () => {
    await t.member();
    let inside = false;
    t.world.action = (name, args) => {
      if (name !== "share_credential" || inside) return undefined;
      const [id, , , , , , hash, , , grantee] = args.map(String) as string[];
      t.world.grants.push({
        id: USER,
        data_id: id ?? "",
        ag_grantee_wallet_identifier: grantee ?? "",
        locked_until: "0",
        content_hash: hash ?? "",
      });
      inside = true;
      return UNREACHABLE;
    };
    expect((await t.idos.grants.request([{ id: CREDENTIAL }], request)).grantId).to.equal(USER);
  });

  it("is unreachable when the transaction itself was lost", async () => {
    await t.member();
    t.world.action = (name) => (name === "share_credential" ? UNREACHABLE : undefined);
    expect((await rejection(t.idos.grants.request([{ id: CREDENTIAL }], request))).code).to.equal(
      "NETWORK_UNREACHABLE",
    );
  });

  it("succeeds when the backend's hint is lost", async () => {
    await t.member();
    t.world.backend = (path) => (path === "/grants" ? UNREACHABLE : undefined);
    expect((await t.idos.grants.request([{ id: CREDENTIAL }], request)).credentialId).to.equal(CREDENTIAL);
  });

  it("is NO_MATCH without a credential, and opens nothing", async () => {
    await t.member();
    expect((await rejection(t.idos.grants.request([], request))).code).to.equal("NO_MATCH");
    expect(frames()).to.deep.equal([]);
  });

  it("is refused where the backend reads no credentials", async () => {
    await t.member();
    t.world.description.consumer = undefined;
    expect((await rejection(t.idos.grants.request([{ id: CREDENTIAL }], request))).code).to.equal("UNSUPPORTED");
  });

  it("is not possible for a wallet without a profile", async () => {
    await t.idos.connect(t.provider);
    expect((await rejection(t.idos.grants.request([{ id: CREDENTIAL }], request))).code).to.equal("NOT_FOUND");
  });
});
