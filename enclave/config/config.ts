/** The operator's configuration, served beside the enclave as `config.json` and `consumers.json`. */
import * as v from "valibot";
import { COMMON_KDF, KDF_IDS, NEW_KDF_IDS, type KdfId, type NewKdfId } from "../crypto/kdf.ts";
import { IdosError } from "../protocol/errors.ts";
import { atMost, base64Of32, parse, printableAscii, text } from "../protocol/schemas.ts";

/** How MPC keys are made and found. */
export interface MpcConfig {
  /** Contract address, 42 hex digits. */
  contract: string;
  /** How many shares rebuild a secret. */
  threshold: number;
  /** Base URLs in node order: a node's place is its share's coordinate. */
  nodes: string[];
}

/** `config.json`. */
export interface EnclaveConfig {
  /** Absent: this operator offers passwords only. */
  mpc?: MpcConfig | undefined;
  /**
   * Base URLs of idOS storage nodes. Before a key is made they are asked whether the wallet has one; absent, nobody can
   * be asked, and the person is warned each time.
   */
  storageNodes?: string[] | undefined;
  /**
   * Makes the keys of new passwords. `scrypt-v0.1`, the default, is what other idOS enclaves unlock too; `argon2id-v1`
   * costs a guesser far more, where no other enclave serves the same users.
   */
  newPasswordKdf?: NewKdfId | undefined;
  /** Those that an unlock by password tries; all by default. Fewer spare time where no such keys exist. */
  passwordKdfs?: KdfId[] | undefined;
  /** Seconds without an act of the person after which the key locks; 900 by default. */
  idleLock?: number | undefined;
}

/** An entry of `consumers.json`: a consumer whom the operator knows. */
export interface KnownConsumer {
  name: string;
  /** Where people read about it; https. */
  url?: string | undefined;
  /** Of its own sites, as browsers write them: `https://acme.example`. Without one, no site gets its name and badge. */
  origins?: string[] | undefined;
  walletIdentifier: string;
  encryptionPublicKey: string;
}

const isHttpsOrLoopback = (url: string): boolean =>
  url.startsWith("https://") || /^http:\/\/(127\.0\.0\.1|([\w-]+\.)*localhost)(:\d+)?(\/|$)/.test(url);
const webUrl = v.pipe(text(500), v.check(isHttpsOrLoopback, "an https or loopback URL"));
const siteOrigin = v.pipe(
  text(500),
  v.check(
    // A star parses too, and would never be a site's.
    (origin) =>
      isHttpsOrLoopback(origin) && !origin.includes("*") && URL.canParse(origin) && new URL(origin).origin === origin,
    "an origin such as https://acme.example, without a path",
  ),
);

const mpcSchema: v.GenericSchema<unknown, MpcConfig> = v.pipe(
  v.strictObject({
    contract: v.pipe(v.string(), v.regex(/^[0-9a-f]{42}$/, "42 hex digits")),
    threshold: v.pipe(v.number(), v.integer(), v.minValue(2)),
    nodes: v.pipe(v.array(webUrl), v.minLength(2), v.maxLength(15)),
  }),
  v.check(({ threshold, nodes }) => threshold <= nodes.length, "a threshold of at most the number of nodes"),
);

/** Checks an MPC configuration before it is written. @throws IdosError `INVALID_ARGUMENT` naming the field */
export const checkMpcConfig = (mpc: MpcConfig): MpcConfig => parse(mpcSchema, mpc, "mpc");

/** All of them are asked, each time that a key is to be made. */
const MAX_STORAGE_NODES = 15;

const idleRange = "5 to 86400 seconds";
const configSchema: v.GenericSchema<unknown, EnclaveConfig> = v.pipe(
  v.strictObject({
    mpc: v.optional(mpcSchema),
    storageNodes: v.optional(v.pipe(v.array(webUrl), v.minLength(1), v.maxLength(MAX_STORAGE_NODES))),
    newPasswordKdf: v.optional(v.picklist(NEW_KDF_IDS)),
    passwordKdfs: v.optional(v.pipe(v.array(v.picklist(KDF_IDS)), v.minLength(1))),
    idleLock: v.optional(v.pipe(v.number(), v.integer(), v.minValue(5, idleRange), v.maxValue(86_400, idleRange))),
  }),
  v.check(
    ({ newPasswordKdf = COMMON_KDF, passwordKdfs }) => !passwordKdfs || passwordKdfs.includes(newPasswordKdf),
    "passwordKdfs with the one of new passwords among them",
  ),
);

const consumersSchema: v.GenericSchema<unknown, KnownConsumer[]> = v.array(
  v.strictObject({
    name: v.pipe(text(80), v.regex(/\S/, "a name")),
    url: v.optional(webUrl),
    origins: v.optional(atMost(50, "origins", v.array(siteOrigin))),
    walletIdentifier: printableAscii(200),
    encryptionPublicKey: base64Of32,
  }),
);

/** Checks the form of `config.json`. @throws IdosError `INVALID_ARGUMENT` naming the field */
export function parseConfig(value: unknown): EnclaveConfig {
  return parse(configSchema, value, "config.json");
}

/** Consumers whom no site gets a badge for, since the operator has not said which are theirs. */
export function withoutOrigins(consumers: readonly KnownConsumer[]): string[] {
  return consumers.filter(({ origins }) => !origins?.length).map(({ name }) => name);
}

/** Checks the form of `consumers.json`. @throws IdosError `INVALID_ARGUMENT` naming the field */
export function parseConsumers(value: unknown): KnownConsumer[] {
  return parse(consumersSchema, value, "consumers.json");
}

async function fetchJson(name: string): Promise<unknown> {
  // Relative to the worker, which the build puts into `assets/`.
  const url = new URL(`../${name}`, location.href);
  let response: Response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(10_000), cache: "no-cache" });
  } catch (cause) {
    throw new IdosError("NETWORK_UNREACHABLE", `The enclave's ${name} could not be loaded; check the connection`, {
      cause,
    });
  }
  try {
    if (!response.ok) throw new Error(`status ${response.status}`);
    return await response.json();
  } catch (cause) {
    throw new IdosError("INTERNAL", `The enclave's ${name} could not be read; its operator has to repair it`, {
      cause,
    });
  }
}

/** Reads `config.json` from the enclave's own origin. @throws IdosError `NETWORK_UNREACHABLE`, `INTERNAL`, `INVALID_ARGUMENT` */
export async function loadConfig(): Promise<EnclaveConfig> {
  return parseConfig(await fetchJson("config.json"));
}

/** Reads `consumers.json` from the enclave's own origin. @throws IdosError `NETWORK_UNREACHABLE`, `INTERNAL`, `INVALID_ARGUMENT` */
export async function loadConsumers(): Promise<KnownConsumer[]> {
  return parseConsumers(await fetchJson("consumers.json"));
}
