/** The built pages hold one inline script, their import map; the policy lets through exactly what is there. */
import { toBase64, utf8 } from "../../enclave/crypto/bytes.ts";
import { sha256 } from "../../enclave/crypto/hash.ts";

/**
 * CSP sources of a page's inline scripts.
 * @param html text of a built page
 * @returns e.g. `'sha256-…'`, none twice
 * @see https://www.w3.org/TR/CSP3/#grammardef-hash-source
 */
export function inlineScriptSources(...html: string[]): string[] {
  const scripts = html.flatMap((page) =>
    [...page.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, text = ""]) => text),
  );
  return [...new Set(scripts.map((text) => `'sha256-${toBase64(sha256(utf8(text)))}'`))];
}
