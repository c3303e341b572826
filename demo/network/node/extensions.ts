/**
 * What a network may offer beyond idOS's schema. Clients ask with `idos.extensions`, which deployed idOS does not
 * know, and hide what is not there.
 */
import { IdosError } from "../../../enclave/protocol/errors.ts";

/** Extensions, with the version that this node has. */
const VERSIONS = {
  /** An end and a number of reads for access grants. */
  access_grant_limits: 1,
  /**
   * An original whose copies are locked cannot be removed, and removing an original takes its copies. idOS's user
   * documentation promises it; deployed idOS differs.
   */
  guarded_originals: 1,
} as const;

/** An extension's name. */
export type Extension = keyof typeof VERSIONS;

/** Every extension. */
export const EXTENSIONS = Object.keys(VERSIONS) as readonly Extension[];

/** Those that a network has unless it is told otherwise: the ones that change nothing for who does not use them. */
export const DEFAULT_EXTENSIONS: readonly Extension[] = ["access_grant_limits"];

/** Names as a set. @throws IdosError `INVALID_ARGUMENT` for a name that is none */
export function extensionSet(names: readonly string[]): ReadonlySet<Extension> {
  const known = (name: string): name is Extension => Object.hasOwn(VERSIONS, name);
  if (!names.every(known))
    throw new IdosError("INVALID_ARGUMENT", `extensions: expected some of ${EXTENSIONS.join(", ")}`);
  return new Set(names);
}

/** Answer of `idos.extensions`: names with versions. */
export function advertised(extensions: ReadonlySet<Extension>): Record<string, number> {
  return Object.fromEntries([...extensions].map((name) => [name, VERSIONS[name]]));
}
