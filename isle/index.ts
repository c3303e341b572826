/** The Isle: `<idos-isle>`, and the same without its looks. Importing it registers the element where there is a registry. */
import { IdosIsle } from "./idos-isle.ts";

export { IdosIsle };
export { IdosError, isIdosError } from "../host-sdk/index.ts";
export { createIsle } from "./create-isle.ts";
export type { Isle, IsleEvents, IsleOptions, Withdrawable } from "./create-isle.ts";
export { IdosCheckEvent, IdosGrantedEvent, IdosRevokedEvent, IdosStateEvent } from "./events.ts";
export type { CheckMemory, RememberedCheck } from "./check-memory.ts";
export type { WalletDiscovery } from "./run-effects.ts";
export type { PersonEvent } from "./machine/events.ts";
export type { Failure } from "./machine/failure.ts";
export type { Holdings, Job } from "./machine/jobs.ts";
export type {
  Failed,
  Goal,
  IsleRequest,
  IsleState,
  Prompt,
  Resting,
  Tab,
  TrackedCheck,
  View,
  Waiting,
} from "./machine/state.ts";

if (typeof customElements !== "undefined" && !customElements.get("idos-isle"))
  customElements.define("idos-isle", IdosIsle);
