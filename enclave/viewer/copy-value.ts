/** Copies one value to the clipboard. */

/**
 * Copies a text. Must run in a click or key press.
 * @param text what to copy
 * @param shown the element that shows it; it is selected where the browser refuses, so that the person can copy by hand
 * @returns false if the browser refuses
 */
export async function copyValue(text: string, shown: Node): Promise<boolean> {
  // The old command first: it works at once, and needs no permission.
  if (copyBySelection(text, shown)) return true;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function copyBySelection(text: string, shown: Node): boolean {
  const selection = document.getSelection();
  selection?.selectAllChildren(shown);
  const put = (event: ClipboardEvent): void => {
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
  };
  document.addEventListener("copy", put, { once: true });
  let copied: boolean;
  try {
    copied = document.execCommand("copy");
  } catch {
    copied = false;
  }
  document.removeEventListener("copy", put);
  if (copied) selection?.removeAllRanges();
  return copied;
}
