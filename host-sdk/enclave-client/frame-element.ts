/** The enclave's iframe: which URLs are allowed, and with which attributes it is made. */
import { IdosError } from "../../enclave/protocol/errors.ts";
import { isAllowedOrigin } from "../../enclave/protocol/handshake.ts";

/**
 * Checks the enclave's URL.
 * @param url absolute URL of the enclave's site
 * @throws IdosError `INVALID_ARGUMENT` for another scheme than https (http on loopback), or this page's own
 * origin, where the page could read everything in the frame; `UNSUPPORTED` where there is no page
 */
export function enclaveUrl(url: string): URL {
  if (!globalThis.document) throw new IdosError("UNSUPPORTED", "The enclave needs a page in a browser");
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !isAllowedOrigin(parsed.origin) || parsed.username || parsed.password)
    throw new IdosError("INVALID_ARGUMENT", "enclave: expected an https URL (or http on localhost)");
  if (parsed.origin === location.origin)
    throw new IdosError(
      "INVALID_ARGUMENT",
      "enclave: must be on another origin than this page, which could otherwise read the key",
    );
  return parsed;
}

/** The iframe, not yet in the document. Forms, downloads and passkeys happen in the enclave's window, so they are not allowed here. */
export function createFrameElement(url: URL): HTMLIFrameElement {
  const iframe = document.createElement("iframe");
  iframe.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox");
  iframe.setAttribute("allow", "");
  iframe.referrerPolicy = "no-referrer";
  iframe.title = "idOS";
  // Properties, not an attribute: a page's CSP may forbid inline styles.
  for (const [name, value] of Object.entries({ display: "block", width: "100%", height: "100%", border: "0" }))
    iframe.style.setProperty(name, value);
  iframe.src = url.href;
  return iframe;
}
