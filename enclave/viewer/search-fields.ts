/** Search inside a rendered viewer: hides what does not contain the words. Nothing is kept beside what is shown. */

/** Lower case without accents, so that `jose` finds `José`. */
function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/**
 * Shows only the fields that contain every word of a query, in label or value.
 * @param viewer the rendered viewer
 * @param query what was typed; empty shows all
 * @returns how many fields are shown
 */
export function searchFields(viewer: Element, query: string): number {
  const words = plain(query).split(/\s+/).filter(Boolean);
  let found = 0;
  for (const credential of viewer.querySelectorAll<HTMLDetailsElement>("details.credential")) {
    let inCredential = 0;
    for (const section of credential.querySelectorAll<HTMLElement>("section.fields")) {
      let inSection = 0;
      for (const field of section.querySelectorAll<HTMLElement>(".field")) {
        const text = plain(
          `${field.querySelector("dt")?.textContent ?? ""} ${field.querySelector(".value")?.textContent ?? ""}`,
        );
        field.hidden = !words.every((word) => text.includes(word));
        if (!field.hidden) inSection++;
      }
      section.hidden = words.length > 0 && inSection === 0;
      inCredential += inSection;
    }
    credential.hidden = words.length > 0 && inCredential === 0;
    if (words.length && inCredential) credential.open = true;
    found += inCredential;
  }
  return found;
}
