/** Looks of the wallet's dialog: unmistakably a wallet's, and not the dApp's. */
import { css } from "lit";

export const promptStyles = css`
  :host {
    --ink: #26190f;
    --soft: #6b5545;
    --paper: #fffaf4;
    --line: #e4d3c2;
    --well: #f7ecdf;
    --fire: #b3470a;
    --on-fire: #ffffff;
    --bar: #2b1a12;
    color-scheme: light dark;
  }
  @media (prefers-color-scheme: dark) {
    :host {
      --ink: #fbeee2;
      --soft: #cdb5a2;
      --paper: #1f1510;
      --line: #4a382c;
      --well: #2b1f17;
      --fire: #ff9a56;
      --on-fire: #26140a;
      --bar: #120b07;
    }
  }
  * {
    box-sizing: border-box;
  }
  dialog {
    inset: 16px 16px auto auto;
    margin: 0;
    width: min(424px, calc(100vw - 32px));
    max-height: calc(100dvh - 32px);
    padding: 0;
    flex-direction: column;
    overflow: hidden;
    border: 1px solid var(--line);
    border-radius: 18px;
    background: var(--paper);
    color: var(--ink);
    font:
      15px/1.45 ui-rounded,
      "Segoe UI",
      system-ui,
      sans-serif;
    box-shadow: 0 24px 60px rgb(20 8 0 / 35%);
  }
  dialog[open] {
    display: flex;
  }
  dialog::backdrop {
    background: rgb(20 10 4 / 45%);
  }
  .bar {
    display: flex;
    gap: 12px;
    align-items: center;
    padding: 12px 18px;
    background: var(--bar);
    color: #fbeee2;
  }
  .bar p {
    margin: 0;
  }
  .bar span {
    display: block;
    color: #ffb98a;
    font-size: 13px;
  }
  .body {
    padding: 18px 18px 4px;
    overflow: auto;
    display: flex;
    flex-direction: column;
    min-height: 0;
  }
  h2 {
    margin: 0;
    font-size: 20px;
    line-height: 1.25;
  }
  h3 {
    margin: 14px 0 6px;
    font-size: 13px;
    color: var(--soft);
    overflow-wrap: anywhere;
  }
  p {
    margin: 0 0 12px;
  }
  .site {
    margin-top: 2px;
    font-weight: 600;
    color: var(--fire);
    overflow-wrap: anywhere;
  }
  code,
  pre {
    font:
      13px/1.5 ui-monospace,
      "Cascadia Mono",
      Menlo,
      monospace;
    overflow-wrap: anywhere;
    unicode-bidi: isolate;
  }
  pre,
  .data {
    flex: 0 1 auto;
    margin: 0 0 14px;
    min-height: 96px;
    max-height: 40dvh;
    overflow: auto;
    padding: 12px;
    border: 1px solid var(--line);
    border-radius: 12px;
    background: var(--well);
    white-space: pre-wrap;
  }
  .data {
    white-space: normal;
  }
  .data h3:first-child {
    margin-top: 0;
  }
  dl {
    margin: 0;
  }
  dt {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  dt small {
    font-weight: 400;
    color: var(--soft);
  }
  dd {
    margin: 0 0 6px;
  }
  dd dl {
    padding-inline-start: 12px;
    border-inline-start: 2px solid var(--line);
  }
  .signer,
  label {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 0 10px;
    align-items: center;
  }
  .signer {
    grid-template-columns: 1fr;
    padding: 10px 12px;
    border: 1px solid var(--line);
    border-radius: 12px;
  }
  .signer code,
  label code {
    color: var(--soft);
    font-size: 12px;
  }
  fieldset {
    margin: 0 0 10px;
    padding: 0;
    border: 0;
    min-width: 0;
  }
  .accounts {
    display: grid;
    gap: 8px;
    max-height: max(160px, 42dvh);
    padding: 3px;
    overflow-y: auto;
  }
  legend {
    padding: 0 0 6px;
    font-size: 13px;
    font-weight: 600;
    color: var(--soft);
  }
  .accounts p {
    margin: 0;
  }
  label {
    min-height: 44px;
    padding: 10px 12px;
    border: 1px solid var(--line);
    border-radius: 12px;
    cursor: pointer;
  }
  label:has(:checked) {
    border-color: var(--fire);
    background: var(--well);
  }
  label span {
    font-weight: 600;
  }
  label code {
    grid-column: 2;
  }
  input {
    accent-color: var(--fire);
    width: 18px;
    height: 18px;
    margin: 0;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 10px;
    padding: 12px 18px 18px;
  }
  button {
    flex: 1 1 auto;
    min-height: 44px;
    padding: 8px 16px;
    border: 1px solid var(--line);
    border-radius: 12px;
    background: transparent;
    color: inherit;
    font: inherit;
    font-weight: 600;
    cursor: pointer;
  }
  button.main {
    border-color: var(--fire);
    background: var(--fire);
    color: var(--on-fire);
  }
  button.new {
    margin-bottom: 12px;
    border-style: dashed;
    color: var(--fire);
  }
  button:disabled {
    opacity: 0.5;
    cursor: default;
  }
  :focus-visible {
    outline: 3px solid var(--fire);
    outline-offset: 2px;
  }
  h2:focus-visible {
    outline: none;
  }
  .waiting {
    color: var(--soft);
    font-size: 13px;
  }
  .problem {
    color: var(--fire);
    font-weight: 600;
  }
  @media (max-width: 460px) {
    dialog {
      inset: auto 0 0 0;
      width: 100%;
      max-width: none;
      border-radius: 18px 18px 0 0;
    }
  }
  @media (forced-colors: active) {
    button.main,
    label:has(:checked) {
      border: 3px solid Highlight;
    }
  }
`;
