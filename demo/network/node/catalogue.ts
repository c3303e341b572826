/** Every action that the node has, by name. */
import { accessGrantActions } from "./actions/access-grants.ts";
import { credentialActions } from "./actions/credentials.ts";
import { delegatedWriteActions } from "./actions/delegated-writes.ts";
import { inserterActions } from "./actions/inserters.ts";
import { sharingActions } from "./actions/sharing.ts";
import { userActions } from "./actions/users.ts";
import { walletActions } from "./actions/wallets.ts";
import type { ColumnType, Declaration } from "./declaration.ts";
import type { Row } from "./sql.ts";

/** The namespace that all actions are in. */
export const NAMESPACE = "main";

/** Every declaration, in the order of the schema. */
export const DECLARATIONS: readonly Declaration[] = [
  ...inserterActions,
  ...userActions,
  ...walletActions,
  ...credentialActions,
  ...sharingActions,
  ...delegatedWriteActions,
  ...accessGrantActions,
];

/** Declarations by action name. */
export const CATALOGUE: ReadonlyMap<string, Declaration> = new Map(DECLARATIONS.map((d) => [d.action.name, d]));

/** Result columns of {@link describeActions}. */
export const CATALOGUE_COLUMNS: Readonly<Record<string, ColumnType>> = {
  namespace: "text",
  name: "text",
  access_modifiers: "text",
  parameter_names: "text",
  parameter_types: "text",
  return_names: "text",
  return_types: "text",
};

/** The actions as rows of Kwil's `info.actions`, which `kwil-js` asks for when it is given named inputs. */
export function describeActions(): Record<string, Row[string] | string[]>[] {
  return DECLARATIONS.map(({ action, kind, returns }) => ({
    namespace: NAMESPACE,
    name: action.name,
    access_modifiers: kind === "view" ? ["PUBLIC", "VIEW"] : ["PUBLIC"],
    parameter_names: action.inputs.map((input) => `$${input.split(":")[0]}`),
    parameter_types: action.inputs.map((input) => input.split(":")[1] ?? ""),
    return_names: Object.keys(returns),
    return_types: Object.values(returns),
  }));
}
