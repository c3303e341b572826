/** An `Idos` that does what a test tells it to, and remembers what it was asked. */
import type {
  AccessGrant,
  BackendDescription,
  Check,
  CredentialInfo,
  DiscoveredWallet,
  GrantReceipt,
  Idos,
  IdosEvents,
  IdosOptions,
  IdosState,
  Profile,
  VerificationDraft,
} from "../../../host-sdk/index.ts";

export const USER_ID = "5f6d7c0a-1d2e-4f3a-9b4c-0a1b2c3d4e5f";
export const ADDRESS = "0x8ba1f109551bD432803012645Ac136ddd64DBA72";
export const DIGEST = "0123456789abcdef0123456789abcdef01234567";
export const ISSUER_KEY = "ab".repeat(32);
export const CONSUMER = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
export const NEOBANK = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359";

export const PROFILE: Profile = {
  userId: USER_ID,
  publicKey: "hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=",
  store: "mpc",
};

export const BACKEND: BackendDescription = {
  name: "Acme Card",
  joins: true,
  consumer: { walletIdentifier: CONSUMER, encryptionPublicKey: "hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=" },
  issuers: [
    { id: "neobank", name: "Neobank", authPublicKeys: [ISSUER_KEY], url: "http://neobank.localhost:5173/verify" },
    { id: "passly", name: "Passly", authPublicKeys: ["cd".repeat(32)], url: "http://passly.localhost:5179/" },
  ],
  issuing: {
    issuerId: "neobank",
    granteeWalletIdentifier: NEOBANK,
    issuerPublicKey: ISSUER_KEY,
    validFor: 86_400,
    timelock: 0,
  },
};

export function credential(
  id: string,
  notes: Partial<NonNullable<CredentialInfo["notes"]>> = {},
  issuerAuthPublicKey = ISSUER_KEY,
): CredentialInfo {
  const all = {
    id: `notes-${id}`,
    type: "kyc",
    level: "basic+liveness",
    status: "approved",
    issuer: "Neobank",
    ...notes,
  };
  return { id, notes: all, publicNotes: JSON.stringify(all), issuerAuthPublicKey };
}

export const CREDENTIAL = credential("c0000000-0000-4000-8000-000000000001");

export const GRANT: AccessGrant = {
  id: "a0000000-0000-5000-8000-000000000001",
  dataId: "d0000000-0000-4000-8000-000000000001",
  grantee: CONSUMER,
  lockedUntil: 0,
  contentHash: "ef".repeat(32),
  originalId: CREDENTIAL.id,
};

export const RECEIPT: GrantReceipt = {
  grantId: GRANT.id,
  copyId: GRANT.dataId,
  credentialId: CREDENTIAL.id,
  digest: DIGEST,
  lockedUntil: 0,
};

export const DRAFT: VerificationDraft = {
  provider: "Neobank",
  dwg: {
    owner: ADDRESS,
    grantee: NEOBANK,
    issuerPublicKey: ISSUER_KEY,
    id: "e0000000-0000-4000-8000-000000000001",
    accessGrantTimelock: "2031-05-01T09:59:00Z",
    notUsableBefore: "2031-05-01T09:59:00Z",
    notUsableAfter: "2031-05-02T10:00:00Z",
  },
  text: [
    "operation: delegatedWriteGrant",
    `owner: ${ADDRESS}`,
    `consumer: ${NEOBANK}`,
    `issuer public key: ${ISSUER_KEY}`,
    "id: e0000000-0000-4000-8000-000000000001",
    "access grant timelock: 2031-05-01T09:59:00Z",
    "not usable before: 2031-05-01T09:59:00Z",
    "not usable after: 2031-05-02T10:00:00Z",
  ].join("\n"),
};

export function check(status: Check["status"], more: Partial<Check> = {}): Check {
  return { id: "f0000000-0000-4000-8000-000000000001", status, updatedAt: 1_900_000_000, ...more };
}

export const TRANSACTION = `Share a credential\n\nPayloadType: execute\nPayloadDigest: ${DIGEST}\nFee: 0\nNonce: 3\n\nKwil Chain ID: idos\n`;

/** What the fake answers with; a test changes it as it likes. */
export interface FakeData {
  profile: Profile | null;
  backend: BackendDescription;
  credentials: CredentialInfo[];
  found: CredentialInfo[];
  grants: AccessGrant[];
  draft: VerificationDraft;
  check: Check;
  receipt: GrantReceipt;
}

export type Method =
  | "configure"
  | "preload"
  | "connect"
  | "disconnect"
  | "profile"
  | "join"
  | "lock"
  | "manage"
  | "backend"
  | "list"
  | "find"
  | "view"
  | "remove"
  | "prepare"
  | "submit"
  | "status"
  | "request"
  | "grants"
  | "limitable"
  | "revoke"
  | "wallets"
  | "link"
  | "unlink";

/** A call that waits until the test ends it. */
export interface Held {
  signal: AbortSignal | undefined;
  args: readonly unknown[];
  release(): void;
  reject(error: unknown): void;
}

export interface FakeIdos {
  idos: Idos;
  data: FakeData;
  /** Methods in the order in which they were called. */
  calls: Method[];
  options: IdosOptions | undefined;
  closed: boolean;
  /** The next call of the method waits for the test. */
  hold(method: Method): Promise<Held>;
  /** The next call of the method fails. */
  failNext(method: Method, error: unknown): void;
  emit<K extends keyof IdosEvents>(event: K, detail: IdosEvents[K]): void;
  set(patch: Partial<IdosState>): void;
}

