/** What the network is compared with: hono and PGlite, one statement per request, no rules and no signatures. */
import process from "node:process";
import { PGlite } from "@electric-sql/pglite";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";

const pg = await PGlite.create({ dataDir: process.argv[2] ?? "" });
await pg.exec("CREATE TABLE rows (id UUID PRIMARY KEY, value TEXT NOT NULL)");
const app = new Hono()
  .post("/read", async (c) => {
    const { id } = await c.req.json<{ id: string }>();
    return c.json((await pg.query("SELECT id, value FROM rows WHERE id = $1", [id])).rows);
  })
  .post("/write", async (c) => {
    const { id, value } = await c.req.json<{ id: string; value: string }>();
    await pg.transaction((tx) => tx.query("INSERT INTO rows (id, value) VALUES ($1, $2)", [id, value]));
    return c.json({ id });
  });
const server = createAdaptorServer({ fetch: app.fetch });
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(`ready http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`);
});
