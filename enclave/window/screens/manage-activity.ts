/** What the key did, for the person's own eyes; can be saved as a file. */
import { html, nothing, type TemplateResult } from "lit/html.js";
import { inertText } from "../../viewer/inert-text.ts";
import type { ShownActivity } from "../../vault/window-messages.ts";
import { saveFile } from "../../viewer/save-file.ts";
import { manageLayout } from "../manage-layout.ts";
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
};

/** Before whom or what it was done to. */
const TO: Partial<Record<ShownActivity["what"], string>> = { grant: "With " };

/** The file's content: JSON, times in RFC 3339. */
export function activityFile(userId: string, activity: readonly ShownActivity[]): string {
  const lines = activity.map(({ at, ...rest }) => ({ at: new Date(at * 1000).toISOString(), ...rest }));
  return `${JSON.stringify({ profile: userId, activity: lines }, null, 2)}\n`;
}

/** The view of a `manage-activity` screen. */
export function manageActivityScreen(screen: ScreenOf<"manage-activity">, context: ScreenContext): ScreenView {
  const save = (): void =>
    saveFile("idos-activity.json", "application/json", activityFile(screen.userId, screen.activity));
  const item = ({ at, what, origin, to }: ShownActivity): TemplateResult => html`
    <li>
      <strong>${DID[what]}</strong>
      ${to ? html`<p>${TO[what] ?? ""}<bdi>${inertText(to, 200).text}</bdi></p>` : nothing}
      <p class="help">${context.formats.dateTime(at)}, at <bdi>${siteName(origin)}</bdi></p>
    </li>
  `;
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
