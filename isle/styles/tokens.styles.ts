/** Colours, measures and type. Pages set the documented properties; everything else derives from them. */
import { css } from "lit";

export const tokens = css`
  :host {
    color-scheme: light dark;
    --_accent: var(--idos-accent, light-dark(#0b6b58, #63d4b7));
    --_on-accent: var(--idos-on-accent, light-dark(#ffffff, #05221b));
    --_surface: var(--idos-surface, light-dark(#ffffff, #141a1b));
    --_raised: var(--idos-raised, light-dark(#f4f7f6, #1d2527));
    --_text: var(--idos-text, light-dark(#13201c, #e9f0ee));
    --_muted: var(--idos-muted, light-dark(#53635d, #a4b2ae));
    --_line: var(--idos-line, light-dark(#e0e7e4, #2c3739));
    --_edge: var(--idos-edge, light-dark(#7d8c86, #6d7c79));
    --_good: var(--idos-good, light-dark(#17683c, #7ed9a3));
    --_warning: var(--idos-warning, light-dark(#815100, #f0c069));
    --_bad: var(--idos-bad, light-dark(#ab221b, #ff9c94));
    --_radius: var(--idos-radius, 18px);
    --_radius-small: calc(var(--_radius) * 0.62);
    --_font: var(--idos-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif);
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
