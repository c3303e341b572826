import { css } from "lit";

export const writeGrantStyles = css`
  .signed {
    padding: 12px;
    border-radius: var(--_radius-small);
    background: var(--_raised);
    white-space: pre-wrap;
    unicode-bidi: plaintext;
  }
`;
