/** What a site asks of private fields. `name` is a field's label; `holds` is false for what must not be so. */

const is = (holds: boolean): string => (holds ? "is" : "is not");

export const requirements = {
  all: (phrases: readonly string[]): string => phrases.join(", and "),
  any: (phrases: readonly string[]): string => phrases.join(", or "),
  /** A phrase of several, inside another. */
  group: (phrase: string): string => `(${phrase})`,
  given: (name: string, holds: boolean): string => (holds ? `${name} is given` : `${name} is not given`),
  value: (name: string, holds: boolean, value: string): string => `${name} ${is(holds)} ${value}`,
  between: (name: string, holds: boolean, min: string, max: string): string =>
    `${name} ${is(holds)} from ${min} to ${max}`,
  from: (name: string, holds: boolean, min: string, isDate: boolean): string =>
    `${name} ${is(holds)} ${min} or ${isDate ? "later" : "more"}`,
  upTo: (name: string, holds: boolean, max: string, isDate: boolean): string =>
    `${name} ${is(holds)} ${max} or ${isDate ? "earlier" : "less"}`,
  moreValues: (count: string): string => `one of ${count} more values`,
  /** A field that no label is known for. */
  field: (quoted: string): string => `The field ${quoted}`,
  yes: "yes",
  no: "no",
  anything: "anything",
  emptyText: "an empty text",
};
