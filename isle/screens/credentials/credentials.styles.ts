import { css } from "lit";

export const credentialsStyles = css`
  .chip {
    flex: none;
    padding: 1px 9px;
    border-radius: 999px;
    background: color-mix(in srgb, var(--_mood, var(--_muted)) 12%, var(--_surface));
    color: var(--_mood, var(--_muted));
    font-size: 12.5px;
    font-weight: 600;
    white-space: nowrap;
    unicode-bidi: plaintext;
  }

  @media (forced-colors: active) {
    .chip {
      border: 1px solid CanvasText;
    }
  }
`;
