/** Saves text as a file. For the window only: a sandboxed frame may not download. */

/**
 * Saves a file, by the browser's download.
 * @param name the file's name
 * @param type its media type
 */
export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The download reads the URL after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
