/** `unlinkRecovery`: takes a wallet's power to rebuild an MPC key away. */
import { recoveryChange } from "./recovery-change.ts";

/** The method. */
export const unlinkRecovery = recoveryChange;
