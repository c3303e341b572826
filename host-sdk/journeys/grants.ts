/** Access grants: asking for one, listing, revoking. */
import {
  getAccessGrantsOwned,
  removeCredential,
  revokeAccessGrant,
  shareCredential,
} from "../../enclave/kwil/actions.ts";
import { setAccessGrantLimits } from "../../enclave/kwil/extension-actions.ts";
import { IdosError, isIdosError } from "../../enclave/protocol/errors.ts";
import { ownCredentials, readableBoxes } from "./credentials.ts";
import { futureGrantId } from "./grant-id.ts";
import { grantRow } from "./rows.ts";
import { readAnswer } from "../network/http.ts";
import type { Parts, Session } from "./session.ts";
import { checkSharedPayload } from "./shared-payload.ts";
import type { AccessGrant, GrantLimits, Idos } from "../shared/types.ts";
import { unlockedCall } from "./unlocked-call.ts";

async function ownGrants({ network }: Session, signal: AbortSignal): Promise<AccessGrant[]> {
  const rows = await network.call(getAccessGrantsOwned, {}, { signal });
  return rows.map((row) => {
    const { id, data_id, ag_grantee_wallet_identifier, locked_until, content_hash } = readAnswer(
      grantRow,
      row,
      "get_access_grants_owned",
    );
    return {
      id,
      dataId: data_id,
      grantee: ag_grantee_wallet_identifier,
      lockedUntil: locked_until,
      contentHash: content_hash ?? "",
    };
  });
}

/** @throws IdosError `INVALID_ARGUMENT` naming what the network would refuse only after the person's consent */
function checkLimits({ expiresAt, maxReads }: GrantLimits = {}): void {
  if (expiresAt !== undefined && !(Number.isSafeInteger(expiresAt) && expiresAt * 1000 > Date.now()))
    throw new IdosError("INVALID_ARGUMENT", "limits.expiresAt: expected unix seconds to come");
  if (maxReads !== undefined && !(Number.isSafeInteger(maxReads) && maxReads > 0))
    throw new IdosError("INVALID_ARGUMENT", "limits.maxReads: expected a whole number, 1 or more");
}

/** True where the network enforces an end and a number of reads. */
async function enforcesLimits({ network }: Session, signal: AbortSignal): Promise<boolean> {
  return (await network.extensions({ signal }))["access_grant_limits"] === 1;
}

/** Makes `idos.grants`. */
export function createGrants(parts: Parts): Idos["grants"] {
  const { run, backend, profile } = parts;

  return {
    request: (found, { purpose, requirements, timelock, limits, signal }) =>
      run(signal, async (session, signal) => {
        if (!found.length) throw new IdosError("NO_MATCH", "No credential was found that could be granted");
        const { name, consumer } = await backend.description(signal);
        if (!consumer) throw new IdosError("UNSUPPORTED", "This backend reads no credentials");
        checkLimits(limits);
        if (limits && !(await enforcesLimits(session, signal)))
          throw new IdosError("UNSUPPORTED", "limits: this network does not enforce them");
        const mine = await profile(session, signal);
        const candidates = await readableBoxes(session, found, signal);
        const copyId = crypto.randomUUID();
        const asked = { candidates, consumer: { name, ...consumer }, requirements, purpose, timelock, copyId };
        const result = await unlockedCall(parts, session, mine, "grant", asked, signal);
        const payload = await checkSharedPayload(asked, result);

        if (limits) {
          // Before the grant, whose id is known: there is no moment in which it is without them.
          const id = await futureGrantId(consumer.walletIdentifier, copyId, result.lockedUntil);
          const { expiresAt = null, maxReads = null } = limits;
          await session.network.execute(
            setAccessGrantLimits,
            { id, expires_at: expiresAt, max_reads: maxReads },
            { signal },
          );
        }
        const written = async (): Promise<AccessGrant | undefined> =>
          (await ownGrants(session, signal)).find(
            (grant) =>
              grant.dataId === copyId &&
              // Grantees compare without regard to case, whatever their kind.
              grant.grantee.toLowerCase() === consumer.walletIdentifier.toLowerCase() &&
              grant.lockedUntil === result.lockedUntil &&
              grant.contentHash === result.contentHash,
          );
        let grant: AccessGrant | undefined;
        try {
          await session.network.executePayload({ payload, action: shareCredential }, { signal });
        } catch (error) {
          // The answer may be what was lost, not the transaction.
          if (isIdosError(error, "NETWORK_UNREACHABLE")) grant = await written().catch(() => undefined);
          if (!grant) throw error;
        }
        grant ??= await written();
        if (!grant)
          throw new IdosError("NETWORK_CONFLICT", "The storage node accepted the grant, but does not show it");
        await backend.hintGrant({ grantId: grant.id });
        const { credentialId, digest, lockedUntil } = result;
        return { grantId: grant.id, copyId, credentialId, digest, lockedUntil };
      }),

    list: ({ signal } = {}) =>
      run(signal, async (session, signal) => {
        const [grants, credentials] = await Promise.all([ownGrants(session, signal), ownCredentials(session, signal)]);
        return grants.map((grant) => ({
          ...grant,
          originalId: credentials.find(({ id }) => id === grant.dataId)?.originalId,
        }));
      }),

    limitable: ({ signal } = {}) => run(signal, enforcesLimits),

    revoke: (grantId, { signal } = {}) =>
      run(signal, async (session, signal) => {
        const [grants, credentials] = await Promise.all([ownGrants(session, signal), ownCredentials(session, signal)]);
        const grant = grants.find(({ id }) => id === grantId);
        if (!grant) throw new IdosError("NOT_FOUND", "No such access grant, or not yours");
        const { dataId, lockedUntil: until } = grant;
        if (until * 1000 >= Date.now())
          throw new IdosError(
            "TIMELOCKED",
            `This access grant is locked until ${new Date(until * 1000).toISOString()}`,
            { data: { until } },
          );
        // A grant on an original, as other clients may have made: the original itself must stay.
        if (credentials.find(({ id }) => id === dataId)?.copy)
          await session.network.execute(removeCredential, { id: dataId }, { signal });
        else await session.network.execute(revokeAccessGrant, { id: grantId }, { signal });
      }),
  };
}
