/** Every action that the node has, by name. */
import { accessGrantLimitActions } from "./actions/access-grant-limits.ts";
import { accessGrantActions } from "./actions/access-grants.ts";
import { attributeActions } from "./actions/attributes.ts";
import { credentialActions } from "./actions/credentials.ts";
import { delegatedAccessActions } from "./actions/delegated-access.ts";
import { delegatedWriteActions } from "./actions/delegated-writes.ts";
import { gasAndTokenActions } from "./actions/gas-and-tokens.ts";
import { inserterActions } from "./actions/inserters.ts";
import { sharingActions } from "./actions/sharing.ts";
import { userActions } from "./actions/users.ts";
import { walletActions } from "./actions/wallets.ts";
import type { ColumnType, Declaration } from "./declaration.ts";
import type { Extension } from "./extensions.ts";
import type { Row } from "./sql.ts";

/** The namespace that all actions are in. */
export const NAMESPACE = "main";

/** Every declaration, in the order of the schema, then those of extensions. */
export const DECLARATIONS: readonly Declaration[] = [
  ...inserterActions,
  ...userActions,
  ...walletActions,
  ...credentialActions,
  ...sharingActions,
  ...attributeActions,
  ...delegatedWriteActions,
  ...accessGrantActions,
  ...delegatedAccessActions,
  ...gasAndTokenActions,
  ...accessGrantLimitActions,
];

const CATALOGUE: ReadonlyMap<string, Declaration> = new Map(DECLARATIONS.map((d) => [d.action.name, d]));

const has = (extensions: ReadonlySet<Extension>, { extension }: Declaration): boolean =>
  extension === undefined || extensions.has(extension);

/** The declaration of an action, by name; undefined when the network has none. */
export function findDeclaration(name: string, extensions: ReadonlySet<Extension>): Declaration | undefined {
  const declaration = CATALOGUE.get(name);
  return declaration && has(extensions, declaration) ? declaration : undefined;
}

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
export function describeActions(extensions: ReadonlySet<Extension>): Record<string, Row[string] | string[]>[] {
  return DECLARATIONS.filter((one) => has(extensions, one)).map(({ action, kind, returns }) => ({
    namespace: NAMESPACE,
    name: action.name,
    access_modifiers: kind === "view" ? ["PUBLIC", "VIEW"] : ["PUBLIC"],
    parameter_names: action.inputs.map((input) => `$${input.split(":")[0]}`),
    parameter_types: action.inputs.map((input) => input.split(":")[1] ?? ""),
    return_names: Object.keys(returns),
    return_types: Object.values(returns),
  }));
}
