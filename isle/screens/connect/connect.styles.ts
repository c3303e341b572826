import { css } from "lit";

export const connectStyles = css`
  .wallets {
    display: grid;
    gap: 8px;
  }

  .button.wallet {
    inline-size: 100%;
    justify-content: flex-start;
    gap: 12px;
    min-block-size: 56px;
    padding-inline: 14px;
    border-color: var(--_line);
    text-align: start;
  }

  .button.wallet:hover {
    border-color: var(--_edge);
  }

  .button.wallet img {
    flex: none;
    border-radius: 8px;
  }
`;
