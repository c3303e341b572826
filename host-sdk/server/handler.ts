/**
 * The server that a dApp needs beside its page: it describes itself, creates profiles, takes delegated write
 * grants and issues with them, and reads what is shared with it. For any runtime with Request and Response.
 */
import { sha256 } from "../../enclave/crypto/hash.ts";
import { concat, utf8 } from "../../enclave/crypto/bytes.ts";
import { IdosError, isIdosError } from "../../enclave/protocol/errors.ts";
import { parse, uuid } from "../../enclave/protocol/schemas.ts";
import type { Uuid } from "../../enclave/protocol/types.ts";
import * as v from "valibot";
import type { BackendDescription, IssuerDescription } from "../shared/backend-types.ts";
import { levelSuffices } from "../shared/level.ts";
import { httpUrl } from "../network/http.ts";
import { createBackground } from "./shared/background.ts";
import {
  createChecks,
  type CheckDesk,
  type Checks,
  type MakeCredential,
  type StartVerification,
} from "./issuing/checks.ts";
import { createConsumer } from "./consuming/consumer.ts";
import { fileStore } from "./shared/file-store.ts";
import { relayNode, type RelaySettings } from "./relay/relay.ts";
import { createGrantSweep, type ReceivedGrant, type RefusedGrant } from "./consuming/grant-sweep.ts";
import {
  corsHeaders,
  errorResponse,
  HttpError,
  jsonResponse,
  preflightResponse,
  readJson,
  statusResponse,
} from "./shared/http.ts";
import { createIssuance } from "./issuing/issuance.ts";
import { createIssuer, issuerKeys, issuerStatus } from "./issuing/issuer.ts";
import { createJoins } from "./joining/joins.ts";
import { publicKeys, readKeys, type KeySource } from "./shared/keys.ts";
import { networkFor, nodeUrl, type NodeOptions } from "./shared/node-options.ts";
import { createRevocationWatch, keepRevoked, revocations } from "./issuing/revocations.ts";
import { ed25519Signer, evmSigner } from "./shared/signers.ts";
import type { Store } from "./shared/store.ts";
import { readIssuers, type TrustedIssuer } from "./consuming/trusted-issuers.ts";

/** Options of {@link idosHandler}. */
export interface IdosHandlerOptions extends NodeOptions {
  /** A key file's path, its JSON, or an object. */
  keys: KeySource;
  /** The app's name, as people read it. Default: the domain. */
  name?: string | undefined;
  /**
   * The host of the app's page, e.g. `bank.example`: named in the text that wallets sign to join. Needed by apps
   * that create profiles or verify people.
   */
  domain?: string | undefined;
  /** Whose credentials are believed. An app that issues itself is added if it is not among them. */
  issuers?: readonly TrustedIssuer[] | undefined;
  /** Whether profiles are created here. It takes an issuer key, and that has to be permitted. Default: if there is one. */
  joins?: boolean | undefined;
  /** Level of the credentials that this app issues, e.g. `basic+liveness`. */
  level?: string | undefined;
  /** The issuer's URL, under which its credentials have their ids. Default: `https://<domain>`. */
  issuerUrl?: string | undefined;
  /** Starts an identity check; present if the app verifies people itself. */
  verify?: StartVerification | undefined;
  /** Makes the credential of an approved check. */
  credential?: MakeCredential | undefined;
  /** Write grants of this app's checks: seconds for which they are usable (default 14 days), timelock asked for (default 0). */
  writeGrant?: { validFor?: number; timelock?: number } | undefined;
  /**
   * Called once for each credential that is shared with this app **and passes every check**, also after a restart.
   * If it throws it is called again later; a crash while it runs can repeat it.
   */
  onGrant?: ((grant: ReceivedGrant) => Promise<void> | void) | undefined;
  /** Called once for each that does not pass, with the reasons. */
  onRefused?: ((grant: RefusedGrant) => Promise<void> | void) | undefined;
  /** Default: files in `.idos`, see {@link fileStore}. */
  store?: Store | undefined;
  /**
   * Milliseconds between two looks at the grant list, and at the rows of credentials that this app revoked. Default
   * 60 000; 0 = only after hints, and once a day.
   */
  sweepEvery?: number | undefined;
  /**
   * Whether `GET /status/{id}` says, signed by the issuer's key, if the credential whose public notes have this id was
   * revoked. Consumers ask there that name it as `statusUrl`. It answers anybody, of unknown ids the same as of those
   * that are not revoked. Default: no.
   */
  status?: boolean | undefined;
  /** Other origins whose pages may use this backend, e.g. `https://www.bank.example`. */
  origins?: readonly string[] | undefined;
  /**
   * Also relays the node, the first of several, under `/idos/node` of the site or the `publicPath` given, for browsers
   * that drop the cookies of third parties: the page then names that path as its node. Default: no.
   */
  relay?: boolean | RelaySettings | undefined;
  /** Told of failures that no request is told of. Default: one line on the console, without details of others' errors. */
  onError?: ((error: unknown) => void) | undefined;
}

