/** What a benchmark suite measures. */

/** One measured number. */
export interface Measure {
  name: string;
  value: number;
  unit: string;
  /** The promise that it has to keep, if there is one. */
  limit?: { atLeast: number } | { atMost: number };
}

/** A suite. */
export interface Suite {
  /** What it measures, in one line. */
  readonly title: string;
  /** @param say prints progress */
  run(say: (line: string) => void): Promise<Measure[]>;
}

/** True unless a measure breaks its promise. */
export function keeps({ value, limit }: Measure): boolean {
  if (!limit) return true;
  return "atLeast" in limit ? value >= limit.atLeast : value <= limit.atMost;
}
