/**
 * Which frames beside this one have a window open (the same page may have several). A frame that says so is believed until
 * it says that it is over, or is gone: a Web Lock that it holds is free again. Timers would not do: browsers hold back those
 * of a hidden tab. Where locks are refused it is believed for a moment, and says it again and again.
 */
import { STEP } from "../protocol/steps.ts";

/** Milliseconds for which a frame is believed that holds no lock, or holds it no more. */
const BELIEVED = 3 * STEP;
const NAME = "idos-pace";

/** Null asks who has one. Else an opening by its id, and how many milliseconds it is to be believed: without end for as long as it holds its lock. */
type Said = null | { id: string; lasts: number };

/** The frames beside this one. */
export interface Neighbours {
  /** This frame or one of them has a window open. */
  readonly open: boolean;
  /** This frame has one from now on. */
  opened(): void;
  /** In so many milliseconds it has none any more. @returns false if it had none */
  closed(after: number): boolean;
}

function connect(onMessage: (said: Said) => void): (said: Said) => void {
  try {
    // Firefox throws here where storage is blocked.
    const channel = new BroadcastChannel(NAME);
    channel.addEventListener("message", ({ data }: MessageEvent<Said>) => onMessage(data));
    return (said) => channel.postMessage(said);
  } catch {
    return () => {};
  }
}

/** Asks who has one open. */
export function createNeighbours(locks: LockManager = navigator.locks): Neighbours {
  /** Until when each opening of theirs is believed, by this realm's clock. */
  const believed = new Map<string, number>();
  /** This frame's own opening. */
  let own = "";
  let until = 0;
  let locked = false;
  let release = (): void => {};
  let beat: ReturnType<typeof setInterval> | undefined;

  const say = (): void =>
    tell({ id: own, lasts: until === Infinity && !locked ? BELIEVED : until - performance.now() });
  const tell = connect((said) => {
    if (!said) return say();
    const { id, lasts } = said;
    const believe = (ms: number): void => void believed.set(id, performance.now() + ms);
    believe(lasts);
    if (lasts < Infinity) return;
    const free = (): void => {
      if (believed.get(id) === Infinity) believe(BELIEVED);
    };
    locks.request(NAME + id, { mode: "shared" }, free).catch(free);
  });
  tell(null);

  return {
    get open() {
      if (until > performance.now()) return true;
      for (const [id, end] of believed) {
        if (end > performance.now()) return true;
        believed.delete(id);
      }
      return false;
    },
    opened() {
      if (until === Infinity) return;
      const opening = (own = crypto.randomUUID());
      until = Infinity;
      locked = false;
      beat = setInterval(say, STEP);
      const held = new Promise<void>((resolve) => (release = resolve));
      say();
      const hold = (): Promise<void> => {
        // Whoever gets one lock gets the next one: no beat is needed any more.
        clearInterval(beat);
        locked = own === opening;
        say();
        return held;
      };
      locks.request(NAME + own, hold).catch(() => {});
    },
    closed(after) {
      if (until <= performance.now()) return false;
      until = performance.now() + after;
      clearInterval(beat);
      say();
      release();
      return true;
    },
  };
}
