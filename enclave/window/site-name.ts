/** How origins are written for people. */
import { inertText } from "../viewer/inert-text.ts";

/**
 * The host of an origin, with its port if that is not the usual one; names in other scripts stay in their ASCII form, so
 * that no letter can pass for another.
 * @param origin e.g. `https://dapp.example`
 */
export function siteName(origin: string): string {
  try {
    return new URL(origin).host || inertText(origin, 200).text;
  } catch {
    return inertText(origin, 200).text;
  }
}

/** `http://` for an unprotected origin, to be shown before its name; nothing for https. */
export function unprotectedScheme(origin: string): string {
  return origin.startsWith("http://") ? "http://" : "";
}
