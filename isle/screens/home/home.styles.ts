import { css } from "lit";

export const homeStyles = css`
  .tabs {
    display: flex;
    gap: 4px;
    margin-block-end: 16px;
    padding: 4px;
    border-radius: var(--_radius-small);
    background: var(--_raised);
  }

  .tab {
    flex: 1 1 auto;
    min-block-size: 36px;
    padding: 4px 8px;
    border: 0;
    border-radius: calc(var(--_radius-small) * 0.7);
    background: none;
    color: var(--_muted);
    font: inherit;
    font-size: 14px;
    font-weight: 600;
    cursor: pointer;
  }

  .tab:hover {
    color: var(--_text);
  }

  .tab[aria-current="page"] {
    background: var(--_surface);
    color: var(--_text);
    box-shadow: 0 1px 3px rgb(8 20 16 / 16%);
  }

  @media (forced-colors: active) {
    .tab[aria-current="page"] {
      border: 2px solid Highlight;
    }
  }
`;
