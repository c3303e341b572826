/**
 * The pill and the card. The card holds the enclave's frame: no opacity, filter, transform, blend mode or clip on
 * it, nothing painted over the frame, and borders drawn outside of it.
 */
import { css } from "lit";

export const shell = css`
  :host {
    display: inline-block;
    position: relative;
    min-inline-size: 0;
    max-inline-size: 100%;
    font: 400 15px/1.5 var(--_font);
    color: var(--_text);
    text-align: start;
    -webkit-text-size-adjust: 100%;
  }

  :host([hidden]) {
    display: none;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  .pill {
    display: inline-flex;
    align-items: center;
    gap: 9px;
    min-block-size: 44px;
    max-inline-size: 100%;
    padding-block: 6px;
    padding-inline: 10px 16px;
    border: 1px solid var(--_line);
    border-radius: 999px;
    background: var(--_surface);
    color: inherit;
    font: inherit;
    font-size: 14px;
    cursor: pointer;
    box-shadow: 0 1px 2px rgb(8 20 16 / 8%);
  }

  .pill:hover {
    border-color: var(--_edge);
  }

  .pill b {
    font-weight: 650;
    letter-spacing: -0.01em;
  }

  .pill .status {
    unicode-bidi: plaintext;
    color: var(--_muted);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .dot {
    flex: none;
    inline-size: 9px;
    block-size: 9px;
    border-radius: 50%;
    background: var(--_edge);
  }

  .dot.good {
    background: var(--_good);
  }

  .dot.warning {
    background: var(--_warning);
  }

  .dot.bad {
    background: var(--_bad);
  }

  .dot.accent {
    background: var(--_accent);
  }

  .badge {
    flex: none;
    min-inline-size: 22px;
    padding-inline: 6px;
    border-radius: 999px;
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: 12px;
    font-weight: 650;
    line-height: 22px;
    text-align: center;
  }

  .card {
    position: absolute;
    z-index: var(--idos-z-index, 1000);
    inset-block-start: calc(100% + 10px);
    inset-inline-start: 0;
    display: flex;
    flex-direction: column;
    inline-size: var(--idos-width, 366px);
    max-block-size: var(--_room, 640px);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    box-shadow:
      0 0 0 1px var(--_line),
      var(--_shadow);
  }

  .card[hidden] {
    display: none;
  }

  .card[data-align="end"] {
    inset-inline: auto 0;
  }

  .card[data-side="above"] {
    inset-block: auto calc(100% + 10px);
  }

  .card > header {
    flex: none;
    display: flex;
    align-items: center;
    gap: 9px;
    padding-block: 12px 4px;
    padding-inline: 20px 10px;
  }

  .card > header b {
    font-weight: 650;
    letter-spacing: -0.01em;
  }

  .card > header .site {
    flex: 1;
    min-inline-size: 0;
    overflow: hidden;
    color: var(--_muted);
    font-size: 13px;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .logo {
    flex: none;
    inline-size: 26px;
    block-size: 26px;
  }

  .logo .sun {
    fill: light-dark(#e8a33d, #f0c069);
  }

  .logo .land {
    fill: var(--_accent);
  }

  .logo .sea {
    fill: none;
    stroke: var(--_accent);
    stroke-width: 1.6;
    stroke-linecap: round;
  }

  .round {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 40px;
    block-size: 40px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: none;
    color: var(--_muted);
    cursor: pointer;
  }

  .round:hover {
    background: var(--_raised);
    color: var(--_text);
  }

  .asked {
    flex: none;
    display: flex;
    align-items: center;
    gap: 10px;
    margin: 4px 20px 0;
    padding-block: 4px;
    padding-inline: 14px 4px;
    border-radius: var(--_radius-small);
    background: var(--_raised);
    font-size: 13px;
  }

  .asked > span {
    unicode-bidi: plaintext;
    flex: 1;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }

  .body {
    min-block-size: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding-block: 12px 20px;
    padding-inline: 20px;
  }

  .asked + .body {
    padding-block-start: 18px;
  }

  .frame {
    flex: none;
    /* With the frame's own padding its text stands under the screen's. */
    margin-inline: 8px;
    margin-block-end: 12px;
    block-size: 0;
  }

  .frame[data-size="hidden"] {
    margin: 0;
    visibility: hidden;
  }

  /* A line of two, the button, and Cancel below it where the card is narrow. */
  .frame:is([data-size="button"], [data-size="compact"]) {
    block-size: max(176px, 11rem);
  }

  .card:has(.frame:not([data-size="hidden"])) .body {
    padding-block-end: 4px;
  }

  @media (max-width: 459.98px) {
    .card,
    .card[data-align],
    .card[data-side] {
      position: fixed;
      inset-block: auto 0;
      inset-inline: 0;
      inline-size: 100%;
      max-block-size: min(88dvh, 720px);
      border-end-start-radius: 0;
      border-end-end-radius: 0;
      padding-block-end: env(safe-area-inset-bottom);
    }

    .card > header {
      padding-inline: 16px 8px;
    }

    .body {
      padding-inline: 16px;
    }

    .asked {
      margin-inline: 16px;
    }

    .frame {
      margin-inline: 4px;
    }
  }

  @media (forced-colors: active) {
    .card,
    .pill,
    .badge {
      border: 1px solid CanvasText;
    }

    .dot {
      border: 5px solid CanvasText;
      forced-color-adjust: none;
    }

    .logo .sun,
    .logo .land {
      forced-color-adjust: none;
    }
  }
`;
