/**
 * The node's session as the site's own cookie. It is named with `__Host-`: a browser takes such a cookie over TLS only
 * (or from this machine), from the very host alone and for all of its paths, so no page of a sibling site can set,
 * shadow or replace it, and no proxy that changes paths can lose it.
 */

/** The node's cookie. */
const SESSION = "kgw_session";
/** Where a relay is unless it is told another path. */
export const RELAY_PATH = "/idos/node";
/** The octets of a cookie's value, as RFC 6265 has them: nothing that could end it. */
const VALUE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]{1,3000}$/;
const ATTRIBUTES = "Path=/; HttpOnly; SameSite=Strict; Secure";

/** What a `Cookie` header says of the session. */
export type SessionRead =
  | { is: "none" }
  /** `pair` is the node's own cookie. */
  | { is: "one"; pair: string }
  /** Several of its name, or one that this relay never set: none of them is believed. */
  | { is: "doubtful" };

/** The cookie of one relay. */
export interface RelayCookie {
  /** Reads a request's `Cookie` header; the site's other cookies are none of the node's business. */
  read(header: string | null): SessionRead;
  /**
   * The `Set-Cookie` line for the browser, from the node's lines; undefined when they set no session.
   * @throws Error for lines of which no one session can be made
   */
  write(lines: readonly string[]): string | undefined;
  /** Lines that end all that a browser may keep by this name. */
  readonly end: readonly string[];
}

/** Seconds until the cookie's end, by the attribute that counts; undefined for one that ends with the browser. */
function secondsLeft(attributes: readonly string[]): number | undefined {
  const valueOf = (name: string): string | undefined =>
    attributes
      .map((attribute) => attribute.split("="))
      .findLast(([key = ""]) => key.trim().toLowerCase() === name)?.[1]
      ?.trim();
  const age = valueOf("max-age");
  if (age !== undefined && /^-?\d{1,10}$/.test(age)) return Math.max(0, Number(age));
  const end = Date.parse(valueOf("expires") ?? "");
  return Number.isNaN(end) ? undefined : Math.max(0, Math.round((end - Date.now()) / 1000));
}

/** @param publicPath where browsers reach the relay; two of one host need two names */
export function relayCookie(publicPath: string): RelayCookie {
  const own = publicPath === RELAY_PATH ? "" : (publicPath || "/").replaceAll("/", "!");
  const name = `__Host-${SESSION}${own}`;
  const ended = `${name}=; Max-Age=0; ${ATTRIBUTES}`;

  return {
    read(header) {
      // Nothing but the separators' own white space is cut off: of other white space browsers let names be made.
      const values = (header ?? "")
        .split(";")
        .map((pair) => pair.replace(/^[ \t]+|[ \t]+$/g, ""))
        .filter((pair) => pair.startsWith(`${name}=`))
        .map((pair) => pair.slice(name.length + 1));
      const [value] = values;
      if (value === undefined) return { is: "none" };
      return values.length === 1 && VALUE.test(value) ? { is: "one", pair: `${SESSION}=${value}` } : { is: "doubtful" };
    },

    write(lines) {
      const sessions = lines
        .map((line) => line.split(";"))
        .filter(([pair = ""]) => pair.split("=")[0]?.trim() === SESSION);
      const [first] = sessions;
      if (!first) return undefined;
      const [pair = "", ...attributes] = first;
      const value = pair.slice(pair.indexOf("=") + 1).trim();
      if (sessions.length > 1 || (value && !VALUE.test(value)))
        throw new Error("No session can be made of these cookies");
      const left = value ? secondsLeft(attributes) : 0;
      return [`${name}=${value}`, ...(left === undefined ? [] : [`Max-Age=${left}`]), ATTRIBUTES].join("; ");
    },

    // A browser keeps cookies of its partitions apart.
    end: [ended, `${ended}; Partitioned`],
  };
}
