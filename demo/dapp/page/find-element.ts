/** The elements that a page's own HTML has. */

/**
 * @param selector CSS
 * @throws Error if the page has none: it and its script do not belong together
 */
export function findElement<E extends HTMLElement = HTMLElement>(selector: string): E {
  const element = document.querySelector<E>(selector);
  if (!element) throw new Error(`${selector} is missing in the page`);
  return element;
}
