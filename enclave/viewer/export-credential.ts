/** Ways to take a credential along. For the window only: a sandboxed frame may neither download nor print. */
import { saveFile } from "./save-file.ts";

/**
 * Saves a credential as a JSON file.
 * @param credential the parsed plaintext
 * @param id names the file
 */
export function saveAsJson(credential: unknown, id: string): void {
  const name = `credential-${id.replace(/[^0-9a-z-]/gi, "").slice(0, 40)}.json`;
  saveFile(name, "application/json", JSON.stringify(credential, null, 2));
}

/** Prints the page with every credential unfolded, and folds them again. */
export function printUnfolded(viewer: Element): void {
  const folded = [...viewer.querySelectorAll<HTMLDetailsElement>("details.credential:not([open])")];
  for (const details of folded) details.open = true;
  window.addEventListener(
    "afterprint",
    () => {
      for (const details of folded) details.open = false;
    },
    { once: true },
  );
  window.print();
}
