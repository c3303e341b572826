/** Which identity check was started in this browser, so that a reload finds it again. Its id is all that is kept. */

/** A check and whose it is. */
export interface RememberedCheck {
  id: string;
  userId: string;
}

/** Where the last check is kept. */
export interface CheckMemory {
  read(): RememberedCheck | undefined;
  write(check: RememberedCheck): void;
  clear(): void;
}

const KEY = "idos-isle/check";

/**
 * Keeps the check in the page's `localStorage`. Where the browser refuses storage it is kept until the page is left.
 */
export function browserCheckMemory(): CheckMemory {
  let kept: RememberedCheck | undefined;
  return {
    read() {
      try {
        return parse(localStorage.getItem(KEY)) ?? kept;
      } catch {
        return kept;
      }
    },
    write(check) {
      kept = check;
      try {
        localStorage.setItem(KEY, JSON.stringify(check));
      } catch {
        // Kept above.
      }
    },
    clear() {
      kept = undefined;
      try {
        localStorage.removeItem(KEY);
      } catch {
        // Nothing is there.
      }
    },
  };
}

function parse(text: string | null): RememberedCheck | undefined {
  if (text === null) return undefined;
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || !("id" in value) || !("userId" in value)) return undefined;
  const { id, userId } = value;
  return typeof id === "string" && typeof userId === "string" ? { id, userId } : undefined;
}
