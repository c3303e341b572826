/** Types of `idos-isle/isle`: the element, its events, and the headless Isle. */
import type * as isle from "../../isle/index.ts";
import type * as onServer from "../../isle/index.node.ts";
import {
  createIsle,
  type IdosCheckEvent,
  type IdosGrantedEvent,
  type IdosIsle,
  type IdosRevokedEvent,
  type IdosStateEvent,
  type Isle,
  type IsleEvents,
  type IsleOptions,
  type IsleRequest,
  type IsleState,
  type PersonEvent,
  type Prompt,
} from "../../isle/index.ts";
import type { Check, GrantReceipt, Idos, IdosOptions } from "../../host-sdk/index.ts";
import { holds, type Same } from "./exactly.ts";

holds<
  Same<
    keyof typeof isle,
    | "IdosIsle"
    | "IdosError"
    | "isIdosError"
    | "createIsle"
    | "IdosCheckEvent"
    | "IdosGrantedEvent"
    | "IdosRevokedEvent"
    | "IdosStateEvent"
  >
>();
// A page that is rendered on a server finds the same names.
holds<Same<keyof typeof isle, keyof typeof onServer>>();

// The element.
const element = document.createElement("idos-isle");
holds<Same<typeof element, IdosIsle>>();
element.enclave = "https://enclave.example";
element.theme = "dark";
// @ts-expect-error no such theme
element.theme = "sepia";
holds<Same<IdosIsle["makeIdos"], (options: IdosOptions) => Idos>>();
holds<Same<ReturnType<IdosIsle["connect"]>, Promise<{ userId: string }>>>();
holds<Same<ReturnType<IdosIsle["verify"]>, Promise<Check>>>();
holds<Same<ReturnType<IdosIsle["request"]>, Promise<{ grantId: string }>>>();
void element.request({ purpose: "Open a card account", issuers: ["neobank"], level: "basic" });
// @ts-expect-error the person is told why
void element.request({ issuers: ["neobank"] });
// @ts-expect-error no such criterion
void element.request({ purpose: "", issuer: "neobank" });

// Its events, on it and on everything around it.
document.addEventListener("idos-granted", (event) => holds<Same<typeof event, IdosGrantedEvent>>());
element.addEventListener("idos-revoked", (event) => holds<Same<typeof event, IdosRevokedEvent>>());
element.addEventListener("idos-check", (event) => holds<Same<typeof event, IdosCheckEvent>>());
element.addEventListener("idos-state", (event) => holds<Same<typeof event, IdosStateEvent>>());
holds<Same<IdosGrantedEvent["receipt"], GrantReceipt>>();
holds<Same<IdosRevokedEvent["grantId"], string>>();
holds<Same<IdosCheckEvent["check"], Check>>();
holds<Same<IdosStateEvent["state"], IsleState>>();

// Without its looks.
declare const idos: Idos;
declare const state: IsleState;
const made: Isle = createIsle({ idos });
createIsle({ enclave: "https://enclave.example", node: "https://node.example", checkEvery: 1_000 });
// @ts-expect-error neither an Idos nor how to make one
createIsle({ checkEvery: 1_000 });
holds<Same<keyof Isle, "state" | "subscribe" | "on" | "send" | "connect" | "verify" | "request" | "close">>();
holds<Same<keyof IsleEvents, "granted" | "revoked" | "check">>();
made.on("granted", (receipt) => holds<Same<typeof receipt, GrantReceipt>>())();
made.send({ type: "tab", tab: "permissions" });
// @ts-expect-error what happens outside is not the person's doing
made.send({ type: "done", task: 1 });
// @ts-expect-error the Isle's own
made.state = state;
holds<Same<Extract<IsleOptions, { idos: Idos }>["checkEvery"], number | undefined>>();
holds<Same<IsleRequest["purpose"], string>>();
holds<Same<Prompt["by"], "click" | "window" | "wallet" | "nodes">>();
// A page that draws its own screens has to know every act of the person.
holds<
  Same<
    PersonEvent["type"],
    | "opened"
    | "look-again"
    | "wallet-chosen"
    | "create"
    | "key-chosen"
    | "tab"
    | "reload"
    | "get-verified"
    | "provider-chosen"
    | "approve"
    | "decline"
    | "show-verification"
    | "check-now"
    | "continue"
    | "view"
    | "delete"
    | "revoke"
    | "confirm"
    | "lock"
    | "manage"
    | "disconnect"
    | "retry"
    | "back"
    | "cancel"
    | "refuse"
  >
>();
