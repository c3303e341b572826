/** People with a profile, a key and a credential, made as a dApp's server and an enclave would make them. */
import { boxPublicKey } from "../../enclave/crypto/box.ts";
import { fromHex, randomBytes, toBase64, toHex, utf8 } from "../../enclave/crypto/bytes.ts";
import { typedDataDigest } from "../../enclave/crypto/eip712.ts";
import { evmAddress, signDigest, signPersonalMessage } from "../../enclave/crypto/evm.ts";
import { deriveKey } from "../../enclave/crypto/kdf.ts";
import { blind, commitment, drawSecret, splitForNodes } from "../../enclave/crypto/shares.ts";
import { dwgText, dwgTime } from "../../enclave/kwil/grants-messages.ts";
import { IdosError } from "../../enclave/protocol/errors.ts";
import type { CredentialDraft, IssuedCredential, Issuer } from "../../host-sdk/server/index.ts";
import { typedData } from "../network/mpc-node/typed-data.ts";
import { MPC_THRESHOLD, type RunningNetwork } from "../network/network.ts";

/** A person to be made. */
export interface PersonSeed {
  /** Where the key's secret is: on the MPC nodes, or a password that the person knows. Default: `mpc`. */
  store?: "mpc" | "user" | undefined;
  /** For `user`; drawn unless given. */
  password?: string | undefined;
  /** The wallet, secp256k1, 32 bytes as hex; drawn unless given. */
  privateKey?: string | undefined;
  /** What the credential says; {@link KYC_DRAFT} unless given, none with `false`. */
  credential?: CredentialDraft | false | undefined;
}

/** A person with a profile on the network. Everything secret is here: for tests. */
export interface SeededPerson {
  /** The wallet's secp256k1 secret key, `0x` hex. */
  privateKey: string;
  /** The wallet, checksummed. */
  address: string;
  userId: string;
  store: "mpc" | "user";
  /** What the key is derived from: the password, or the secret that the MPC nodes rebuild. */
  secret: string;
  /** X25519 secret key, hex. */
  encryptionSecretKey: string;
  /** X25519 public key, base64. */
  encryptionPublicKey: string;
  credentials: (IssuedCredential & { draft: CredentialDraft })[];
}

/** A fictional person's credential. */
export const KYC_DRAFT: CredentialDraft = {
  level: "basic+liveness",
  subject: {
    firstName: "Mira",
    familyName: "Okafor",
    gender: "F",
    nationality: "PT",
    email: "mira.okafor@mail.example",
    dateOfBirth: "1991-04-17",
    placeOfBirth: "Lisboa",
    idDocumentCountry: "PT",
    idDocumentNumber: "CC123456",
    idDocumentType: "PASSPORT",
    idDocumentDateOfIssue: "2021-02-01",
    idDocumentDateOfExpiry: "2031-02-01",
    residentialAddressStreet: "Rua das Flores",
    residentialAddressHouseNumber: "12",
    residentialAddressPostalCode: "1200-195",
    residentialAddressCity: "Lisboa",
    residentialAddressCountry: "PT",
  },
};

/** Where {@link seedPerson} puts a person. */
export interface SeedPlace {
  network: RunningNetwork;
  /** Permitted on the network; writes the profile and the credential. */
  issuer: Issuer;
  /** Clock in ms. */
  now: () => number;
}

/** Stores a secret's shares on the MPC nodes, signed by the wallet that may rebuild it. */
async function storeShares(
  { mpcNodes, contract }: RunningNetwork,
  userId: string,
  secret: string,
  wallet: Uint8Array,
): Promise<void> {
  const blinded = (await splitForNodes(utf8(secret), mpcNodes.length, MPC_THRESHOLD)).map(blind);
  const message = {
    share_commitments: blinded.map((share) => `0x${toHex(commitment(share))}`),
    recovering_addresses: [`eip712:${evmAddress(wallet)}`],
  };
  const signature = toHex(signDigest(typedDataDigest(typedData("upload", contract, message)), wallet));
  await Promise.all(
    mpcNodes.map(async ({ localUrl }, index) => {
      const { status } = await fetch(`${localUrl}/offchain/${contract}/shares/${userId}`, {
        method: "PUT",
        headers: { authorization: `eip712 0x${signature}`, "content-type": "application/json" },
        body: JSON.stringify({ ...message, share_data: `0x${toHex(blinded[index] ?? new Uint8Array())}` }),
      });
      if (status !== 201)
        throw new IdosError("MPC_UNAVAILABLE", `MPC node ${index + 1} answered with status ${status}`);
    }),
  );
}

/** Writes a credential with a write grant that the wallet signs. */
async function issue({ issuer, now }: SeedPlace, userId: string, wallet: Uint8Array, credential: CredentialDraft) {
  const at = Math.floor(now() / 1000);
  const dwg = {
    owner: evmAddress(wallet),
    grantee: issuer.publicKeys.walletIdentifier,
    issuerPublicKey: issuer.publicKeys.issuerPublicKey ?? "",
    id: crypto.randomUUID(),
    accessGrantTimelock: dwgTime(at),
    notUsableBefore: dwgTime(at),
    notUsableAfter: dwgTime(at + 600),
  };
  const dwgSignature = signPersonalMessage(dwgText(dwg), wallet);
  return { ...(await issuer.issue({ userId, credential, dwg, dwgSignature })), draft: credential };
}

/**
 * Makes a person: wallet, key, profile, and a credential unless told otherwise.
 * @throws IdosError `INVALID_ARGUMENT`, or what the network answers
 */
export async function seedPerson(place: SeedPlace, seed: PersonSeed = {}): Promise<SeededPerson> {
  const { store = "mpc", credential = KYC_DRAFT } = seed;
  const wallet = seed.privateKey === undefined ? randomBytes(32) : fromHex(seed.privateKey, "privateKey", 32);
  const address = evmAddress(wallet);
  const userId = crypto.randomUUID();
  const secret = store === "user" ? (seed.password ?? drawSecret()) : drawSecret();
  const key = await deriveKey("scrypt-v0.1", secret, userId);
  if (store === "mpc") await storeShares(place.network, userId, secret, wallet);

  const message = `Seed of a local idOS network\nProfile: ${userId}\nWallet: ${address}\nNonce: ${toHex(randomBytes(16))}`;
  const encryptionPublicKey = toBase64(boxPublicKey(key));
  await place.issuer.createUser({
    profile: { userId, recipientEncryptionPublicKey: encryptionPublicKey, encryptionPasswordStore: store },
    wallet: { type: "EVM", address, message, signature: signPersonalMessage(message, wallet) },
  });
  return {
    privateKey: `0x${toHex(wallet)}`,
    address,
    userId,
    store,
    secret,
    encryptionSecretKey: toHex(key),
    encryptionPublicKey,
    credentials: credential ? [await issue(place, userId, wallet, credential)] : [],
  };
}
