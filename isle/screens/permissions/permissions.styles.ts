import { css } from "lit";

export const permissionsStyles = css`
  .lock {
    justify-content: flex-start;
    align-items: flex-start;
    gap: 8px;
    margin-block-start: 4px;
  }

  .lock > span {
    unicode-bidi: plaintext;
  }

  .lock .icon {
    inline-size: 18px;
    block-size: 18px;
  }
`;
