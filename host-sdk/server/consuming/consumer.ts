/** The side that reads: lists the access grants to a server, opens what was shared and checks it. */
import { rescindSharedCredential } from "../../../enclave/kwil/actions.ts";
import { IdosError } from "../../../enclave/protocol/errors.ts";
import type { Uuid } from "../../../enclave/protocol/types.ts";
import { checkCredential, type CredentialChecks } from "./credential-checks.ts";
import { openCredential } from "../credential/open-credential.ts";
import type { ProvenCredential, Unproven } from "../credential/proven.ts";
import { createIssuerStatus } from "./issuer-status.ts";
import { publicKeys, readKeys, type KeySource, type PublicKeys } from "../shared/keys.ts";
import { networkFor, type NodeOptions } from "../shared/node-options.ts";
import { grantsTo, originalsBehind, sharedCopy, type Grant } from "../shared/shared-rows.ts";
import { evmSigner } from "../shared/signers.ts";
import { readIssuers, type TrustedIssuer } from "./trusted-issuers.ts";

/** Options of {@link createConsumer}. */
export interface ConsumerOptions extends NodeOptions {
  keys: KeySource;
  /** Whose credentials are believed. */
  issuers: readonly TrustedIssuer[];
}

/** What was read by a grant. Use it only if every check holds. */
export interface ReadCredential {
  grant: Grant;
  /** What the issuer's signature binds, and nothing else; with `unproven: "accept"` of the issuer, all of it. */
  credential: ProvenCredential;
  /** What else there is, with the reason; absent if there is nothing. The person's word, not the issuer's. */
  unproven?: Unproven | undefined;
  checks: CredentialChecks;
}

interface Cancellable {
  signal?: AbortSignal | undefined;
}

/** What {@link createConsumer} returns. Everything that waits rejects with an IdosError. */
export interface Consumer {
  readonly publicKeys: PublicKeys;
  /** Access grants to this server, of one user or of all. */
  grants(options?: Cancellable & { userId?: Uuid }): AsyncIterable<Grant>;
  /**
   * Opens what a grant shares, and checks it. A grant that was listed saves the search for its id.
   * @throws IdosError `NOT_FOUND` when it was revoked or never was; `DECRYPT_FAILED` when it was not sealed for
   * this server; `INVALID_ARGUMENT` when it is no credential
   */
  read(grant: Uuid | Grant, options?: Cancellable): Promise<ReadCredential>;
  /** Gives a grant back: deletes the copy and its access grant. @throws IdosError `NOT_FOUND` */
  rescind(grantId: Uuid, options?: Cancellable): Promise<void>;
}

/**
 * Creates a consumer. Makes no request by itself.
 * @throws IdosError `INVALID_ARGUMENT` naming the option or key that is wrong
 */
export function createConsumer(options: ConsumerOptions): Consumer {
  const keys = readKeys(options.keys);
  const issuers = readIssuers(options.issuers);
  const network = networkFor(options, evmSigner(keys.signer));
  const askIssuer = createIssuerStatus({ fetch: options.fetch });

  async function find(id: Uuid, signal: AbortSignal | undefined): Promise<Grant> {
    for await (const grant of grantsTo(network, undefined, signal))
      if (grant.id.toLowerCase() === id.toLowerCase()) return grant;
    throw new IdosError("NOT_FOUND", "No access grant with this id is given to this server");
  }

  return {
    publicKeys: publicKeys(keys),
    grants: ({ userId, signal } = {}) => grantsTo(network, userId, signal),

    async read(wanted, { signal } = {}) {
      const grant = typeof wanted === "string" ? await find(wanted, signal) : wanted;
      const copy = await sharedCopy(network, grant.dataId, signal);
      if (copy.userId !== grant.userId)
        throw new IdosError("NETWORK_CONFLICT", "The storage node names two owners for one shared copy");
      const opened = await openCredential(copy, keys.encryption);
      const originals = await Promise.all(
        issuers.map(async (issuer) => {
          const rows = await Promise.all(
            issuer.rowKeys.map((key) => originalsBehind(network, grant.userId, key, signal)),
          );
          return { issuer, rows: rows.flat() };
        }),
      );
      const checked = await checkCredential({
        ...opened,
        grant,
        issuers,
        originals,
        now: new Date(),
      });
      const { behind, ...read } = checked;
      // An issuer is asked about what it issued only: the node's row names it.
      if (behind && read.checks.status.ok) {
        const said = await askIssuer(behind.issuer, behind.notesId, signal);
        if (!said.ok) read.checks.status = said;
      }
      return { grant, ...read };
    },

    async rescind(grantId, { signal } = {}) {
      const { dataId } = await find(grantId, signal);
      await network.execute(rescindSharedCredential, { credential_id: dataId }, { signal });
    },
  };
}
