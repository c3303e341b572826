/** Canonical N-Quads as data. @see https://www.w3.org/TR/rdf-canon/#canonical-quads */

/** A literal, an IRI, or a blank node by its label. */
export type RdfObject =
  | { kind: "literal"; value: string; datatype: string; language?: string | undefined }
  | { kind: "iri"; value: string }
  | { kind: "blank"; value: string };

/** A statement. Only those of the default graph are read. */
export interface Quad {
  /** An IRI, or `_:` and a label. */
  subject: string;
  /** An IRI. */
  predicate: string;
  object: RdfObject;
}

const XSD_STRING = "http://www.w3.org/2001/XMLSchema#string";
const LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString";

const LINE =
  /^(<[^<>"\s]*>|_:c14n\d+) <([^<>"\s]*)> (?:<([^<>"\s]*)>|(_:c14n\d+)|"((?:[^"\\]|\\.)*)"(?:\^\^<([^<>"\s]*)>|@([a-zA-Z\d-]+))?) \.$/;

const ESCAPES: Readonly<Record<string, string>> = {
  b: "\b",
  t: "\t",
  n: "\n",
  f: "\f",
  r: "\r",
  '"': '"',
  "'": "'",
  "\\": "\\",
};

function unescaped(text: string): string {
  return text.replace(/\\(?:u([\dA-F]{4})|U([\dA-F]{8})|(.))/g, (_, short?: string, long?: string, char = "") => {
    const code = short ?? long;
    return code === undefined ? (ESCAPES[char] ?? char) : String.fromCodePoint(parseInt(code, 16));
  });
}

/** A literal's text as canonical N-Quads write it, between the quotes. */
export function escapedLiteral(text: string): string {
  return text
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")
    .replaceAll("\b", "\\b")
    .replaceAll("\f", "\\f")
    .replace(
      // oxlint-disable-next-line no-control-regex -- these are what has to be escaped
      /[\u0000-\u001f\u007f]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
    );
}

/**
 * Reads one line without its end.
 * @returns undefined for a statement of a named graph, and for what is no canonical statement
 */
export function parseQuad(line: string): Quad | undefined {
  const [, subject, predicate, iri, blank, literal, datatype, language] = LINE.exec(line) ?? [];
  if (subject === undefined || predicate === undefined) return undefined;
  let object: RdfObject;
  if (iri !== undefined) object = { kind: "iri", value: unescaped(iri) };
  else if (blank !== undefined) object = { kind: "blank", value: blank };
  else
    object = {
      kind: "literal",
      value: unescaped(literal ?? ""),
      datatype: datatype === undefined ? (language === undefined ? XSD_STRING : LANG_STRING) : unescaped(datatype),
      ...(language !== undefined && { language }),
    };
  return {
    subject: subject.startsWith("<") ? unescaped(subject.slice(1, -1)) : subject,
    predicate: unescaped(predicate),
    object,
  };
}
