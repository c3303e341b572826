/**
 * Every action × every kind of caller, by the unmodified kwil-js, against the table in docs/network-conformance.md.
 * `UPDATE_DOCS=1` writes the table.
 */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "playwright/test";
import { DECLARATIONS } from "../../../../demo/network/node/catalogue.ts";
import { EXTENSIONS } from "../../../../demo/network/node/extensions.ts";
import { FAILURES } from "../../../../demo/network/node/failures.ts";
import { RPC, TX_CODE } from "../../../../demo/network/node/rpc-errors.ts";
import { SIGNERS } from "../../../../demo/network/node/verification/signers.ts";
import { walletKinds } from "../../../../enclave/protocol/wallet-kinds.ts";
import { type Case, CASES } from "./conformance-cases.ts";
import { kinds, outcome } from "./conformance-outcome.ts";
import { type CallerName, CALLERS, startWorld, type World } from "./conformance-world.ts";

const DOCUMENT = fileURLToPath(new URL("../../../../docs/network-conformance.md", import.meta.url));

let world: World;
test.beforeAll(async () => void (world = await startWorld()));
test.afterAll(() => world.node.stop());

const results = new Map<Case, Record<CallerName, string>>();

for (const one of CASES)
  test(`${one.action.name}${one.when && `, ${one.when}`} @network`, async () => {
    world.renew();
    const cells: Partial<Record<CallerName, string>> = {};
    for (const name of CALLERS) cells[name] = await outcome(world, one, name);
    const row = cells as Record<CallerName, string>;
    results.set(one, row);

    const declaration = kinds.get(one.action.name);
    const signedOut = declaration?.kind === "write" ? "~~signature~~" : "~~sign in~~";
    if (declaration?.rule.signedIn || declaration?.kind === "write") expect(row["signed out"]).toBe(signedOut);
    // Nothing of the owner's is anybody's, but for who the rule names.
    if (declaration?.rule.name === "owner" && declaration.kind === "write")
      for (const name of ["network owner", "inserter", "issuer", "grantee", "stranger"] as const)
        expect(row[name], name).toBe("~~DENIED~~");
    if (declaration?.rule.name === "inserter")
      for (const name of ["network owner", "owner", "other owner", "grantee", "stranger"] as const)
        expect(row[name], name).toBe("~~DENIED~~");
    if (declaration?.rule.name === "network owner")
      for (const name of ["inserter", "issuer", "owner", "other owner", "grantee", "stranger"] as const)
        expect(row[name], name).toBe("~~DENIED~~");
  });

test("every action is in the table, allowed and refused @network", () => {
  for (const { action, refuses } of DECLARATIONS) {
    const rows = CASES.filter((one) => one.action.name === action.name);
    const cells = rows.flatMap((one) => Object.values(results.get(one) ?? {}));
    expect(
      cells.some((cell) => cell.startsWith("~~") || cell === "nothing"),
      `${action.name} is refused`,
    ).toBe(true);
    const never = refuses.includes("everything");
    expect(
      cells.some((cell) => !cell.startsWith("~~")),
      `${action.name} is allowed`,
    ).toBe(!never);
  }
});

test("docs/network-conformance.md is what this run found @network", async () => {
  expect(results.size, "the whole file must run").toBe(CASES.length);
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const table = [
    line(["action", "rule", ...CALLERS]),
    line(["---", "---", ...CALLERS.map(() => "---")]),
    ...CASES.map((one) => {
      const { rule, extension } = kinds.get(one.action.name) ?? {};
      const name = `\`${one.action.name}\`${extension ? " (extension)" : ""}${one.when && `, ${one.when}`}`;
      return line([name, rule?.name ?? "", ...CALLERS.map((caller) => results.get(one)?.[caller] ?? "")]);
    }),
  ].join("\n");
  const text = `# Who may do what on the local network

Written by \`tests/interop/demo/network/conformance.spec.ts\` from its own run: every action, by every kind of caller, with
the unmodified \`@idos-network/kwil-js\`. A test compares this file with the run; \`UPDATE_DOCS=1\` rewrites it.

The arguments are about things of the *owner*'s, shared with the *grantee*. The *issuer* signed the credentials and is,
like the *inserter*, a delegate. *Signed out* is a caller with the owner's name and without the owner's key.

- **done**: the transaction succeeded. **rows**, **true**, **false**, **0**: the view answered; in a view without
  arguments these are the caller's own. **nothing**: the view found nothing of the caller's.
- ~~sign in~~: the view wants a session first (−901). ~~signature~~: the transaction is refused before a block.
- ~~DENIED~~, ~~NOT_FOUND~~ and the like: refused, with this word first. [network.md](network.md) explains them.

${table}
`;
  if (process.env["UPDATE_DOCS"]) await writeFile(DOCUMENT, text);
  expect(await readFile(DOCUMENT, "utf8")).toBe(text);
});

test("docs/network.md explains every failure, code, extension and wallet type @network", async () => {
  const text = await readFile(fileURLToPath(new URL("../../../../docs/network.md", import.meta.url)), "utf8");
  const codes = [...Object.values(RPC), ...Object.values(TX_CODE)].map((code) => String(code).replace("-", "−"));
  const names = [...Object.keys(FAILURES), ...EXTENSIONS, ...walletKinds, ...SIGNERS.keys(), ...codes];
  for (const name of names) expect(text, name).toContain(name);
});
