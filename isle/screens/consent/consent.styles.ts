import { css } from "lit";

export const consentStyles = css`
  .signed {
    padding: 12px;
    border-radius: var(--_radius-small);
    background: var(--_raised);
    white-space: pre-wrap;
    unicode-bidi: plaintext;
  }
`;
