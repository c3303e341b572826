/**
 * Colours, measures and type. Pages set the documented properties; everything else derives from them. What a page
 * leaves out is as in the enclave, whose frame stands in the card.
 */
import { css, unsafeCSS } from "lit";
import palette from "../../enclave/style/palette.css?raw";

export const tokens = css`
  ${unsafeCSS(palette)}

  :host {
    color-scheme: light dark;
    --_accent: var(--idos-accent, var(--idos-palette-accent));
    --_on-accent: var(--idos-on-accent, var(--idos-palette-on-accent));
    --_surface: var(--idos-surface, var(--idos-palette-surface));
    --_raised: var(--idos-raised, var(--idos-palette-raised));
    --_text: var(--idos-text, var(--idos-palette-text));
    --_muted: var(--idos-muted, var(--idos-palette-muted));
    --_line: var(--idos-line, var(--idos-palette-line));
    --_edge: var(--idos-edge, var(--idos-palette-edge));
    --_good: var(--idos-good, light-dark(#17683c, #7ed9a3));
    --_warning: var(--idos-warning, light-dark(#815100, #f0c069));
    --_bad: var(--idos-bad, light-dark(#ab221b, #ff9c94));
    --_radius: var(--idos-radius, 18px);
    --_radius-small: calc(var(--_radius) * 0.62);
    --_font: var(--idos-font, var(--idos-palette-font));
    --_mono: ui-monospace, "SF Mono", "Cascadia Mono", "Noto Sans Mono", Menlo, Consolas, monospace;
    --_shadow: var(--idos-shadow, 0 1px 2px rgb(8 20 16 / 8%), 0 14px 44px rgb(8 20 16 / 18%));
  }

  :host([theme="light"]) {
    color-scheme: light;
  }

  :host([theme="dark"]) {
    color-scheme: dark;
  }
`;
