/** Who gets a copy: by name where the operator knows them and one of their own sites asks, else plainly unverified. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { ShownConsumer } from "../contract/window-messages.ts";
import { inertText } from "../viewer/inert-text.ts";
import { quoteHostText } from "../viewer/quote-host-text.ts";
import { siteName } from "./site-name.ts";

/** Of a consumer's own sites, so many are named. */
const MAX_SITES = 3;

/**
 * @param consumer as the vault describes it
 * @param site how the asking site is named
 */
export function consumerTemplate(consumer: ShownConsumer, site: string): TemplateResult {
  const { verified, walletIdentifier, fingerprint } = consumer;
  return html`
    ${verified ? verifiedTemplate(verified) : unverifiedTemplate(consumer, site)}
    <dl class="facts">
      <div>
        <dt>Key fingerprint</dt>
        <dd><code>${fingerprint}</code></dd>
      </div>
      <div>
        <dt>Account</dt>
        <dd><code>${inertText(walletIdentifier, 200).text}</code></dd>
      </div>
    </dl>
  `;
}

function verifiedTemplate({ name, url }: NonNullable<ShownConsumer["verified"]>): TemplateResult {
  return html`
    <p class="who"><strong>${inertText(name, 100).text}</strong> <span class="badge verified">Verified</span></p>
    <p class="help">
      Checked by the operator of this idOS window${url ? html`: <bdi>${inertText(url, 200).text}</bdi>` : ""}.
    </p>
  `;
}

function unverifiedTemplate({ claimed, resembles }: ShownConsumer, site: string): TemplateResult {
  const name = quoteHostText(claimed?.name ?? "");
  const address = quoteHostText(webOrigin(claimed?.url));
  return html`
    ${resembles ? html`<p class="caution">${cautionOf(resembles, site)}</p>` : nothing}
    <p class="who">
      <strong><bdi>${site}</bdi></strong> <span class="badge unverified">Not verified</span>
    </p>
    ${name ? html`<p class="quotation"><bdi>${site}</bdi> says its name is: <q>${name}</q></p>` : nothing}
    ${address ? html`<p class="quotation"><bdi>${site}</bdi> says its address is: <q>${address}</q></p>` : nothing}
    <p class="help">
      Nobody has checked who this is. All you know is the address of the site, and the key that the copy is encrypted
      to.
    </p>
  `;
}

/** The origin of an address on the web; empty for all else, which nobody could look up. */
function webOrigin(url = ""): string {
  if (!URL.canParse(url)) return "";
  const { origin, protocol } = new URL(url);
  return protocol === "https:" ? origin : "";
}

function cautionOf({ by, name, origins }: NonNullable<ShownConsumer["resembles"]>, site: string): TemplateResult {
  const known = html`<bdi>${inertText(name, 100).text}</bdi>`;
  const own = ownSites(origins);
  const asking = html`<bdi>${site}</bdi>`;
  switch (by) {
    case "site":
      return html`${asking} asks for a copy for ${known}; ${own}.`;
    case "account":
    case "key":
      return html`${asking} names the ${by} of ${known}, but another ${by === "key" ? "account" : "key"} with it. Do not
      take this for ${known}; ${own}.`;
    case "name":
      return html`${asking} uses a name like that of ${known}, but neither its account nor its key. Do not take this for
      ${known}; ${own}.`;
  }
}

function ownSites(origins: readonly string[]): TemplateResult {
  if (!origins.length) return html`this idOS window does not know which sites are its own`;
  const named = origins
    .slice(0, MAX_SITES)
    .map((origin, index) => html`${index ? ", " : ""}<bdi>${siteName(origin)}</bdi>`);
  return html`its own ${origins.length > 1 ? "sites are" : "site is"}
  ${named}${origins.length > MAX_SITES ? " and more" : ""}`;
}