/** What {@link idosHandler} returns. */
export interface IdosHandler {
  (request: Request): Promise<Response>;
  /** For the app's back office. Every method rejects with `UNSUPPORTED` if the app verifies nobody. */
  readonly checks: Checks;
  /**
   * Sets `status` in the public notes of a credential that this app issued, e.g. to `revoked`. All but `approved` is
   * kept, and said again whenever a row of the network says otherwise.
   * @throws IdosError `NOT_FOUND`; `UNSUPPORTED` without an issuer's key, or a domain
   */
  setStatus(publicNotesId: string, status: string): Promise<void>;
  /** What `GET /description` answers. */
  readonly description: BackendDescription;
  /**
   * Resolves when interrupted work was taken up; rejects with `STORAGE_UNAVAILABLE` when the store cannot be read, such
   * as one that another process still has. It is then tried again until it can be.
   */
  readonly ready: Promise<void>;
  /** Ends all background work. */
  stop(): Promise<void>;
}

type Route = (request: Request, id: string) => Promise<Response>;

const DAY = 86_400;
const grantHint = v.strictObject({ grantId: uuid });

function report(error: unknown): void {
  console.error(
    isIdosError(error) ? `idOS backend: ${error.code}: ${error.message}` : "idOS backend: a function of the app failed",
  );
}

function checkOptions(
  { name, domain, verify, credential, level, sweepEvery = 0, writeGrant = {}, origins = [] }: IdosHandlerOptions,
  needsDomain: boolean,
): void {
  const wrong = (what: string) => new IdosError("INVALID_ARGUMENT", what);
  if (name !== undefined && !(name.length > 0 && name.length <= 200)) throw wrong("name: expected 1 to 200 characters");
  if (domain === undefined ? needsDomain : !/^[a-z0-9.-]{1,253}(:\d{1,5})?$/i.test(domain))
    throw wrong("domain: expected a host such as bank.example");
  // A slash at the end, or a path, would match no page, in silence.
  if (!origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin))
    throw wrong("origins: expected origins such as https://www.bank.example");
  if (Boolean(verify) !== Boolean(credential)) throw wrong("verify and credential: expected both or none");
  if (level !== undefined) levelSuffices(undefined, level);
  for (const [option, value] of Object.entries({ sweepEvery, ...writeGrant }))
    if (!Number.isSafeInteger(value) || value < 0) throw wrong(`${option}: expected a whole number`);
}

/**
 * Creates the backend; mount it under any path: `app.all("/idos/*", (c) => handler(c.req.raw))`. Routes:
 * `GET /description`, `POST /join`, `POST /join/complete`, `POST /checks`, `GET /checks/{id}`, `POST /grants`,
 * `GET /status/{id}` with `status`, and `POST /idos/node/rpc/v1` of the site with `relay`.
 * It starts its background work at once. One process per store; in one process any number of handlers may share it.
 * @throws IdosError `INVALID_ARGUMENT` naming the option or key that is wrong, before the first request
 */
