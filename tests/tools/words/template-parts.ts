/** Reads a template of markup, of which the holes are not known: what in it is text, and what each hole is filled into. */

/** Attributes that people read or hear. */
const SPOKEN: ReadonlySet<string> = new Set([
  "alt",
  "aria-description",
  "aria-label",
  "aria-roledescription",
  "aria-valuetext",
  "label",
  "placeholder",
  "title",
]);
/** Elements whose content is no text. */
const RAW = /^(style|script)$/i;

/** What {@link templateParts} finds. */
export interface TemplateParts {
  /** Static text that people read: content, and values of attributes such as `aria-label`. Where in which string it ends. */
  spoken: { string: number; end: number; text: string }[];
  /** For each hole, whether people read what fills it. */
  holes: boolean[];
}

/** @param strings the static strings, one more than there are holes */
export function templateParts(strings: readonly string[]): TemplateParts {
  const spoken: TemplateParts["spoken"] = [];
  const holes: boolean[] = [];
  /** Where the reading is: in text, in a tag between attributes, in an attribute's name or value, in a comment. */
  let at: "text" | "tag" | "name" | "value" | "comment" = "text";
  let element = "";
  let attribute = "";
  let quote = "";
  let text = "";

  const isRaw = (): boolean => RAW.test(element);
  const isSpoken = (): boolean => (at === "text" ? !isRaw() : at === "value" && SPOKEN.has(attribute.toLowerCase()));
  const flush = (string: number, to: number): void => {
    const end = (strings[string] ?? "").slice(0, to).trimEnd().length;
    if (isSpoken() && /\p{L}/u.test(text.replace(/&\w+;/g, ""))) spoken.push({ string, end, text: text.trim() });
    text = "";
  };

  for (const [index, string] of strings.entries()) {
    let i = 0;
    while (i < string.length) {
      const rest = string.slice(i);
      const character = rest.charAt(0);
      let length = 1;
      switch (at) {
        case "text": {
          const tag = /^<(!--|\/?[a-z][\w-]*)/i.exec(rest);
          if (tag && (!isRaw() || rest.toLowerCase().startsWith(`</${element.toLowerCase()}`))) {
            flush(index, i);
            at = tag[1] === "!--" ? "comment" : "tag";
            // What closes an element ends its content being raw.
            if (at === "tag") element = (tag[1] as string).replace(/^\/.*/, "");
            length = tag[0].length;
          } else text += character;
          break;
        }
        case "comment":
          if (rest.startsWith("-->")) {
            at = "text";
            length = 3;
          }
          break;
        case "tag":
          if (character === ">") at = "text";
          else if (!/[\s/]/.test(character)) {
            at = "name";
            attribute = character;
          }
          break;
        case "name":
          if (character === "=") {
            at = "value";
            quote = /^=(["'])/.exec(rest)?.[1] ?? "";
            length += quote.length;
          } else if (/[\s/>]/.test(character)) at = character === ">" ? "text" : "tag";
          else attribute += character;
          break;
        case "value":
          if (quote ? character === quote : /[\s>]/.test(character)) {
            flush(index, i);
            at = character === ">" && !quote ? "text" : "tag";
          } else text += character;
          break;
      }
      i += length;
    }
    flush(index, string.length);
    if (index < strings.length - 1) holes.push(isSpoken());
  }
  return { spoken, holes };
}
