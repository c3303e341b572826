/** Locking: after a time without the person, by them in any tab of this site, and with the vault. */
import type { EnclaveEvent, UnixSeconds } from "../protocol/types.ts";
import type { Connection } from "./connection.ts";
import { createIdleLock } from "./idle-lock.ts";
import { openSiteChannel } from "./site-channel.ts";
import { forgetSite } from "./site-memory.ts";
import type { Surface } from "./surface.ts";

/** How often other tabs are told that the person is there, in milliseconds. */
const ACTIVE_EVERY = 2_000;

/** Options of {@link createSiteLock}. */
export interface SiteLockOptions {
  /** The host's origin. */
  site: string;
  connection: Connection;
  surface: Surface;
  /** A flow shows its own surface, which stays. */
  busy(): boolean;
  /** Says in the window in how many seconds the key locks, while a flow runs; undefined takes it back. */
  warn(left: number | undefined): void;
  /** Ends the vault and its window. */
  endVault(): void;
  tell(event: EnclaveEvent): void;
}

/** What locks. */
export interface SiteLock {
  /** When the key locks by itself; undefined while there is none. */
  readonly lockAt: UnixSeconds | undefined;
  /** A key is held from now on, for so many seconds without an act of the person. */
  held(seconds: number): void;
  /** The person did something in the enclave. */
  active(): void;
  /** Locks if the time is over, though no timer ran. */
  check(): void;
  /** Locks this tab. */
  lock(): void;
  /** Locks in all tabs of this site, and drops what it would resume with. */
  lockSite(disconnect: boolean): Promise<void>;
}

/** Watches from now on. */
export function createSiteLock(options: SiteLockOptions): SiteLock {
  const { site, connection, surface, busy, warn, endVault, tell } = options;

  function lock(): void {
    const had = connection.locked();
    idle.stop();
    if (!busy()) surface.hide();
    endVault();
    if (had) tell({ type: "locked" });
  }
  async function lockSite(disconnect: boolean): Promise<void> {
    lock();
    if (disconnect) connection.disconnected();
    channel.post({ type: "lock", disconnect });
    await forgetSite(site, disconnect);
  }

  const idle = createIdleLock({
    onCountdown(left, lockAt) {
      tell({ type: "locking", at: lockAt });
      if (busy()) warn(left);
      else surface.countdown(left, active, () => void lockSite(false));
    },
    onStay: () => (busy() ? warn(undefined) : surface.hide()),
    onLock: lock,
  });
  const channel = openSiteChannel(site, (message) => {
    if (message.type === "active") return idle.touch();
    lock();
    if (message.disconnect) connection.disconnected();
  });
  let told = 0;
  function active(): void {
    idle.touch();
    if (Date.now() - told < ACTIVE_EVERY) return;
    told = Date.now();
    channel.post({ type: "active" });
  }
  // Only what the person does in the enclave counts: a page could keep a key awake by calling. A press on the countdown's
  // own buttons says which of both is wanted only when it has become a click.
  const isAct = (event: Event): boolean => event.isTrusted && (busy() || !idle.counting);
  for (const type of ["pointerdown", "keydown", "wheel"])
    addEventListener(type, (event) => isAct(event) && active(), { capture: true, passive: true });
  document.addEventListener("visibilitychange", idle.check);
  // A page that the browser keeps for "back" keeps no key; one that goes for good takes the vault with it, and says bye.
  addEventListener("pagehide", ({ persisted }) => persisted && lock());

  return {
    get lockAt() {
      return idle.lockAt;
    },
    held: idle.start,
    active,
    check: idle.check,
    lock,
    lockSite,
  };
}
