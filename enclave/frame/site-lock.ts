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
  /** The person wants the key to stay: asks in the window, inside this click. */
  stay(): void;
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
  /** The person did something in the window. */
  active(): void;
  /** Locks if the time is over, though no timer ran. */
  check(): void;
  /** Locks this tab. */
  lock(): void;
  /** Locks in all tabs of this site, and drops what it would resume with. */
  lockSite(disconnect: boolean): Promise<void>;
  /** The site is connected no more, in any tab, while a flow in this one goes on to say why. */
  expel(): Promise<void>;
}

/** Watches from now on. */
export function createSiteLock(options: SiteLockOptions): SiteLock {
  const { site, connection, surface, busy, warn, stay, endVault, tell } = options;

  /** The person has closed this countdown in the frame. */
  let dismissed = false;

  function lock(): void {
    dismissed = false;
    const had = connection.locked();
    idle.stop();
    if (!busy()) surface.hide();
    endVault();
    if (had) tell({ type: "locked" });
  }
  async function expel(): Promise<void> {
    const had = connection.locked();
    idle.stop();
    connection.disconnected();
    if (had) tell({ type: "locked" });
    channel.post({ type: "lock", disconnect: true });
    await forgetSite(site, true);
  }
  async function lockSite(disconnect: boolean): Promise<void> {
    lock();
    if (disconnect) connection.disconnected();
    channel.post({ type: "lock", disconnect });
    await forgetSite(site, disconnect);
  }

  const lockHere = (): void => void lockSite(false);
  function dismiss(): void {
    dismissed = true;
    surface.hide();
  }

  const idle = createIdleLock({
    onCountdown(left, lockAt) {
      tell({ type: "locking", at: lockAt });
      if (busy()) warn(left);
      else if (!dismissed) surface.countdown(left, stay, lockHere, dismiss);
    },
    onStay() {
      dismissed = false;
      if (busy()) warn(undefined);
      else surface.hide();
    },
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
  // Only what the person does in the window counts. A page could keep a key awake by calling, or by having the frame
  // clicked, scrolled or typed into under a disguise.
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
    expel,
  };
}
