/**
 * The burner wallet's accounts on the demo's server. Both dApps share them although they are different sites,
 * as one person's wallet would. Every answer holds secret keys: mount it behind `ownPagesOnly`.
 */
import { Hono } from "hono";
import { readPrivateFile, writePrivateFile } from "../process/private-file.ts";
import { type BurnerAccount, burnerAccount } from "./evm-account.ts";
import type { AccountSource } from "./account-client.ts";

/** More than anybody tries out by hand; a page that asks without end is refused. */
const MAX_ACCOUNTS = 200;

/** Accounts in a file that only this user of the computer can read. */
export function accountFile(path: string): AccountSource {
  let turn: Promise<unknown> = Promise.resolve();
  const list = async (): Promise<BurnerAccount[]> => (await readPrivateFile<BurnerAccount[]>(path)) ?? [];
  return {
    list,
    create() {
      const made = turn.then(async () => {
        const accounts = await list();
        if (accounts.length >= MAX_ACCOUNTS)
          throw new RangeError(`The burner wallet has ${MAX_ACCOUNTS} accounts already`);
        const account = burnerAccount(`Account ${accounts.length + 1}`);
        await writePrivateFile(path, [...accounts, account]);
        return account;
      });
      turn = made.catch(() => {});
      return made;
    },
  };
}

/** `GET /` answers with all accounts, `POST /` with a new one. */
export function accountRoutes(accounts: AccountSource): Hono {
  return new Hono()
    .use(async (c, next) => {
      await next();
      c.header("Cache-Control", "no-store");
    })
    .get("/", async (c) => c.json({ accounts: await accounts.list() }))
    .post("/", async (c) => {
      try {
        return c.json(await accounts.create(), 201);
      } catch (error) {
        if (error instanceof RangeError) return c.json({ error: error.message }, 429);
        throw error;
      }
    });
}
