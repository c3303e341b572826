/** `linkRecovery`: lets a wallet rebuild an MPC key. */
import { recoveryChange } from "./recovery-change.ts";

/** The method. */
export const linkRecovery = recoveryChange;
