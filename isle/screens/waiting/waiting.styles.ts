import { css } from "lit";

export const waitingStyles = css`
  /* One way out on one screen: the frame has the Cancel of the call that it shows. */
  .card:has(.frame[data-size="button"]) .in-frame .actions {
    display: none;
  }

  .spinner {
    inline-size: 48px;
    block-size: 48px;
    border: 4px solid color-mix(in srgb, var(--_accent) 18%, var(--_surface));
    border-block-start-color: var(--_accent);
    border-radius: 50%;
    animation: turn 0.9s linear infinite;
  }

  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }

  @media (prefers-reduced-motion: reduce) {
    .spinner {
      border-color: var(--_accent);
      border-style: dotted;
      animation: none;
    }
  }
`;
