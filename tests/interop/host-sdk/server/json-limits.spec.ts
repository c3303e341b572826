import { expect, test } from "playwright/test";
import { checkJsonText } from "../../../../host-sdk/server/credential/json-limits.ts";

const named = (text: string): string => `{"firstName":"${text}"}`;

test("threat 34: a text of which most is escaped is refused before it is parsed, and one that only has some is not", async () => {
  await expect(checkJsonText(named("\\u0001".repeat(400_001)))).rejects.toMatchObject({
    code: "INVALID_ARGUMENT",
    message: "credential: more escaped characters than a credential has",
  });
  await checkJsonText(named("\\u4e2d".repeat(100_000)));
  // An escaped backslash before a "u" escapes nothing more.
  await checkJsonText(named("\\\\u".repeat(400_001)));
});
