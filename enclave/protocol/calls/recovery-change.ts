/** What `linkRecovery` and `unlinkRecovery` have in common: whom they name, and what each node made of it. */
import * as v from "valibot";
import { isCode, type Code } from "../errors.ts";
import { text } from "../schemas.ts";
import type { NodeResult } from "../types.ts";
import type { RecoveryWallet } from "../wallet-kinds.ts";
import { recoveryWallet } from "../wallet-schemas.ts";
import type { KeyCall } from "./definition.ts";

export interface LinkRecoveryParams {
  /** A wallet that can rebuild the key now; it signs. */
  wallet: RecoveryWallet;
  /** The wallet that shall be able to, or no longer. */
  target: RecoveryWallet;
}
export interface LinkRecoveryResult {
  /** In node order. */
  nodes: NodeResult[];
}

/** Either method. */
export const recoveryChange: KeyCall<LinkRecoveryParams, LinkRecoveryResult> = {
  params: v.strictObject({ wallet: recoveryWallet, target: recoveryWallet }),
  result: v.strictObject({
    nodes: v.pipe(
      v.array(v.strictObject({ node: text(500), ok: v.boolean(), code: v.optional(v.custom<Code>(isCode)) })),
      v.maxLength(255),
    ),
  }),
  consent: "each",
  surface: "window",
  deadline: null,
  withKey: true,
};
