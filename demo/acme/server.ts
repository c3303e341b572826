/** Acme's server: `idosHandler` reads and checks what people share; an order is what Acme makes of it. */
import { Hono } from "hono";
import {
  createConsumer,
  type CredentialChecks,
  fileStore,
  idosHandler,
  isIdosError,
  type KeySource,
  type NodeAddress,
  type ProvenCredential,
  type Store,
  type TrustedIssuer,
} from "../../host-sdk/server/index.ts";
import { operatorOnly } from "../dapp/operator-token.ts";
import type { OrderStatus } from "./order.ts";
import type { CheckOutcome, ReadAgain, Reading, ReceivedGrant } from "./received-grant.ts";
import { whyNoCard } from "./requirements.ts";

/** What Acme needs. */
export interface AcmeOptions {
  keys: KeySource;
  node: NodeAddress;
  /** Acme's own URL, as people see it. */
  url: string;
  /** Whose credentials Acme believes. */
  issuers: TrustedIssuer[];
  /** Folder for what idOS needs to remember. */
  dataDir: string;
  /** Folder for Acme's orders. */
  ordersDir: string;
  /** What the back office signs in with. */
  operatorToken: string;
}

/** A running Acme, without its web server. */
export interface Acme {
  routes: Hono;
  stop(): Promise<void>;
}

const LABELS: Record<keyof CredentialChecks, string> = {
  proof: "The credential's signature",
  issuer: "The credential's issuer",
  status: "The credential's status",
  expiry: "The credential's dates",
  hash: "What was shared",
};

function outcomes(checks: CredentialChecks): CheckOutcome[] {
  return (Object.keys(LABELS) as (keyof CredentialChecks)[]).map((name) => {
    const check = checks[name];
    return check.ok ? { name, ok: true } : { name, ok: false, why: check.why };
  });
}

function subject({ credentialSubject }: ProvenCredential): Reading["subject"] {
  return Object.entries(credentialSubject)
    .filter(([name]) => name !== "@context" && name !== "id")
    .map(([name, value]) => [
      name,
      name.endsWith("File") ? `a file of ${Math.round((String(value).length * 0.8) / 1000)} kB` : String(value),
    ]);
}

const seconds = (): number => Math.floor(Date.now() / 1000);

/** Starts Acme. Rejects when its store cannot be read. */
export async function createAcme({
  keys,
  node,
  url,
  issuers,
  dataDir,
  ordersDir,
  operatorToken,
}: AcmeOptions): Promise<Acme> {
  const orders = fileStore(ordersDir);
  const idos = idosHandler({
    keys,
    node,
    name: "Acme Card",
    domain: new URL(url).hostname,
    issuers,
    store: fileStore(dataDir),
    onGrant: ({ grantId, userId, credential, unproven, checks }) =>
      orders.put(grantId, {
        grantId,
        userId,
        at: seconds(),
        subject: subject(credential),
        checks: outcomes(checks),
        // What the issuer's signature does not bind decides nothing: the person could have exchanged it.
        reasons: unproven ? [unproven.why] : whyNoCard(credential),
      } satisfies ReceivedGrant),
    onRefused: ({ grantId, userId, checks, why }) => {
      const made = checks ? outcomes(checks) : [];
      const reasons = made
        .filter(({ ok }) => !ok)
        .map(({ name, why: text }) => `${LABELS[name as keyof CredentialChecks]}: ${text}`);
      return orders.put(grantId, {
        grantId,
        userId,
        at: seconds(),
        subject: [],
        checks: made,
        reasons: why ? [why, ...reasons] : reasons,
      } satisfies ReceivedGrant);
    },
  });
  const consumer = createConsumer({ keys, node, issuers });
  await idos.ready;

  async function readAgain(grantId: string): Promise<ReadAgain> {
    try {
      const { credential, checks } = await consumer.read(grantId);
      return { reading: { at: seconds(), subject: subject(credential), checks: outcomes(checks) } };
    } catch (error) {
      if (!isIdosError(error)) throw error;
      return { refused: { code: error.code, message: error.message } };
    }
  }

  const routes = new Hono();
  routes.all("/idos/*", (c) => idos(c.req.raw));
  routes.get("/api/orders/:grantId", async (c) => c.json(status(await order(orders, c.req.param("grantId")))));
  routes.use("/api/back-office/*", operatorOnly(operatorToken));
  routes.get("/api/back-office/grants", async (c) => {
    const all = await Promise.all((await orders.list("")).map((id) => order(orders, id)));
    return c.json({ grants: all.filter((grant) => grant !== undefined).sort((a, b) => b.at - a.at) });
  });
  routes.post("/api/back-office/grants/:grantId/read", async (c) => {
    const grantId = c.req.param("grantId");
    if (!(await order(orders, grantId))) return c.json({ error: "There is no such order" }, 404);
    return c.json(await readAgain(grantId));
  });
  return { routes, stop: idos.stop };
}

async function order(orders: Store, grantId: string): Promise<ReceivedGrant | undefined> {
  if (!/^[0-9a-f-]{36}$/.test(grantId)) return undefined;
  return (await orders.get(grantId)) as ReceivedGrant | undefined;
}

/** What a customer's page may know: the outcome, and nothing of what was received. */
function status(grant: ReceivedGrant | undefined): OrderStatus {
  if (!grant) return { status: "waiting", reasons: [] };
  return { status: grant.reasons.length ? "refused" : "ordered", reasons: grant.reasons };
}
