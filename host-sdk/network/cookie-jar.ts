/** Cookies of one node, for runtimes whose fetch keeps none (Node). Of the attributes only `Max-Age` counts. */

/** Most cookies that a node may have here, and most characters of a line: browsers have limits, too. */
const MOST = 20;
const LONGEST = 4_096;

/** What {@link createCookieJar} returns. */
export interface CookieJar {
  /** Takes `Set-Cookie` lines; the oldest cookies give way to new ones. */
  take(lines: readonly string[]): void;
  /** The `Cookie` header; none when there are no cookies. */
  headers(): Record<string, string>;
}

/** A jar for one origin; its owner sends it nowhere else. */
export function createCookieJar(): CookieJar {
  const cookies = new Map<string, string>();
  return {
    take(lines) {
      for (const line of lines) {
        if (line.length > LONGEST) continue;
        const [, name = "", value = ""] = /^\s*([^=;\s]+)=([^;]*)/.exec(line) ?? [];
        cookies.delete(name);
        if (value && !/;\s*max-age=(0|-\d+)\s*(;|$)/i.test(line)) cookies.set(name, value);
      }
      for (const name of cookies.keys()) if (cookies.size > MOST) cookies.delete(name);
    },
    headers() {
      return cookies.size
        ? { cookie: [...cookies].map((pair) => pair.join("=")).join("; ") }
        : ({} as Record<string, string>);
    },
  };
}
