/**
 * What `idos-isle/isle` is where a page is rendered on a server: the same names, and neither Lit, which puts names of
 * its own on `globalThis`, nor an element. `<idos-isle>` comes to life when the page loads.
 */
import { IdosError } from "../host-sdk/index.ts";

export { IdosError, isIdosError } from "../host-sdk/index.ts";
export { createIsle } from "./create-isle.ts";
export { IdosCheckEvent, IdosGrantedEvent, IdosRevokedEvent, IdosStateEvent } from "./events.ts";

/** Stands in for the element's class, which needs a browser. */
export class IdosIsle extends EventTarget {
  constructor() {
    super();
    throw new IdosError("UNSUPPORTED", "<idos-isle> exists in browsers only");
  }
}
