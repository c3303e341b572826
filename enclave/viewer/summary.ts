/** A credential in a few words: what it is, who issued it, whether it still holds. For lists and for choosing. */
import type { OpenedCredential } from "../vault/window-messages.ts";
import type { Formats } from "./formats.ts";
import { inertText } from "./inert-text.ts";
import { codeInWords } from "./labels.ts";

/** What {@link summarise} returns. */
export interface Summary {
  title: string;
  /** In reading order. `standing` marks what speaks for or against the credential. */
  facts: { label: string; text: string; standing?: "good" | "bad" | undefined }[];
}

/** Kinds that are abbreviations. */
const KINDS = new Map([["kyc", "Identity check (KYC)"]]);
const STATUS = new Map([
  ["approved", "Approved"],
  ["pending", "Not decided yet"],
  ["contacted", "Not decided yet"],
  ["rejected", "Rejected"],
  ["revoked", "Revoked by the issuer"],
  ["expired", "Expired"],
]);

/** A text property of something that may not even be an object. */
function textOf(value: unknown, key: string): string | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  const found = (value as Record<string, unknown>)[key];
  return typeof found === "string" ? found : undefined;
}

/** The first 16 hex digits in groups: enough to compare two keys by eye. */
export function shortKey(hex: string): string {
  return (/^[0-9a-f]{16}/i.exec(hex)?.[0] ?? "").replace(/(.{4})(?=.)/g, "$1 ");
}

/**
 * @param opened the credential with its public notes
 * @param formats dates in words
 * @param now unix seconds, to tell expired from valid
 */
export function summarise(
  { credential, notes, issuerAuthPublicKey }: OpenedCredential,
  formats: Formats,
  now: number,
): Summary {
  const facts: Summary["facts"] = [];
  const show = (text: string): string => inertText(text, 80).text;

  const issuer = show(textOf(notes, "issuer") ?? textOf(credential, "issuer") ?? "");
  const key = shortKey(issuerAuthPublicKey);
  if (issuer || key)
    facts.push({ label: "Issuer", text: issuer && key ? `${issuer} (key ${key})` : issuer || `key ${key}` });

  const level = textOf(notes, "level") ?? textOf(credential, "level");
  if (level) facts.push({ label: "Level", text: codeInWords("level", level) ?? show(level) });

  const status = textOf(notes, "status");
  if (status)
    facts.push({
      label: "Status",
      text: STATUS.get(status.toLowerCase()) ?? show(status),
      standing: status.toLowerCase() === "approved" ? "good" : "bad",
    });

  const expiry = textOf(credential, "expirationDate");
  const words = expiry && formats.isoDate(expiry);
  if (expiry && words) {
    const expired = Date.parse(expiry) / 1000 < now;
    facts.push(expired ? { label: "Expired on", text: words, standing: "bad" } : { label: "Valid until", text: words });
  }
  const kind = textOf(notes, "type") ?? ownType(credential) ?? "";
  return { title: KINDS.get(kind.toLowerCase()) ?? (show(kind) || "Credential"), facts };
}

/** The credential's own kind: the last entry of `type` that says more than that it is a credential. */
function ownType(credential: unknown): string | undefined {
  if (typeof credential !== "object" || credential === null || !Object.hasOwn(credential, "type")) return undefined;
  const { type } = credential as { type: unknown };
  if (typeof type === "string") return type;
  if (!Array.isArray(type)) return undefined;
  return type.findLast((entry): entry is string => typeof entry === "string" && entry !== "VerifiableCredential");
}
