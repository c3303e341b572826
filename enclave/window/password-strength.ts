/**
 * How many guesses a password takes. The profile's public key lets anybody test guesses without asking anyone, so this
 * is the protection. The dictionaries are large and loaded at the first keystroke.
 */

/** Fewest guesses of a new password. */
export const MIN_GUESSES = 1e10;
/** Characters that are looked at: the estimate's work grows faster than the length. */
const MAX_LENGTH = 100;

/** Estimates the guesses that a password takes. @param known words that a guesser would try first */
export type Estimate = (password: string, known: string[]) => number;

let loading: Promise<Estimate> | undefined;

/** Loads the estimator, once; a failure is not remembered. */
export function loadEstimate(): Promise<Estimate> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<Estimate> {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
    import("@zxcvbn-ts/language-en"),
  ]);
  const estimator = new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    translations: english.translations,
  });
  return (password, known) =>
    estimator.check([...password.normalize("NFKC")].slice(0, MAX_LENGTH).join(""), known).guesses;
}
