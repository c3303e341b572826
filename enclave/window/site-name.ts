/** How origins are written for people. */
import { inertText } from "../viewer/inert-text.ts";

/** The parts of an origin's host, in order. */
export interface SiteParts {
  /** What its owner may put before their name, with its last dot; its beginning is left out where it is long. */
  before: string;
  /** Nothing was left out. */
  whole: boolean;
  /** What is registered, and so belongs to somebody: never cut. All of it for IP addresses and names of this device. */
  registrable: string;
  /** With its colon; empty for the usual one. */
  port: string;
  /** Letters beyond ASCII stand in it, in their encoded form. */
  international: boolean;
}

/** Longest host that is written whole, in characters. */
const MAX_HOST = 48;

/**
 * Names under which countries register, beside their own two letters: `example.co.uk`. A rule, not the Public Suffix
 * List: it is only to guide the eye, and the name's end is always shown.
 */
const SECOND_LEVEL = new Set(
  "ac asn co com ed edu firm gob gen go gov govt gouv gv id ind info int lg ltd mil muni ne net nhs nic nom or org plc police res sch school web".split(
    " ",
  ),
);
/** Hosters that give everybody a name under theirs. */
const HOSTERS = new Set(
  "amplifyapp.com appspot.com azurestaticapps.net azurewebsites.net blogspot.com cloudfront.net deno.dev firebaseapp.com fly.dev framer.app github.io gitlab.io glitch.me herokuapp.com ipfs.dweb.link myshopify.com netlify.app ngrok.app ngrok.io ngrok-free.app on.aws onrender.com pages.dev railway.app render.com repl.co replit.app replit.dev run.app s3.amazonaws.com surge.sh trycloudflare.com vercel.app web.app webflow.io wixsite.com wordpress.com workers.dev".split(
    " ",
  ),
);

/** How many labels at the end of a name its owner registered. */
function registrableLength(labels: readonly string[]): number {
  for (const size of [3, 2]) if (HOSTERS.has(labels.slice(-size).join("."))) return size + 1;
  const [second = "", top = ""] = labels.slice(-2);
  return top.length === 2 && SECOND_LEVEL.has(second) ? 3 : 2;
}

/** @param origin e.g. `https://login.dapp.example`; undefined if it is none */
export function siteParts(origin: string): SiteParts | undefined {
  if (!URL.canParse(origin)) return undefined;
  const { hostname, port: number } = new URL(origin);
  if (!hostname) return undefined;
  const port = number && `:${number}`;
  const labels = hostname.split(".");
  const own = /^\[|^[\d.]+$|(^|\.)localhost\.?$/.test(hostname);
  // A dot at the end, which browsers keep, is no name.
  const size = own ? labels.length : registrableLength(labels.filter(Boolean)) + (labels.at(-1) === "" ? 1 : 0);
  const registrable = labels.slice(-size).join(".");
  const ahead = labels.slice(0, -size);
  const kept: string[] = [];
  let room = MAX_HOST - registrable.length;
  for (const label of ahead.toReversed()) {
    room -= label.length + 1;
    if (room < 0) break;
    kept.unshift(label);
  }
  const whole = ahead.length === kept.length;
  const before = `${whole ? "" : "…"}${kept.map((label) => `${label}.`).join("")}`;
  const international = labels.some((label) => label.startsWith("xn--"));
  return { before, whole, registrable, port, international };
}

/**
 * The host of an origin, with its port if that is not the usual one; names in other scripts stay in their ASCII form, so
 * that no letter can pass for another, and of a very long one only the part that says whose it is.
 * @param origin e.g. `https://dapp.example`
 */
export function siteName(origin: string): string {
  const parts = siteParts(origin);
  if (!parts) return inertText(origin, 200).text;
  return (parts.whole ? parts.before : "…") + parts.registrable + parts.port;
}

/** `http://` for an unprotected origin, to be shown before its name; nothing for https. */
export function unprotectedScheme(origin: string): string {
  return origin.startsWith("http://") ? "http://" : "";
}
