import { css } from "lit";

export const requestStyles = css`
  .purpose {
    gap: 2px;
    border-inline-start: 3px solid var(--_accent);
    overflow-wrap: anywhere;
  }
`;