export function createFakeIdos(data: Partial<FakeData> = {}): FakeIdos {
  const answers: FakeData = {
    profile: PROFILE,
    backend: BACKEND,
    credentials: [CREDENTIAL],
    found: [CREDENTIAL],
    grants: [GRANT],
    draft: DRAFT,
    check: check("pending"),
    receipt: RECEIPT,
    ...data,
  };
  let state: IdosState = { wallet: undefined, profile: undefined, enclave: "idle", key: "locked" };
  const subscribers = new Set<() => void>();
  const listeners: { [K in keyof IdosEvents]: Set<(detail: IdosEvents[K]) => void> } = {
    asking: new Set(),
    enclave: new Set(),
    locked: new Set(),
    unlocked: new Set(),
  };
  const holds = new Map<Method, (held: Held) => void>();
  const failures = new Map<Method, unknown>();
  const calls: Method[] = [];

  function set(patch: Partial<IdosState>): void {
    state = { ...state, ...patch };
    for (const subscriber of [...subscribers]) subscriber();
  }

  async function answer<T>(
    method: Method,
    args: readonly unknown[],
    signal: AbortSignal | undefined,
    give: () => T,
  ): Promise<T> {
    calls.push(method);
    await Promise.resolve();
    if (failures.has(method)) {
      const error = failures.get(method);
      failures.delete(method);
      throw error;
    }
    const hold = holds.get(method);
    if (hold) {
      holds.delete(method);
      await new Promise<void>((resolve, reject) => hold({ signal, args, release: resolve, reject }));
    }
    return give();
  }

  const idos: Idos = {
    get state() {
      return state;
    },
    subscribe(listener) {
      subscribers.add(listener);
      return () => subscribers.delete(listener);
    },
    on(event, listener) {
      listeners[event].add(listener);
      return () => listeners[event].delete(listener);
    },
    configure: (look) => answer("configure", [look], undefined, () => {}),
    preload: (o) => answer("preload", [], o?.signal, () => {}),
    connect: (wallet, o) =>
      answer("connect", [wallet], o?.signal, () => {
        const ref = { type: "EVM" as const, address: ADDRESS };
        set({ wallet: ref, profile: undefined });
        return ref;
      }),
    disconnect: () =>
      answer("disconnect", [], undefined, () => set({ wallet: undefined, profile: undefined, key: "locked" })),
    profile: (o) =>
      answer("profile", [], o?.signal, () => {
        set({ profile: answers.profile });
        return answers.profile;
      }),
    join: (o) =>
      answer("join", [o?.store], o?.signal, () => {
        const profile: Profile = { ...PROFILE, store: o?.store === "user" ? "user" : "mpc" };
        set({ profile, key: "unlocked" });
        return profile;
      }),
    unlock: async () => {},
    manage: (o) => answer("manage", [o?.page], o?.signal, () => {}),
    lock: (o) => answer("lock", [o], undefined, () => set({ key: "locked" })),
    backend: (o) => answer("backend", [], o?.signal, () => answers.backend),
    credentials: {
      list: (o) => answer("list", [], o?.signal, () => answers.credentials),
      find: (criteria, o) => answer("find", [criteria], o?.signal, () => answers.found),
      view: (credentials, o) => answer("view", [credentials], o?.signal, () => {}),
      remove: (id, o) =>
        answer("remove", [id], o?.signal, () => {
          answers.credentials = answers.credentials.filter((item) => item.id !== id);
        }),
    },
    verification: {
      prepare: (o) => answer("prepare", [], o?.signal, () => answers.draft),
      submit: (draft, o) => answer("submit", [draft], o?.signal, () => answers.check),
      status: (id, o) => answer("status", [id], o?.signal, () => answers.check),
    },
    grants: {
      request: (found, request) => answer("request", [found, request], request.signal, () => answers.receipt),
      list: (o) => answer("grants", [], o?.signal, () => answers.grants),
      limitable: (o) => answer("limitable", [], o?.signal, () => false),
      revoke: (id, o) =>
        answer("revoke", [id], o?.signal, () => {
          answers.grants = answers.grants.filter((item) => item.id !== id);
        }),
    },
    wallets: {
      list: (o) => answer("wallets", [], o?.signal, () => []),
      link: (wallet, o) => answer("link", [wallet], o?.signal, () => ({ nodes: [] })),
      unlink: (wallet, o) => answer("unlink", [wallet], o?.signal, () => ({ nodes: [], removed: true })),
    },
    close() {
      fake.closed = true;
    },
  };

  const fake: FakeIdos = {
    idos,
    data: answers,
    calls,
    options: undefined,
    closed: false,
    hold: (method) => new Promise((resolve) => holds.set(method, resolve)),
    failNext: (method, error) => void failures.set(method, error),
    emit(event, detail) {
      for (const listener of [...listeners[event]]) listener(detail);
    },
    set,
  };
  return fake;
}

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='8' fill='%23c2571a'/%3E%3C/svg%3E";

/** A wallet that announces itself. */
export function wallet(name: string): DiscoveredWallet {
  return {
    uuid: name,
    name,
    icon: ICON,
    rdns: `localhost.${name.toLowerCase()}`,
    provider: { request: async () => [] },
  };
}

/** A discovery that finds these at once. */
export function finds(
  ...wallets: DiscoveredWallet[]
): (listener: (wallets: readonly DiscoveredWallet[]) => void) => () => void {
  return (listener) => {
    listener(wallets);
    return () => {};
  };
}
