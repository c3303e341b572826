/** A local node per file, and backends on it that are stopped after each test. */
import { test } from "playwright/test";
import {
  idosHandler,
  memoryStore,
  type IdosHandler,
  type IdosHandlerOptions,
  type KeyFile,
  type PublicKeys,
  type TrustedIssuer,
} from "../../../../host-sdk/server/index.ts";
import { decided, join, newPerson, plaintextOf, startCheck, startWorld, type Person, type World } from "./world.ts";

/** What people hand in. */
export const form = { firstName: "Ada", familyName: "Lovelace", dateOfBirth: "1990-12-10" };

/** A person with a profile and an issued credential. */
export interface Verified {
  person: Person;
  userId: string;
  originalId: string;
  notesId: string;
  plaintext: Uint8Array;
}

/** Call it once at the top of a file. */
export function useScene() {
  let started: World | undefined;
  const running: IdosHandler[] = [];
  const world = (): World => {
    if (!started) throw new Error("only within a test");
    return started;
  };

  test.beforeAll(async () => {
    started = await startWorld();
  });
  test.afterEach(async () => {
    await Promise.all(running.splice(0).map((handler) => handler.stop()));
  });
  test.afterAll(async () => {
    await started?.stop();
  });

  function backend(options: Partial<IdosHandlerOptions> = {}): IdosHandler {
    const handler = idosHandler({
      keys: world().inserter,
      node: world().url,
      name: "Neobank",
      domain: "neobank.example",
      level: "basic+liveness",
      verify: ({ checkId }) => ({ url: `https://neobank.example/verify?check=${checkId}` }),
      credential: (check) => ({
        subject: { ...(check.form as typeof form), nationality: "GB" },
        expiresAt: new Date(Date.now() + 1e10),
      }),
      store: memoryStore(),
      onError: () => undefined,
      ...options,
    });
    running.push(handler);
    return handler;
  }

  async function verified(handler: IdosHandler): Promise<Verified> {
    const person = newPerson(world().url);
    const userId = await join(handler, person);
    const { id } = await startCheck(handler, person, userId);
    await handler.checks.attach(id, form);
    await handler.checks.approve(id);
    await decided(handler, id);
    const { credentialId, publicNotesId = "", reason } = await handler.checks.get(id);
    if (!credentialId) throw new Error(reason);
    return {
      person,
      userId,
      originalId: credentialId,
      notesId: publicNotesId,
      plaintext: await plaintextOf(person, credentialId),
    };
  }

  return {
    world: {
      get url(): string {
        return world().url;
      },
      get inserter(): KeyFile {
        return world().inserter;
      },
      get inserterPublic(): PublicKeys {
        return world().inserterPublic;
      },
    },
    /** The issuer that consumers trust. */
    get neobank(): TrustedIssuer {
      return { id: "neobank", name: "Neobank", authPublicKeys: [world().inserterPublic.issuerPublicKey ?? ""] };
    },
    backend,
    verified,
  };
}
