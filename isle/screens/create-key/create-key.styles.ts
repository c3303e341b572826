import { css } from "lit";

export const createKeyStyles = css`
  .options {
    display: grid;
    gap: 10px;
    min-inline-size: 0;
  }

  .option {
    display: flex;
    gap: 12px;
    padding: 14px 16px;
    border: 1px solid var(--_edge);
    border-radius: var(--_radius-small);
    cursor: pointer;
  }

  .option:has(:checked) {
    border-color: var(--_accent);
    background: color-mix(in srgb, var(--_accent) 7%, var(--_surface));
    box-shadow: inset 0 0 0 1px var(--_accent);
  }

  .option input {
    flex: none;
    inline-size: 18px;
    block-size: 18px;
    margin: 2px 0 0;
    accent-color: var(--_accent);
  }

  .option > span,
  .option > span > span {
    display: block;
  }

  .option > span > * {
    unicode-bidi: plaintext;
  }

  .option b {
    font-weight: 650;
  }

  .option .loss {
    margin-block-start: 4px;
    color: var(--_text);
  }
`;
