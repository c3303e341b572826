/** Who gets a copy: by name where the operator knows them and one of their own sites asks, else plainly unverified. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import type { ShownConsumer } from "../contract/window-messages.ts";
import { inertText } from "../viewer/inert-text.ts";
import { quoteHostText } from "../viewer/quote-host-text.ts";
import { siteName } from "./site-name.ts";
import { words } from "../words/words.ts";

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
        <dt>${words.facts.keyFingerprint}</dt>
        <dd><code>${fingerprint}</code></dd>
      </div>
      <div>
        <dt>${words.facts.account}</dt>
        <dd><code>${inertText(walletIdentifier, 200).text}</code></dd>
      </div>
    </dl>
  `;
}

function verifiedTemplate({ name, url }: NonNullable<ShownConsumer["verified"]>): TemplateResult {
  const say = words.consumer;
  return html`
    <p class="who"><strong>${inertText(name, 100).text}</strong> <span class="badge verified">${say.verified}</span></p>
    <p class="help">${say.checked(url ? inertText(url, 200).text : undefined)}</p>
  `;
}

function unverifiedTemplate({ claimed, resembles }: ShownConsumer, site: string): TemplateResult {
  const say = words.consumer;
  const name = quoteHostText(claimed?.name ?? "");
  const address = quoteHostText(webOrigin(claimed?.url));
  return html`
    ${resembles ? html`<p class="caution">${cautionOf(resembles, site)}</p>` : nothing}
    <p class="who">
      <strong><bdi>${site}</bdi></strong> <span class="badge unverified">${say.unverified}</span>
    </p>
    ${name ? html`<p class="quotation">${say.claimsName(site, name)}</p>` : nothing}
    ${address ? html`<p class="quotation">${say.claimsAddress(site, address)}</p>` : nothing}
    <p class="help">${say.unchecked}</p>
  `;
}

/** The origin of an address on the web; empty for all else, which nobody could look up. */
function webOrigin(url = ""): string {
  if (!URL.canParse(url)) return "";
  const { origin, protocol } = new URL(url);
  return protocol === "https:" ? origin : "";
}

function cautionOf({ by, name, origins }: NonNullable<ShownConsumer["resembles"]>, site: string): TemplateResult {
  return words.consumer.resembles[by](site, inertText(name, 100).text, ownSites(origins));
}

function ownSites(origins: readonly string[]): TemplateResult {
  if (!origins.length) return words.consumer.noSites();
  return words.consumer.ownSites(origins.slice(0, MAX_SITES).map(siteName), origins.length > MAX_SITES);
}
