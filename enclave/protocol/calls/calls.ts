/**
 * The methods that the host may call: the one list, from which the guard, the frame's and the vault's dispatch, the
 * host's types and `docs/protocol.md` derive. One more is a file beside this one, a row here, and its flow in the vault.
 */
import type { InferOutput } from "valibot";
import { configure } from "./configure.ts";
import { createKey } from "./create-key.ts";
import { grant } from "./grant.ts";
import { linkRecovery } from "./link-recovery.ts";
import { lock } from "./lock.ts";
import { manage } from "./manage.ts";
import { status } from "./status.ts";
import { unlinkRecovery } from "./unlink-recovery.ts";
import { unlock } from "./unlock.ts";
import { view } from "./view.ts";

/** The list. */
export const CALLS = {
  status,
  configure,
  createKey,
  unlock,
  lock,
  grant,
  view,
  manage,
  linkRecovery,
  unlinkRecovery,
};

type Table = typeof CALLS;
/** Parameters and result of each. */
export type Calls = {
  [M in keyof Table]: { params: InferOutput<Table[M]["params"]>; result: InferOutput<Table[M]["result"]> };
};
/** Those that run in the vault with the person's key. */
export type KeyMethod = { [M in keyof Table]: Table[M]["withKey"] extends true ? M : never }[keyof Table];
/** Those that the frame answers by handlers of its own. */
export type OwnMethod = Exclude<keyof Table, KeyMethod>;
