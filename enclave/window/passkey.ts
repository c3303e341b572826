/**
 * WebAuthn with the PRF extension, in the window: a passkey answers a salt with 32 bytes that only it can make.
 * @see https://www.w3.org/TR/webauthn-3/#prf-extension
 */
import { fromBase64, randomBytes, toBase64 } from "../crypto/bytes.ts";
import type { ShownPasskey } from "../contract/window-messages.ts";
import { words } from "../words/words.ts";

/** What a passkey gave. */
export interface PasskeyAnswer {
  /** Credential id, base64url. */
  id: string;
  /** Base64. */
  salt: string;
  prf: Uint8Array;
}

const TIMEOUT = 120_000;

const bytes = (given: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(given);
const idBytes = (id: string): Uint8Array<ArrayBuffer> =>
  bytes(
    fromBase64(
      id
        .replaceAll("-", "+")
        .replaceAll("_", "/")
        .padEnd(Math.ceil(id.length / 4) * 4, "="),
    ),
  );
const idText = (id: ArrayBuffer): string =>
  toBase64(new Uint8Array(id)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

/** True where this browser can make a passkey that gives a key. Browsers that cannot say so are taken at their word later. */
export async function passkeysSupported(): Promise<boolean> {
  try {
    const api = (globalThis as { PublicKeyCredential?: typeof PublicKeyCredential }).PublicKeyCredential;
    if (!api || !(await api.isUserVerifyingPlatformAuthenticatorAvailable())) return false;
    const capabilities = await api.getClientCapabilities?.();
    return capabilities?.["extension:prf"] !== false;
  } catch {
    return false;
  }
}

function outputOf(credential: Credential | null): { id: string; prf: Uint8Array | undefined; enabled: boolean } {
  if (!(credential instanceof PublicKeyCredential)) throw new Error("No passkey");
  const { prf } = credential.getClientExtensionResults();
  const first = prf?.results?.first;
  const output =
    first &&
    bytes(
      ArrayBuffer.isView(first)
        ? new Uint8Array(first.buffer, first.byteOffset, first.byteLength)
        : new Uint8Array(first),
    );
  return { id: idText(credential.rawId), prf: output, enabled: prf?.enabled === true || output !== undefined };
}

/**
 * Asks one of these passkeys. Must be called inside a click.
 * @throws when the person cancels, no such passkey is here, or it knows no PRF
 */
export async function askPasskey(passkeys: readonly Pick<ShownPasskey, "id" | "salt">[]): Promise<PasskeyAnswer> {
  const evalByCredential = Object.fromEntries(passkeys.map(({ id, salt }) => [id, { first: bytes(fromBase64(salt)) }]));
  const credential = await navigator.credentials.get({
    publicKey: {
      challenge: bytes(randomBytes(32)),
      rpId: location.hostname,
      allowCredentials: passkeys.map(({ id }) => ({ type: "public-key", id: idBytes(id) })),
      userVerification: "required",
      timeout: TIMEOUT,
      extensions: { prf: { evalByCredential } },
    },
  });
  const { id, prf } = outputOf(credential);
  const salt = passkeys.find((passkey) => passkey.id === id)?.salt;
  if (!prf || prf.length !== 32 || salt === undefined) throw new Error("This passkey gives no key");
  return { id, salt, prf };
}

/**
 * Makes a passkey and asks it. Must be called inside a click.
 * @param userId shown in the authenticator's list
 * @param except passkeys that are there: none is made beside them in the same authenticator
 * @throws when the person cancels or the authenticator knows no PRF
 */
export async function makePasskey(
  userId: string,
  except: readonly Pick<ShownPasskey, "id">[] = [],
): Promise<PasskeyAnswer> {
  const salt = randomBytes(32);
  const credential = await navigator.credentials.create({
    publicKey: {
      challenge: bytes(randomBytes(32)),
      rp: { id: location.hostname, name: words.page.name },
      user: {
        id: bytes(randomBytes(16)),
        name: words.passkeys.account(userId),
        displayName: words.passkeys.keyOf(userId.slice(0, 8)),
      },
      pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: "public-key", alg })),
      authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
      excludeCredentials: except.map(({ id }) => ({ type: "public-key", id: idBytes(id) })),
      timeout: TIMEOUT,
      extensions: { prf: { eval: { first: bytes(salt) } } },
    },
  });
  const { id, prf, enabled } = outputOf(credential);
  if (prf?.length === 32) return { id, salt: toBase64(salt), prf };
  if (!enabled) throw new Error("This authenticator knows no PRF");
  // Many make it only when they are asked a second time.
  return askPasskey([{ id, salt: toBase64(salt) }]);
}

/** A first name for a passkey: the browser's and the system's. */
export function passkeyName(agent: string = navigator.userAgent): string {
  const browser = /Firefox|Edg|Chrome|Safari/.exec(agent)?.[0]?.replace("Edg", "Edge") ?? words.passkeys.browser;
  const system = /Android|iPhone|iPad|Windows|Macintosh|Linux/.exec(agent)?.[0]?.replace("Macintosh", "Mac");
  return system ? words.passkeys.on(browser, system) : browser;
}
