/**
 * The node's tables. Those of the schema have idOS's names and columns; `accounts` and `blocks` are the chain.
 * A change is a new entry at the end: databases remember how many they have.
 */
import { utf8, toHex } from "../../../enclave/crypto/bytes.ts";
import { sha256 } from "../../../enclave/crypto/hash.ts";
import { IdosError } from "../../../enclave/protocol/errors.ts";
import type { WalletKind } from "../../../enclave/protocol/wallet-kinds.ts";
import { type Database, sql } from "./sql.ts";

/**
 * Since which migration the tables take each kind of wallet. One more kind is one more migration: of `wallet_type`, and
 * of what `identifier` and `signer` are made of.
 */
const KIND_SINCE = { EVM: 0, NEAR: 0, XRPL: 0, Stellar: 0, FaceSign: 0 } as const satisfies Record<WalletKind, number>;
const kindsUpTo = (migration: number): string =>
  Object.entries(KIND_SINCE)
    .flatMap(([kind, since]) => (since <= migration ? [`'${kind}'`] : []))
    .join(", ");

const MIGRATIONS: readonly (readonly string[])[] = [
  [
    // How owners compare: EVM addresses without regard to case, all others exactly.
    `CREATE FUNCTION wallet_key(identifier TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $$
       SELECT CASE WHEN identifier ~ '^0x[0-9a-fA-F]{40}$' THEN lower(identifier) ELSE identifier END $$`,

    `CREATE TABLE inserters (
       id UUID CONSTRAINT inserter_id PRIMARY KEY,
       name TEXT NOT NULL CONSTRAINT inserter_name UNIQUE)`,
    `CREATE TABLE delegates (
       address TEXT CONSTRAINT delegate_address PRIMARY KEY CHECK (address = lower(address)),
       inserter_id UUID NOT NULL CONSTRAINT delegate_inserter REFERENCES inserters(id) ON DELETE CASCADE)`,

    `CREATE TABLE users (
       id UUID CONSTRAINT user_id PRIMARY KEY,
       recipient_encryption_public_key TEXT NOT NULL,
       encryption_password_store TEXT NOT NULL CHECK (encryption_password_store IN ('user', 'mpc')),
       inserter TEXT NOT NULL)`,

    // identifier is what its owner is known by: the address, or the public key where addresses can change hands.
    `CREATE TABLE wallets (
       id UUID CONSTRAINT wallet_id PRIMARY KEY,
       user_id UUID NOT NULL CONSTRAINT wallet_user REFERENCES users(id) ON DELETE CASCADE,
       address TEXT NOT NULL,
       public_key TEXT,
       wallet_type TEXT NOT NULL CHECK (wallet_type IN (${kindsUpTo(0)})),
       message TEXT NOT NULL,
       signature TEXT NOT NULL,
       inserter TEXT,
       identifier TEXT GENERATED ALWAYS AS (
         wallet_key(CASE WHEN wallet_type IN ('NEAR', 'FaceSign') THEN public_key ELSE address END)) STORED
         NOT NULL CONSTRAINT wallet_identifier UNIQUE)`,
    `CREATE INDEX ON wallets (user_id)`,
    `CREATE INDEX ON wallets (lower(address))`,
    `CREATE FUNCTION owner_of(caller TEXT) RETURNS UUID LANGUAGE sql STABLE AS $$
       SELECT user_id FROM wallets WHERE identifier = wallet_key(caller) $$`,

    `CREATE TABLE credentials (
       id UUID CONSTRAINT credential_id PRIMARY KEY,
       user_id UUID NOT NULL CONSTRAINT credential_user REFERENCES users(id) ON DELETE CASCADE,
       verifiable_credential_id TEXT,
       public_notes TEXT NOT NULL,
       content TEXT NOT NULL,
       encryptor_public_key TEXT NOT NULL,
       issuer_auth_public_key TEXT NOT NULL,
       inserter TEXT)`,
    `CREATE INDEX ON credentials (user_id)`,
    // By hash: the id is the issuer's own text, and PostgreSQL refuses to index long ones in full.
    `CREATE INDEX ON credentials USING hash (verifiable_credential_id)`,
    `CREATE TABLE shared_credentials (
       original_id UUID NOT NULL CONSTRAINT shared_original REFERENCES credentials(id) ON DELETE CASCADE,
       copy_id UUID NOT NULL CONSTRAINT shared_copy REFERENCES credentials(id) ON DELETE CASCADE,
       PRIMARY KEY (original_id, copy_id))`,
    `CREATE INDEX ON shared_credentials (copy_id)`,

    `CREATE TABLE access_grants (
       id UUID CONSTRAINT grant_id PRIMARY KEY,
       ag_owner_user_id UUID NOT NULL CONSTRAINT grant_owner REFERENCES users(id) ON DELETE CASCADE,
       ag_grantee_wallet_identifier TEXT NOT NULL,
       data_id UUID NOT NULL,
       locked_until BIGINT NOT NULL DEFAULT 0 CHECK (locked_until >= 0),
       content_hash TEXT,
       height BIGINT NOT NULL,
       inserter_type TEXT NOT NULL,
       inserter_id TEXT NOT NULL)`,
    `CREATE INDEX ON access_grants (data_id)`,
    `CREATE INDEX ON access_grants (ag_owner_user_id)`,
    `CREATE INDEX ON access_grants (wallet_key(ag_grantee_wallet_identifier), height, id)`,

    `CREATE TABLE consumed_write_grants (
       id UUID CONSTRAINT write_grant_id PRIMARY KEY,
       owner_wallet_identifier TEXT NOT NULL,
       grantee_wallet_identifier TEXT NOT NULL,
       issuer_public_key TEXT NOT NULL,
       original_credential_id UUID REFERENCES credentials(id) ON DELETE SET NULL,
       copy_credential_id UUID REFERENCES credentials(id) ON DELETE SET NULL,
       access_grant_timelock TEXT NOT NULL,
       not_usable_before TEXT NOT NULL,
       not_usable_after TEXT NOT NULL)`,
    `CREATE INDEX ON consumed_write_grants (original_credential_id)`,
    `CREATE INDEX ON consumed_write_grants (copy_credential_id)`,

    `CREATE TABLE user_attributes (
       id UUID CONSTRAINT attribute_id PRIMARY KEY,
       user_id UUID NOT NULL CONSTRAINT attribute_user REFERENCES users(id) ON DELETE CASCADE,
       attribute_key TEXT NOT NULL,
       value TEXT NOT NULL,
       inserter TEXT)`,
    `CREATE INDEX ON user_attributes (user_id)`,
    `CREATE TABLE shared_user_attributes (
       original_id UUID NOT NULL CONSTRAINT shared_original_attribute REFERENCES user_attributes(id) ON DELETE CASCADE,
       copy_id UUID NOT NULL CONSTRAINT shared_copy_attribute REFERENCES user_attributes(id) ON DELETE CASCADE,
       PRIMARY KEY (original_id, copy_id))`,
    `CREATE INDEX ON shared_user_attributes (copy_id)`,

    `CREATE TABLE accounts (
       identifier TEXT PRIMARY KEY,
       nonce BIGINT NOT NULL)`,
    `CREATE TABLE blocks (
       height BIGINT PRIMARY KEY,
       hash TEXT NOT NULL,
       time BIGINT NOT NULL,
       tx_hash TEXT UNIQUE,
       tx TEXT,
       code INTEGER NOT NULL,
       log TEXT NOT NULL)`,
  ],
  [
    // As a wallet is known when it signs a call or a transaction: Kwil has the key of a Stellar wallet, not its address.
    `ALTER TABLE wallets ADD COLUMN signer TEXT GENERATED ALWAYS AS (
       wallet_key(CASE WHEN wallet_type IN ('NEAR', 'FaceSign', 'Stellar') THEN public_key ELSE address END)) STORED
       NOT NULL CONSTRAINT wallet_signer UNIQUE`,
    `CREATE OR REPLACE FUNCTION owner_of(caller TEXT) RETURNS UUID LANGUAGE sql STABLE AS $$
       SELECT user_id FROM wallets WHERE signer = wallet_key(caller) $$`,

    // The extension access_grant_limits. A limit may be there before its grant, and belongs to who set it.
    `CREATE TABLE access_grant_limits (
       grant_id UUID NOT NULL,
       owner_user_id UUID NOT NULL REFERENCES users(id) ON DELETE CASCADE,
       expires_at BIGINT,
       max_reads BIGINT,
       reads BIGINT NOT NULL DEFAULT 0,
       PRIMARY KEY (grant_id, owner_user_id))`,
    `CREATE FUNCTION within_limits(grant_id UUID, owner UUID, at BIGINT) RETURNS BOOLEAN LANGUAGE sql STABLE AS $$
       SELECT NOT EXISTS (
         SELECT 1 FROM access_grant_limits l
         WHERE l.grant_id = within_limits.grant_id AND l.owner_user_id = within_limits.owner
           AND (l.expires_at <= at OR l.reads >= l.max_reads)) $$`,
  ],
  [
    // Grantees compare without regard to case, of whatever kind they are.
    `DROP INDEX access_grants_wallet_key_height_id_idx`,
    `CREATE INDEX ON access_grants (lower(ag_grantee_wallet_identifier), height, id)`,
  ],
];

/** Names this list of migrations; another list has another digest. */
export const MIGRATIONS_DIGEST = toHex(sha256(utf8(JSON.stringify(MIGRATIONS)))).slice(0, 16);

/**
 * Applies the migrations that a database does not have yet, all or none.
 * @throws IdosError `STORAGE_UNAVAILABLE` when the database has more of them than this version knows
 */
export async function migrate(database: Database): Promise<void> {
  await database.write(async (transaction) => {
    await transaction.run(sql`CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY)`);
    const [row] = await transaction.rows(sql`SELECT count(*)::int AS applied FROM migrations`);
    const applied = Number(row?.["applied"] ?? 0);
    if (applied > MIGRATIONS.length)
      throw new IdosError("STORAGE_UNAVAILABLE", "The database was made by a newer version of this package");
    for (const [version, statements] of MIGRATIONS.entries()) {
      if (version < applied) continue;
      for (const text of statements) await transaction.run({ text, values: [] });
      await transaction.run(sql`INSERT INTO migrations VALUES (${version})`);
    }
  });
}