export function idosHandler(options: IdosHandlerOptions): IdosHandler {
  const keys = readKeys(options.keys);
  const joins = options.joins ?? keys.issuer !== undefined;
  if (joins && !keys.issuer) throw new IdosError("INVALID_ARGUMENT", "joins: expected keys with an issuer's");
  checkOptions(options, joins || options.verify !== undefined);
  const {
    domain = "this app",
    verify,
    credential,
    onGrant,
    onRefused,
    sweepEvery = 60_000,
    onError = report,
  } = options;
  const { name = domain } = options;
  const own = publicKeys(keys);
  const trusted = [...(options.issuers ?? [])];
  const issuing = verify && credential ? { keys: issuerKeys(keys), verify, credential } : undefined;
  const issuerPublicKey = own.issuerPublicKey ?? "";
  const self = (): IssuerDescription | undefined =>
    readIssuers(trusted).find(({ rowKeys }) => rowKeys.includes(issuerPublicKey))?.description;
  if (issuing && !self()) trusted.push({ id: slug(name), name, authPublicKeys: [issuerPublicKey] });
  const { validFor = 14 * DAY, timelock = 0 } = options.writeGrant ?? {};

  const description: BackendDescription = {
    name,
    joins,
    ...(onGrant && {
      consumer: { walletIdentifier: own.walletIdentifier, encryptionPublicKey: own.encryptionPublicKey },
    }),
    issuers: readIssuers(trusted).map((issuer) => issuer.description),
    ...(issuing && {
      issuing: {
        issuerId: self()?.id ?? "",
        granteeWalletIdentifier: own.walletIdentifier,
        issuerPublicKey,
        validFor,
        timelock,
      },
    }),
  };

  const store = options.store ?? fileStore(".idos");
  const background = createBackground({ onError });
  const network = networkFor(options, evmSigner(keys.signer));
  const issuerUrl = options.issuerUrl ?? `https://${domain}`;
  const issuer = keys.issuer && { seed: keys.issuer, asIssuer: networkFor(options, ed25519Signer(keys.issuer)) };
  const desk = createJoins({
    domain,
    secret: sha256(concat(utf8("idos-isle server secret"), keys.signer)),
    // Without an issuer's key nothing is written: the desk then only knows who joined.
    network: issuer?.asIssuer ?? network,
    store,
    background,
  });
  if (options.status && !issuer) throw new IdosError("INVALID_ARGUMENT", "status: expected keys with an issuer's");
  const watch =
    issuer && createRevocationWatch({ store, network, asIssuer: issuer.asIssuer, issuerKey: issuerPublicKey });
  const lookLater = (userId: Uuid): void =>
    watch && background.run(async (signal) => void (await watch.look(userId, signal)));
  const checkDesk: CheckDesk | undefined =
    issuing &&
    issuer &&
    createChecks({
      issuance: createIssuance({
        keys: issuing.keys,
        url: httpUrl(issuerUrl, "issuerUrl"),
        name,
        network,
        asIssuer: issuer.asIssuer,
        revoked: revocations(store),
      }),
      onStart: lookLater,
      verify: issuing.verify,
      credential: issuing.credential,
      level: options.level,
      expected: { grantee: own.walletIdentifier, issuerPublicKey, validFor, timelock },
      network: issuer.asIssuer,
      store,
      background,
      profileOf: desk.profileOf,
    });
  const consumer = onGrant && createConsumer({ ...options, keys, issuers: trusted });
  const sweep =
    consumer &&
    createGrantSweep({
      consumer,
      onGrant,
      onRefused,
      onRead: lookLater,
      store,
      background,
      onError,
      every: sweepEvery,
    });
  const statuses =
    issuer && (options.issuerUrl ?? options.domain) !== undefined
      ? createIssuer({ ...options, keys, url: issuerUrl, name, store })
      : undefined;

  const relay = options.relay
    ? relayNode({
        ...(options.relay === true ? {} : options.relay),
        node: nodeUrl(options.node),
        fetch: options.fetch,
        onError,
      })
    : undefined;
  const absent = (what: string) => new HttpError(501, "UNSUPPORTED", `This backend ${what}`);
  const routes: Record<string, Record<string, Route>> = {
    "/description": { GET: async () => jsonResponse(200, description) },
    "/join": {
      POST: async (request) => {
        if (!joins) throw absent("creates no profiles");
        return jsonResponse(200, await desk.start(await readJson(request), request.signal));
      },
    },
    "/join/complete": {
      POST: async (request) => {
        if (!joins) throw absent("creates no profiles");
        return jsonResponse(200, await desk.complete(await readJson(request)));
      },
    },
    "/checks": {
      POST: async (request) => {
        if (!checkDesk) throw absent("verifies nobody");
        return jsonResponse(201, await checkDesk.start(await readJson(request), request.signal));
      },
    },
    "/checks/": {
      GET: async (_, id) => {
        if (!checkDesk) throw absent("verifies nobody");
        return jsonResponse(200, await checkDesk.status(id));
      },
    },
    "/status/": {
      GET: async (request, id) => {
        if (!options.status || !issuer) throw absent("does not say what it revoked");
        return statusResponse(request, await issuerStatus(store, decoded(id), issuer.seed));
      },
    },
    "/grants": {
      POST: async (request) => {
        if (!sweep) throw absent("reads no grants");
        // Nothing in it is believed: it only says that a look is worth while.
        parse(grantHint, await readJson(request), "body");
        sweep.wake();
        return jsonResponse(202, {});
      },
    },
  };

  async function answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (relay && pathname.endsWith("/rpc/v1")) return relay(request);
    const [, path = "", of, id] =
      /(\/description|\/join\/complete|\/join|\/checks|\/(checks|status)\/([^/]{1,100})|\/grants)\/?$/.exec(pathname) ??
      [];
    const methods = routes[of === undefined ? path : `/${of}/`];
    if (!methods) throw new HttpError(404, "NOT_FOUND", "There is no such path");
    const cors = corsHeaders(request, options.origins ?? []);
    const allowed = Object.keys(methods);
    if (request.method === "OPTIONS") return preflightResponse(allowed, cors);
    const route = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
    const response = await (route
      ? route(request, id ?? "").catch(failed)
      : errorResponse(
          new HttpError(405, "UNSUPPORTED", `This path takes ${allowed.join(", ")}`, { allow: allowed.join(", ") }),
        ));
    for (const [header, value] of Object.entries(cors)) response.headers.set(header, value);
    return response;
  }

  function failed(error: unknown): Response {
    const told = isIdosError(error) ? error.code !== "STORAGE_UNAVAILABLE" : error instanceof HttpError;
    if (!told) onError(error);
    return errorResponse(error);
  }

  const nobody = async (): Promise<never> => {
    throw new IdosError("UNSUPPORTED", "This backend verifies nobody: give idosHandler verify and credential");
  };
  const keepRevocations = async (): Promise<void> => {
    if (watch) background.run(() => keepRevoked(watch, background, sweepEvery, onError));
  };
  const work = [desk.resume, async () => checkDesk?.resume(), async () => sweep?.start(), keepRevocations];
  const ready = background.start(work);

  return Object.assign((request: Request) => answer(request).catch(failed), {
    checks: checkDesk?.checks ?? { list: nobody, get: nobody, attach: nobody, approve: nobody, reject: nobody },
    setStatus: async (id: string, status: string) => {
      if (!statuses)
        throw new IdosError(
          "UNSUPPORTED",
          "This backend issues nothing: give idosHandler an issuer's key and a domain",
        );
      await statuses.setStatus(id, status, { signal: background.signal });
    },
    description,
    ready,
    stop: () => background.stop(),
  });
}

/** An id made of a name. */
function slug(name: string): string {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "") || "self"
  );
}

/** A part of a path as text; nothing of one that is malformed. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}
