/** Cookies of one node, for runtimes whose fetch keeps none (Node). Attributes other than deletion are ignored. */

/** What {@link createCookieJar} returns. */
export interface CookieJar {
  /** Takes `Set-Cookie` lines. */
  take(lines: readonly string[]): void;
  /** Value of the `Cookie` header; undefined when there is none. */
  header(): string | undefined;
}

/** A jar for one origin; its owner sends it nowhere else. */
export function createCookieJar(): CookieJar {
  const cookies = new Map<string, string>();
  return {
    take(lines) {
      for (const line of lines) {
        const [pair = "", ...attributes] = line.split(";");
        const at = pair.indexOf("=");
        if (at < 1) continue;
        const name = pair.slice(0, at).trim();
        const value = pair.slice(at + 1).trim();
        if (!value || attributes.some(isPast)) cookies.delete(name);
        else cookies.set(name, value);
      }
    },
    header() {
      return cookies.size ? [...cookies].map((pair) => pair.join("=")).join("; ") : undefined;
    },
  };
}

function isPast(attribute: string): boolean {
  const [name = "", value = ""] = attribute.trim().split(/=(.*)/s);
  if (/^max-age$/i.test(name)) return Number(value) <= 0;
  return /^expires$/i.test(name) && Date.parse(value) <= Date.now();
}
