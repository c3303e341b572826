/** What the key did, for the person's own eyes; can be saved as a file. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import { inertText } from "../../viewer/inert-text.ts";
import type { ShownActivity } from "../../contract/window-messages.ts";
import { saveFile } from "../../viewer/save-file.ts";
import { manageLayout } from "../manage-layout.ts";
import { quoteHostText } from "../../viewer/quote-host-text.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { siteName } from "../site-name.ts";
import { words } from "../../words/words.ts";

/** A receiver's name that is only what the site called it; lines of older versions do not say, and so count as such. */
const isClaimed = ({ what, verified }: ShownActivity): boolean => what === "grant" && verified !== true;

/** What the site called the receiver, as a quotation; empty if it gave no name. */
function claim({ origin, to = "" }: ShownActivity): string {
  const quoted = quoteHostText(to);
  return quoted && words.activity.claim(siteName(origin), quoted);
}

/** The file's content: JSON, times in RFC 3339. Names that nobody checked are quotations there too. */
export function activityFile(userId: string, activity: readonly ShownActivity[]): string {
  const lines = activity.map((line) => ({
    ...line,
    at: new Date(line.at * 1000).toISOString(),
    ...(line.to !== undefined && { to: isClaimed(line) ? claim(line) : inertText(line.to, 200).text }),
  }));
  return `${JSON.stringify({ profile: userId, activity: lines }, null, 2)}\n`;
}

/** The view of a `manage-activity` screen. */
export function manageActivityScreen(screen: ScreenOf<"manage-activity">, context: ScreenContext): ScreenView {
  const say = words.activity;
  const save = (): void =>
    saveFile("idos-activity.json", "application/json", activityFile(screen.userId, screen.activity));
  const item = (line: ShownActivity): TemplateResult => {
    const { at, what, origin, account, key } = line;
    return html`
      <li>
        <strong>${say.did[what]}</strong>
        ${receiver(line)}
        ${account ? html`<p class="help">${words.facts.accountIs(inertText(account, 200).text)}</p>` : nothing}
        ${key ? html`<p class="help">${words.facts.fingerprintIs(inertText(key, 40).text)}</p>` : nothing}
        <p class="help">${say.at(context.formats.dateTime(at), siteName(origin))}</p>
      </li>
    `;
  };
  return {
    step: words.settings.pages.activity,
    escape: () => context.answer({ type: "close" }),
    render: () =>
      manageLayout(
        {
          ...screen,
          page: "activity",
          content: html`
            <p>${say.gist}</p>
            ${
              screen.activity.some(({ what }) => what === "altered")
                ? html`<p class="help">${say.warnings}</p>`
                : nothing
            }
            ${
              screen.activity.length
                ? html`<ul class="sites">
                      ${screen.activity.map(item)}
                    </ul>
                    <button type="button" @click=${save}>${words.actions.saveAsJson}</button>`
                : html`<p>${say.none}</p>`
            }
          `,
        },
        context,
      ),
  };
}

/** With whom a copy was shared, or which wallet it was. */
function receiver(line: ShownActivity): TemplateResult | typeof nothing {
  const { what, origin, to = "" } = line;
  if (!isClaimed(line)) {
    const name = inertText(to, 200).text;
    return name ? html`<p>${what === "grant" ? words.activity.with(name) : html`<bdi>${name}</bdi>`}</p>` : nothing;
  }
  const quoted = quoteHostText(to);
  return quoted ? html`<p class="quotation">${words.facts.siteSays(siteName(origin), quoted)}</p>` : nothing;
}
