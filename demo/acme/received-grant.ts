/** A grant that Acme received, as its back office sees it. */

/** One of the checks that Acme's server made. */
export interface CheckOutcome {
  /** `proof`, `issuer`, `status`, `expiry`, `hash`. */
  name: string;
  ok: boolean;
  /** Why not. */
  why?: string | undefined;
}

/** What a read of the network gave. */
export interface Reading {
  /** Unix seconds. */
  at: number;
  /** The credential's subject, in its order; of files, their size. Empty when it could not be read. */
  subject: [name: string, value: string][];
  /** Empty when there was nothing to check. */
  checks: CheckOutcome[];
}

/** A grant with its first reading. */
export interface ReceivedGrant extends Reading {
  grantId: string;
  userId: string;
  /** Why there is no card; empty when there is one. */
  reasons: string[];
}

/** Answer to "Read again": a new reading, or the network's refusal. */
export type ReadAgain = { reading: Reading } | { refused: { code: string; message: string } };
