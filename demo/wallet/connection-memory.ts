/** Which account this site is connected with, kept in the site's own storage so that a reload stays connected. */
import type { ConnectionMemory } from "./provider.ts";

const KEY = "burner-wallet:connected";

/** Kept in `localStorage`; for this page alone where the browser refuses storage. */
export function siteMemory(): ConnectionMemory {
  let current: string | undefined;
  try {
    current = localStorage.getItem(KEY) ?? undefined;
  } catch {
    // Storage is refused: the connection lasts as long as the page.
  }
  return {
    load: () => current,
    save(address) {
      current = address;
      try {
        if (address === undefined) localStorage.removeItem(KEY);
        else localStorage.setItem(KEY, address);
      } catch {
        // As above.
      }
    },
    onChange(listener) {
      addEventListener("storage", (event) => {
        if (event.key !== KEY) return;
        current = event.newValue ?? undefined;
        listener(current);
      });
    },
  };
}
