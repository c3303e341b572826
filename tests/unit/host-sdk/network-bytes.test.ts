import { expect } from "chai";
import {
  getAccessGrantsGranted,
  hasProfile,
  revokeAccessGrant,
  shareCredential,
} from "../../../enclave/kwil/actions.ts";
import { encodeExecute } from "../../../enclave/kwil/payload.ts";
import vectors from "../../vectors/kwil.json";
import { node } from "./support/recorded-node.ts";
import { rows } from "./support/scripted-fetch.ts";

const ID = "6f6c1c0e-58f4-4a0e-9d5e-2f3a4b5c6d7e";

/** The recorded requests of an exchange, as text: byte for byte. */
function recorded(label: string): string[] {
  const exchange = vectors.exchanges.find((one) => one.label === label);
  if (!exchange) throw new Error(`no exchange ${label}`);
  return exchange.requests
    .filter(({ method }) => method !== "user.health")
    .map(({ method, params }) => `${method} ${JSON.stringify(params)}`);
}

describe("the network client and the reference client send the same bytes", () => {
  const asText = (sent: { method: string; params: unknown }[]) =>
    sent.map(({ method, params }) => `${method} ${JSON.stringify(params)}`);

  it("in a call without a wallet", async () => {
    const { sent, make } = node((method) => (method === "user.call" ? rows({ has_profile: false }) : undefined));
    const network = make({ signer: undefined });
    expect(await network.call(hasProfile, { address: vectors.inputs.has_profile[0] ?? "" })).to.deep.equal([
      { has_profile: false },
    ]);
    expect(asText(sent)).to.deep.equal(recorded("call has_profile, signed out"));
  });

  it("in a call that needs a sign-in, with the signature that ethers made", async () => {
    const { sent, make, signer } = node();
    expect(
      await make({ chainId: vectors.chainId }).call(getAccessGrantsGranted, { user_id: null, page: 1, size: 20 }),
    ).to.deep.equal([{ ok: true }]);
    expect(asText(sent)).to.deep.equal(recorded("call get_access_grants_granted, gateway sign-in on the way"));
    expect(signer.asked).to.deep.equal([{ for: "sign-in", text: vectors.exchanges[1]?.signed[0]?.text }]);
  });

  it("in a transaction, with the signature that ethers made", async () => {
    const { sent, make, signer } = node();
    const receipt = await make({ chainId: vectors.chainId }).execute(revokeAccessGrant, { id: ID });
    expect(receipt).to.deep.equal({ txHash: "0102" });
    expect(asText(sent)).to.deep.equal(recorded("execute revoke_access_grant"));
    const text = vectors.exchanges[3]?.signed[0]?.text;
    const digest = /^PayloadDigest: (.*)$/m.exec(text ?? "")?.[1];
    expect(signer.asked).to.deep.equal([{ for: "transaction", text, action: "revoke_access_grant", digest }]);
  });

  it("in a transaction that was encoded elsewhere", async () => {
    const { sent, make } = node();
    const [
      id = "",
      original = "",
      notes = "",
      notesSignature = "",
      broader = "",
      content = "",
      hash = "",
      encryptor = "",
      issuer = "",
      grantee = "",
    ] = vectors.inputs.share_credential.map(String);
    const payload = encodeExecute(shareCredential, {
      id,
      original_credential_id: original,
      public_notes: notes,
      public_notes_signature: notesSignature,
      broader_signature: broader,
      content,
      content_hash: hash,
      encryptor_public_key: encryptor,
      issuer_auth_public_key: issuer,
      grantee_wallet_identifier: grantee,
      locked_until: Number(vectors.inputs.share_credential[10]),
    });
    await make({ chainId: vectors.chainId }).executePayload({ payload, action: shareCredential });
    expect(asText(sent)).to.deep.equal(recorded("execute share_credential"));
  });
});
