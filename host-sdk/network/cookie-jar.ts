/** Cookies of one node, for runtimes whose fetch keeps none (Node). Of the attributes only `Max-Age` counts. */

/** What {@link createCookieJar} returns. */
export interface CookieJar {
  /** Takes `Set-Cookie` lines. */
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
        const [, name = "", value = ""] = /^\s*([^=;\s]+)=([^;]*)/.exec(line) ?? [];
        cookies.delete(name);
        if (value && !/;\s*max-age=(0|-\d+)\s*(;|$)/i.test(line)) cookies.set(name, value);
      }
    },
    headers() {
      return cookies.size
        ? { cookie: [...cookies].map((pair) => pair.join("=")).join("; ") }
        : ({} as Record<string, string>);
    },
  };
}
