/**
 * Neobank's server: `idosHandler` does idOS, the rest is what any bank has anyway, an identity form and a back
 * office. Mount its routes on an origin of your own.
 */
import { Hono } from "hono";
import {
  fileStore,
  idosHandler,
  isIdosError,
  type IdosHandler,
  type KeySource,
  type NodeAddress,
} from "../../host-sdk/server/index.ts";
import { operatorOnly } from "../dapp/operator-token.ts";
import { credentialDraft, LEVEL } from "./credential.ts";
import { type IdentityForm, readIdentityForm } from "./identity-form.ts";
import type { Decision, PendingReview } from "./review.ts";

/** What Neobank needs. */
export interface NeobankOptions {
  keys: KeySource;
  node: NodeAddress;
  /** Neobank's own URL, as people see it. */
  url: string;
  /** Ed25519 key of its credentials, hex. */
  issuerPublicKey: string;
  /** Folder for what it keeps. */
  dataDir: string;
  /** What the back office signs in with. */
  operatorToken: string;
}

/** A running Neobank, without its web server. */
export interface Neobank {
  routes: Hono;
  stop(): Promise<void>;
}

/** How long an approval waits for the network before it answers "on its way". */
const ISSUE_WAIT_MS = 20_000;

/** Starts Neobank. Rejects when its store cannot be read. */
export async function createNeobank(options: NeobankOptions): Promise<Neobank> {
  const { keys, node, url, issuerPublicKey, dataDir, operatorToken } = options;
  const idos = idosHandler({
    keys,
    node,
    name: "Neobank",
    domain: new URL(url).hostname,
    issuers: [{ id: "neobank", name: "Neobank", authPublicKeys: [issuerPublicKey], url }],
    level: LEVEL,
    verify: ({ checkId }) => ({ url: `${url}/verify.html?check=${checkId}` }),
    credential: ({ form }) => credentialDraft(form as IdentityForm),
    store: fileStore(dataDir),
  });
  await idos.ready;

  const routes = new Hono();
  routes.all("/idos/*", (c) => idos(c.req.raw));
  routes.route("/api/checks", personRoutes(idos));
  routes.use("/api/back-office/*", operatorOnly(operatorToken));
  routes.route("/api/back-office/checks", operatorRoutes(idos));
  return { routes, stop: idos.stop };
}

/** The person's side; the check's id is unguessable and is all that they have. */
function personRoutes({ checks }: IdosHandler): Hono {
  const unknown = { error: "There is no such check" };
  const find = (id: string) =>
    checks.get(id).catch((error: unknown) => {
      if (isIdosError(error, "NOT_FOUND") || isIdosError(error, "INVALID_ARGUMENT")) return undefined;
      throw error;
    });
  return new Hono()
    .get("/:id", async (c) => {
      const check = await find(c.req.param("id"));
      return check ? c.json({ status: check.status }) : c.json(unknown, 404);
    })
    .post("/:id/form", async (c) => {
      const check = await find(c.req.param("id"));
      if (!check) return c.json(unknown, 404);
      if (check.status !== "open") return c.json({ error: "We have your details already." }, 409);
      const reading = readIdentityForm(await c.req.json().catch(() => undefined));
      if ("problems" in reading) return c.json({ problems: reading.problems }, 400);
      await checks.attach(check.id, reading.form);
      return c.json({}, 202);
    });
}

/** The back office's side. */
function operatorRoutes({ checks }: IdosHandler): Hono {
  async function decided(id: string): Promise<Decision> {
    const until = Date.now() + ISSUE_WAIT_MS;
    for (;;) {
      const { status, reason } = await checks.get(id);
      if (status === "issued" || status === "rejected" || status === "failed") return { status, reason };
      if (Date.now() > until) return { status: "pending" };
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  const app = new Hono();
  app.onError((error, c) => {
    if (isIdosError(error)) return c.json({ error: error.message }, error.code === "NOT_FOUND" ? 404 : 409);
    throw error;
  });
  return app
    .get("/", async (c) => {
      const pending: PendingReview[] = (await checks.list())
        .filter(({ status, approved, form }) => status === "pending" && !approved && form !== undefined)
        .map(({ id, userId, updatedAt, form }) => ({ id, userId, updatedAt, form: form as IdentityForm }));
      return c.json({ checks: pending });
    })
    .post("/:id/approve", async (c) => {
      const { id } = await checks.approve(c.req.param("id"));
      return c.json(await decided(id));
    })
    .post("/:id/reject", async (c) => {
      const { reason } = (await c.req.json().catch(() => ({}))) as { reason?: unknown };
      if (typeof reason !== "string" || !reason.trim()) return c.json({ error: "Give the person a reason." }, 400);
      const { id } = await checks.reject(c.req.param("id"), reason.trim());
      return c.json(await decided(id));
    });
}
