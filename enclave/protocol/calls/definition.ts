/** What is said of a method that the host may call: one file each, beside this one. */
import type { GenericSchema } from "valibot";

/** A method. */
export interface Call<P, R> {
  /** What the host sends; validated inside the enclave. */
  params: GenericSchema<unknown, P>;
  /** What the enclave answers; validated in the host, so that it believes nothing either. */
  result: GenericSchema<unknown, R>;
  /** `once`: the first use by an origin is asked for. `each`: every call is. `to forget`: every one that forgets. */
  consent: "none" | "once" | "each" | "to forget";
  /** The largest surface that the call may open. */
  surface: "none" | "window";
  /** Milliseconds on both sides. Null: the call waits for a person, who has a visible Cancel. */
  deadline: number | null;
  /**
   * It runs in the vault with the person's key: the frame unlocks first, or waits for the unlock that is under way. A
   * call without has a handler of its own in the frame.
   */
  withKey: boolean;
  /** It shows credentials and asks nothing: a later one takes its place in the window. */
  views?: true;
}

/** One that the frame answers by a handler of its own. */
export interface OwnCall<P, R> extends Call<P, R> {
  withKey: false;
}

/** One that runs in the vault with the person's key, by the one path that all such take. */
export interface KeyCall<P, R> extends Call<P, R> {
  withKey: true;
  surface: "window";
  deadline: null;
}
