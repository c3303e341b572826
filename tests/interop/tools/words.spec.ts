/** Strings for people are found wherever they stand, and nothing else is taken for one. */
import { expect, test } from "playwright/test";
import { productSources } from "../../tools/walls/sources.ts";
import { HELD_ROOMS, isHeld } from "../../tools/words/held-rooms.ts";
import { stringsForPeople } from "../../tools/words/strings-for-people.ts";
import { templateParts } from "../../tools/words/template-parts.ts";

const found = (source: string): string[] => stringsForPeople(source).map(({ text }) => text);

const SPOKEN: Record<string, [source: string, ...texts: string[]]> = {
  "text of a template": ["html`<p>Your key</p>`", "Your key"],
  "one word of it": ['html`<button type="button" @click=${run}>Close</button>`', "Close"],
  "words around a hole": ["html`<p>Shared with ${name} until ${day}.</p>`", "Shared with", "until"],
  "text behind an attribute that has a hole": ["html`<p class=${kind}>Hello</p>`", "Hello"],
  "text inside of a nested template": ["html`<p>${known ? html`<b>known</b>` : nothing}</p>`", "known"],
  "a plain string in a hole": ['html`<p>${ok ? "done" : "not done"}</p>`', "done", "not done"],
  "a string that stands in where another is missing": ['html`<p>${name ?? "nobody"}</p>`', "nobody"],
  "a sum of strings": ['html`<p>${"of " + name}</p>`', "of"],
  "a template string in a hole": ["html`<p>${`${count} more`}</p>`", "… more"],
  "what a list is mapped to": ["html`<p>${names.map((name) => `by ${name}`)}</p>`", "by …"],
  "a label for those who listen": ['html`<nav aria-label="Settings"></nav>`', "Settings"],
  "such a label with a hole": ["html`<button aria-label=${`Copy ${label}`}></button>`", "Copy …"],
  "a title, a placeholder, a picture's words": [
    'html`<img alt="A cat" title=hint /><input placeholder="your name" />`',
    "A cat",
    "hint",
    "your name",
  ],
  "a sentence in a constant": ['const WEAK = "This is too easy to guess.";', "This is too easy to guess."],
  "a sentence in a table": ['const SAID = { create: "Key created" };', "Key created"],
  "a sentence that begins with a hole": ["const said = `${count} are missing.`;", "… are missing."],
  "a sentence in quotation marks": ["const said = '“Use it” is the button';", "“Use it” is the button"],
  "a sentence that is passed on": ['announce("You can try again now.");', "You can try again now."],
  "a property that is shown": [
    'const screen = { step: "passkeys", label: go ? "on" : "off" };',
    "passkeys",
    "on",
    "off",
  ],
  "what an element is given": ['button.textContent = "Copied";', "Copied"],
  "what an element is called": ['bar.ariaLabel = "progress";', "progress"],
};
for (const [what, [source, ...texts]] of Object.entries(SPOKEN))
  test(`finds ${what}`, () => {
    expect(found(source)).toEqual(texts);
  });

const SILENT: Record<string, string> = {
  "classes, ids, names, types and roles": 'html`<p id="Big One" class="Two Words" role="status" data-x="A b"></p>`',
  "classes in holes": 'html`<p class=${bad ? "fact bad" : "fact"} style="Font: x y"></p>`',
  "marks and numbers": 'html`<p>· ${a}${b ? ", " : ""} … 24 &nbsp; ${port && `:${port}`}</p>`',
  "handlers and properties": 'html`<input .value=${"x"} ?checked=${kind === "Big One"} @input=${run} />`',
  "comments in templates": "html`<!-- Not For People --><p></p>`",
  "styles in templates": "html`<style>p { color: red }</style><p></p>`",
  styles: "css`/* A Sentence here. */ p { font-family: Two Words; }`",
  "errors, which are for developers": 'throw new IdosError("TIMEOUT", `The vault took ${ms} ms.`);',
  "errors of the language": 'throw new TypeError("Not the URL of the vault");',
  "the console": 'console.warn("The port is taken.");',
  comments: "/** A sentence. */ // Another one.",
  types: 'type Kind = "Two Words"; interface A { kind: "Big One" }',
  "codes, keys and media types": 'const x = ["NOT_FOUND", "application/json", "Enter", "eip712", "AT BE BG"];',
  "lists for programs": 'const LEVELS = "ac co com edu".split(" ");',
  "names of methods and events": 'port.call("signTypedData"); add("pointerdown", listen);',
  modules: 'import { a } from "./A File.ts"; const b = import("./B File.ts");',
  "words that come from elsewhere": "html`<p title=${say.title}>${say.gist(site)}</p>`",
};
for (const [what, source] of Object.entries(SILENT))
  test(`passes over ${what}`, () => {
    expect(found(source)).toEqual([]);
  });

test("says where a string stands", () => {
  const source = 'const a = 1;\nconst b = html`<p>\n  ${a ? "yes" : nothing}\n</p>\n<p>\n  More\n  of it\n</p>`;\n';
  expect(stringsForPeople(source)).toEqual([
    { line: 3, text: "yes" },
    { line: 7, text: "More of it" },
  ]);
});

test("knows of each hole whether people read what fills it", () => {
  const strings = ['<p class="', " b\" title='", "' x=", ">", "</p><script>", "</script><!-- ", " -->", "<i ", "></i>"];
  expect(templateParts(strings).holes).toEqual([false, true, false, true, false, false, true, false]);
});

test("holds every file of a room but its words", () => {
  for (const room of HELD_ROOMS) {
    expect(isHeld(`${room}/screen.ts`)).toBe(true);
    expect(isHeld(`${room}/words/en.ts`)).toBe(false);
  }
  expect(isHeld("enclave/words/en/page.ts")).toBe(false);
  expect(isHeld("enclave/vault/vault.ts")).toBe(false);
});

test("no room that is held says a word of its own, and the words do", () => {
  const said: string[] = [];
  let files = 0;
  for (const [file, source] of productSources()) {
    if (!isHeld(file)) continue;
    files++;
    said.push(...found(source).map((text) => `${file}: ${text}`));
  }
  expect(said).toEqual([]);
  expect(files).toBeGreaterThan(80);
  expect(found(productSources().get("enclave/words/en/page.ts") as string).length).toBeGreaterThan(5);
});
