/** JSON in which nothing hides: what a parser leaves out in silence is found here. */

/** Index behind the string that begins at a quotation mark. */
function endOfString(json: string, start: number): number {
  let end = json.indexOf('"', start + 1);
  for (;;) {
    let slashes = 0;
    while (json.charCodeAt(end - 1 - slashes) === 0x5c) slashes++;
    if (slashes % 2 === 0) return end + 1;
    end = json.indexOf('"', end + 1);
  }
}

/**
 * True unless an object has one name twice. Of two, a parser keeps the last: the other would be shared without having
 * been shown, and another parser may take that one.
 * @param json text that `JSON.parse` takes
 */
export function hasDistinctNames(json: string): boolean {
  /** The names of each open object; undefined for an open list. */
  const open: (Set<string> | undefined)[] = [];
  let nameNext = false;
  for (let at = 0; at < json.length; at++) {
    switch (json.charCodeAt(at)) {
      case 0x7b: // {
        open.push(new Set());
        nameNext = true;
        break;
      case 0x5b: // [
        open.push(undefined);
        nameNext = false;
        break;
      case 0x7d: // }
      case 0x5d: // ]
        open.pop();
        nameNext = false;
        break;
      case 0x2c: // ,
        nameNext = open.at(-1) !== undefined;
        break;
      case 0x22: {
        const end = endOfString(json, at);
        const names = open.at(-1);
        if (nameNext && names) {
          const raw = json.slice(at, end);
          const name = raw.includes("\\") ? (JSON.parse(raw) as string) : raw.slice(1, -1);
          if (names.has(name)) return false;
          names.add(name);
          nameNext = false;
        }
        at = end - 1;
        break;
      }
    }
  }
  return true;
}
