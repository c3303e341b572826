/** What happens when a caller does what a conformance case says, as a word. */
import { DECLARATIONS } from "../../../../demo/network/node/catalogue.ts";
import type { Case } from "./conformance-cases.ts";
import type { CallerName, World } from "./conformance-world.ts";
import { type Acts, Refused } from "./people.ts";

/** Declarations by action name. */
export const kinds = new Map(DECLARATIONS.map((declaration) => [declaration.action.name, declaration]));

/** Rows as a word: a single truth as it is, all else by whether there is any. */
function shown(rows: Record<string, unknown>[]): string {
  const [first, ...rest] = rows;
  if (!first) return "nothing";
  const values = Object.values(first);
  if (!rest.length && values.length === 1 && (typeof values[0] === "boolean" || values[0] === 0))
    return String(values[0]);
  return "rows";
}

/** A refusal as a word. */
function refusal(error: unknown): string {
  if (!(error instanceof Refused)) throw error;
  if (/the signature is not the sender's/.test(error.message)) return "~~signature~~";
  // kwil-js says this on −901 when it has no signer to sign in with.
  if (error.message.startsWith("KGW authentication requires a KwilSigner")) return "~~sign in~~";
  const word = /^([A-Z_]+)\b/.exec(error.message)?.[1];
  if (!word) throw error;
  return `~~${word}~~`;
}

/** What happens when a caller does it. @param caller by what the caller acts; NodeKwil unless given */
export async function outcome(
  world: World,
  { action, args }: Case,
  name: CallerName,
  caller: Acts = world.callers[name],
): Promise<string> {
  const given = await args(world);
  try {
    if (kinds.get(action.name)?.kind === "view")
      return shown(await (name === "signed out" ? caller.callSignedOut(action, given) : caller.call(action, given)));
    await caller.execute(action, given);
    world.renew();
    return "done";
  } catch (error) {
    return refusal(error);
  }
}
