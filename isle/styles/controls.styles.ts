/** What all screens share: type, buttons, lists, notes. */
import { css } from "lit";

export const controls = css`
  h2,
  h3,
  p,
  ul,
  dl,
  dd,
  fieldset,
  blockquote {
    margin: 0;
    padding: 0;
    border: 0;
  }

  ul {
    list-style: none;
  }

  /* A sentence keeps its own direction on a page that is written the other way. */
  :is(h2, h3, p, dt, dd, summary, .note > div) {
    unicode-bidi: plaintext;
  }

  h2 {
    font-size: 20px;
    font-weight: 650;
    line-height: 1.25;
    letter-spacing: -0.015em;
    text-wrap: balance;
    overflow-wrap: anywhere;
    outline: none;
  }

  h3 {
    font-size: 15px;
    font-weight: 650;
    line-height: 1.35;
    overflow-wrap: anywhere;
  }

  a {
    color: var(--_accent);
    text-underline-offset: 2px;
  }

  .screen {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 14px;
    animation: appear 0.18s ease-out;
  }

  @keyframes appear {
    from {
      opacity: 0;
    }
  }

  .lead {
    color: var(--_muted);
    text-wrap: pretty;
    overflow-wrap: anywhere;
  }

  .small {
    color: var(--_muted);
    font-size: 13px;
    overflow-wrap: anywhere;
  }

  code,
  .mono {
    font-family: var(--_mono);
    font-size: 0.87em;
    overflow-wrap: anywhere;
  }

  .icon {
    flex: none;
    inline-size: 20px;
    block-size: 20px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.8;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .emblem {
    display: grid;
    place-items: center;
    inline-size: 48px;
    block-size: 48px;
    border-radius: 50%;
    --_mood: var(--_accent);
    background: color-mix(in srgb, var(--_mood) 13%, var(--_surface));
    color: var(--_mood);
  }

  .emblem .icon {
    inline-size: 24px;
    block-size: 24px;
  }

  .good {
    --_mood: var(--_good);
  }

  .warning {
    --_mood: var(--_warning);
  }

  .bad {
    --_mood: var(--_bad);
  }

  /* Two lines of twenty: easier to compare with a wallet. */
  .digest {
    display: block;
    inline-size: calc(20ch + 1px);
    max-inline-size: 100%;
    font-size: 15px;
    word-break: break-all;
    user-select: all;
  }

  /* The way on stays in view however long the screen is. */
  .screen > .actions:last-child {
    position: sticky;
    inset-block-end: -20px;
    margin-block: -4px -20px;
    padding-block: 10px 20px;
    background: var(--_surface);
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 10px;
    margin-block-start: 6px;
  }

  .button {
    flex: 1 1 auto;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-block-size: 44px;
    padding: 8px 16px;
    border: 1px solid var(--_edge);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    font-weight: 600;
    text-align: center;
    text-decoration: none;
    cursor: pointer;
  }

  .button:hover {
    background: var(--_raised);
  }

  .button.primary {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }

  .button.primary:hover {
    background: color-mix(in srgb, var(--_accent) 88%, var(--_text));
  }

  .button.danger {
    border-color: transparent;
    background: var(--_bad);
    color: var(--_surface);
  }

  .button.danger:hover {
    background: color-mix(in srgb, var(--_bad) 88%, var(--_text));
  }

  .button.quiet {
    flex: 0 0 auto;
    min-block-size: 36px;
    padding: 4px 10px;
    border-color: transparent;
    background: none;
    color: var(--_accent);
    font-size: 14px;
  }

  .button.quiet.bad {
    color: var(--_bad);
  }

  .button.quiet:hover {
    background: var(--_raised);
  }

  .button .icon {
    inline-size: 18px;
    block-size: 18px;
  }

  :is(button, input, a, summary):focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  .items {
    display: grid;
    gap: 10px;
  }

  .item {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 4px;
    padding: 14px 16px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
  }

  .item .actions {
    justify-content: flex-end;
    gap: 4px;
    margin-block: 4px -6px;
    margin-inline-end: -8px;
  }

  .row {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 10px;
  }

  .row > :first-child {
    min-inline-size: 0;
  }

  .facts {
    display: grid;
    gap: 10px;
    padding: 14px 16px;
    border-radius: var(--_radius-small);
    background: var(--_raised);
  }

  .facts dt {
    color: var(--_muted);
    font-size: 13px;
  }

  .facts dd {
    overflow-wrap: anywhere;
  }

  .note {
    display: flex;
    gap: 10px;
    padding: 12px 14px;
    border-radius: var(--_radius-small);
    background: color-mix(in srgb, var(--_mood, var(--_accent)) 9%, var(--_surface));
    font-size: 14px;
    overflow-wrap: anywhere;
  }

  .note .icon {
    margin-block-start: 1px;
    color: var(--_mood, var(--_accent));
  }

  .note > div {
    min-inline-size: 0;
  }

  details {
    font-size: 13px;
  }

  summary {
    min-block-size: 24px;
    border-radius: 4px;
    color: var(--_muted);
    cursor: pointer;
  }

  details > :not(summary) {
    margin-block-start: 8px;
  }

  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  @media (prefers-reduced-motion: reduce) {
    .screen {
      animation: none;
    }
  }

  @media (forced-colors: active) {
    .button,
    .item,
    .facts,
    .note {
      border: 1px solid CanvasText;
    }

    .button.primary,
    .button.danger {
      border: 2px solid Highlight;
    }

    .emblem {
      forced-color-adjust: none;
    }
  }
`;
