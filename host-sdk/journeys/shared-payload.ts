/** What the enclave returned for signing, compared with what was asked: the wallet shows only a digest of it. */
import { shareCredential } from "../../enclave/kwil/actions.ts";
import { decodeExecute } from "../../enclave/kwil/payload.ts";
import { digestOf } from "../shared/digest.ts";
import { IdosError } from "../../enclave/protocol/errors.ts";
import type { GrantParams, GrantResult } from "../../enclave/protocol/calls/grant.ts";

type Asked = Pick<GrantParams, "candidates" | "consumer" | "timelock" | "copyId">;

/**
 * Decodes and checks the enclave's `share_credential` payload.
 * @param asked what the host asked the enclave for
 * @param result what the enclave answered
 * @returns the payload's bytes
 * @throws IdosError `INTERNAL` naming what differs; nothing must be signed then
 */
export async function checkSharedPayload(asked: Asked, result: GrantResult): Promise<Uint8Array> {
  const { payload } = result;
  const { namespace, action, batches } = decodeExecute(payload);
  const [values = [], ...more] = batches;
  const differs = (what: string) =>
    new IdosError("INTERNAL", `The enclave's transaction is not what was asked (${what}); nothing was signed`);
  if (
    namespace !== "main" ||
    action !== shareCredential.name ||
    more.length ||
    values.length !== shareCredential.inputs.length
  )
    throw differs("action");
  const { until, optional } = asked.timelock ?? { until: 0, optional: false };
  if (result.lockedUntil !== until && !(optional && result.lockedUntil === 0)) throw differs("timelock");
  if (!asked.candidates.some(({ id }) => id === result.credentialId)) throw differs("credential");
  if (result.digest !== (await digestOf(payload))) throw differs("digest");
  const expected: Record<string, string | number> = {
    id: asked.copyId,
    original_credential_id: result.credentialId,
    public_notes: "",
    content_hash: result.contentHash,
    grantee_wallet_identifier: asked.consumer.walletIdentifier,
    locked_until: result.lockedUntil,
  };
  shareCredential.inputs.forEach((spec, i) => {
    const [name = "", type] = spec.split(":");
    const found = values[i];
    if (found?.type !== type || (Object.hasOwn(expected, name) && found?.value !== expected[name])) throw differs(name);
  });
  return payload;
}
