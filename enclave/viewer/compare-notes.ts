/** Whether the notes that a site hands over with a credential can be about that credential. */
import { words } from "../words/words.ts";

/** A text property of something that may not even be an object. */
export function textOf(value: unknown, key: string): string | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  const found = (value as Record<string, unknown>)[key];
  return typeof found === "string" ? found : undefined;
}

/** A credential's own kinds: what `type` says beyond that it is a credential. */
export function typesOf(credential: unknown): string[] {
  if (typeof credential !== "object" || credential === null || !Object.hasOwn(credential, "type")) return [];
  const { type } = credential as { type: unknown };
  const types = Array.isArray(type) ? type : [type];
  return types.filter((entry): entry is string => typeof entry === "string" && entry !== "VerifiableCredential");
}

/** What {@link compareNotes} returns. */
export interface NotesCompared {
  /** Sentences for the person. */
  cautions: string[];
  /** Keys of the notes that say what the credential says. */
  agreeing: ReadonlySet<string>;
}

/** What a site can say otherwise than the credential. */
type Different = "kind" | "level" | "issuer" | "dates";

const DATES = ["issued", "issuanceDate", "approvedAt", "expirationDate", "validFrom", "validUntil"];
/** Issuers that are named by a key or a random id, which no name can be compared with. */
const OPAQUE = /^(did:(key|jwk|peer|pkh|ethr|ion):|urn:uuid:)/i;

const letters = (text: string): string =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
/** One name inside the other: `Neobank` and `https://neobank.example/issuers/1`. */
const namesOne = (a: string, b: string): boolean => {
  const [x, y] = [letters(a), letters(b)];
  return x !== "" && y !== "" && (x.includes(y) || y.includes(x));
};
const levelParts = (level: string): string => level.trim().toLowerCase().split("+").sort().join("+");

/**
 * Compares notes with what was decrypted.
 * @param credential the parsed plaintext
 * @param notes the parsed notes, by convention `{ id, type, level, status, issuer }`
 */
export function compareNotes(credential: unknown, notes: unknown): NotesCompared {
  const agreeing = new Set<string>();
  const different = new Set<Different>();
  const compare = (
    key: string,
    what: Different,
    own: string[],
    same: (own: string, noted: string) => boolean,
  ): void => {
    const noted = textOf(notes, key);
    if (noted === undefined || !own.length) return;
    if (own.some((value) => same(value, noted))) agreeing.add(key);
    else different.add(what);
  };
  const ownTexts = (key: string): string[] => [textOf(credential, key) ?? []].flat();

  compare("type", "kind", typesOf(credential), namesOne);
  compare("level", "level", ownTexts("level"), (a, b) => levelParts(a) === levelParts(b));
  compare("issuer", "issuer", issuersOf(credential), namesOne);
  for (const key of DATES) compare(key, "dates", ownTexts(key), (a, b) => Date.parse(a) === Date.parse(b) || a === b);

  const say = words.notes;
  const cautions = different.size ? [say.differ([...different].map((what) => say[what]))] : [];
  const [id, noted] = [textOf(credential, "id"), textOf(notes, "id")];
  if (id && noted && !isSameId(id, noted)) cautions.push(bindsItsId(credential) ? say.ofAnother : say.otherId);
  return { cautions, agreeing };
}

/** Names and ids that the credential gives its issuer and that a name can be compared with. */
function issuersOf(credential: unknown): string[] {
  if (typeof credential !== "object" || credential === null || !Object.hasOwn(credential, "issuer")) return [];
  const { issuer } = credential as { issuer: unknown };
  const given =
    typeof issuer === "string" ? [issuer] : [textOf(issuer, "name") ?? [], textOf(issuer, "id") ?? []].flat();
  return given.some((name) => !OPAQUE.test(name)) ? given : [];
}

function isSameId(id: string, noted: string): boolean {
  const [own, other] = [id.toLowerCase(), noted.toLowerCase()];
  return own === other || (/^[/:#]$/.test(own.charAt(own.length - other.length - 1)) && own.endsWith(other));
}

/** Credentials whose proof carries a digest of their fields are of an issuer that gives notes and credential one id. */
function bindsItsId(credential: unknown): boolean {
  const { proof } = credential as { proof?: unknown };
  return textOf(proof, "nonce")?.startsWith("ni:///sha-256;") ?? false;
}
