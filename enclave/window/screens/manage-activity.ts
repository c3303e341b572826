/** What the key did, for the person's own eyes; can be saved as a file. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import { inertText } from "../../viewer/inert-text.ts";
import type { ShownActivity } from "../../contract/window-messages.ts";
import { saveFile } from "../../viewer/save-file.ts";
import { manageLayout } from "../manage-layout.ts";
import { quoteHostText } from "../../viewer/quote-host-text.ts";
import type { ScreenContext, ScreenOf, ScreenView } from "../screen-view.ts";
import { siteName } from "../site-name.ts";

const DID: Record<ShownActivity["what"], string> = {
  create: "Key created",
  unlock: "Key unlocked",
  grant: "Copy of a credential shared",
  link: "Wallet that can rebuild the key added",
  unlink: "Wallet that could rebuild the key removed",
  phrase: "Recovery phrase opened",
  passkey: "Passkey added",
  altered: "This site changed what your wallet signed, and may hold your key",
};

/** A receiver's name that is only what the site called it; lines of older versions do not say, and so count as such. */
const isClaimed = ({ what, verified }: ShownActivity): boolean => what === "grant" && verified !== true;

/** What the site called the receiver, as a quotation; empty if it gave no name. */
function claim({ origin, to = "" }: ShownActivity): string {
  const quoted = quoteHostText(to);
  return quoted && `${siteName(origin)} says: ${quoted}`;
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
  const save = (): void =>
    saveFile("idos-activity.json", "application/json", activityFile(screen.userId, screen.activity));
  const item = (line: ShownActivity): TemplateResult => {
    const { at, what, origin, account, key } = line;
    return html`
      <li>
        <strong>${DID[what]}</strong>
        ${receiver(line)}
        ${account ? html`<p class="help">Account <code>${inertText(account, 200).text}</code></p>` : nothing}
        ${key ? html`<p class="help">Key fingerprint <code>${inertText(key, 40).text}</code></p>` : nothing}
        <p class="help">${context.formats.dateTime(at)}, at <bdi>${siteName(origin)}</bdi></p>
      </li>
    `;
  };
  return {
    step: "Activity",
    escape: () => context.answer({ type: "close" }),
    render: () =>
      manageLayout(
        {
          ...screen,
          page: "activity",
          content: html`
            <p>What your key did in this browser. The list is encrypted to the key itself: nobody else can read it.</p>
            ${
              screen.activity.some(({ what }) => what === "altered")
                ? html`<p class="help">
                    Warnings about sites are not encrypted: there may be no key yet when one comes.
                  </p>`
                : nothing
            }
            ${
              screen.activity.length
                ? html`<ul class="sites">
                      ${screen.activity.map(item)}
                    </ul>
                    <button type="button" @click=${save}>Save as a JSON file</button>`
                : html`<p>Nothing yet.</p>`
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
    return name ? html`<p>${what === "grant" ? "With " : ""}<bdi>${name}</bdi></p>` : nothing;
  }
  const quoted = quoteHostText(to);
  return quoted ? html`<p class="quotation"><bdi>${siteName(origin)}</bdi> says: <q>${quoted}</q></p>` : nothing;
}
