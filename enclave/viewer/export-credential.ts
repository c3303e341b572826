/** Ways to take a credential along. For the window only: a sandboxed frame may neither download nor print. */

/**
 * Saves a credential as a JSON file.
 * @param credential the parsed plaintext
 * @param id names the file
 */
export function saveAsJson(credential: unknown, id: string): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(credential, null, 2)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `credential-${id.replace(/[^0-9a-z-]/gi, "").slice(0, 40)}.json`;
  link.click();
  // The download reads the URL after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
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
