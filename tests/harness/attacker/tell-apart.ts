/** Whether a page that noted times can tell two kinds of probes apart: rank tests with an honest bound for chance. */

/** What one probe saw: milliseconds, by what was timed. */
export type Times = Record<string, number>;

/** What {@link tellApart} found. */
export interface Verdict {
  /** The time that tells most, and how well the best threshold on it classifies: 0.5 is a coin, 1 is always. */
  best: { time: string; accuracy: number; auc: number };
  /** How well the best of as many times would do by chance, at most in all but one of `1 / risk` cases. */
  chance: { accuracy: number; auc: number };
  /** True if a classifier does better than chance. */
  tells: boolean;
}

/** Numbers from 0 to 1, the same for a seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The same values in a random order. */
export function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const out = [...values];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
}

/** The best threshold's balanced accuracy, and the area under the curve, each in the better direction. */
function separation(order: readonly number[], values: readonly number[], isA: readonly boolean[]) {
  const count = isA.filter(Boolean).length;
  const others = isA.length - count;
  let [a, b, gap, area] = [0, 0, 0, 0];
  for (let i = 0; i < order.length;) {
    // Equal values are on the same side of every threshold.
    const value = values[order[i] as number];
    let [newA, newB] = [0, 0];
    for (; i < order.length && values[order[i] as number] === value; i++) {
      if (isA[order[i] as number]) newA++;
      else newB++;
    }
    area += newB * (a + newA / 2);
    a += newA;
    b += newB;
    gap = Math.max(gap, Math.abs(a / count - b / others));
  }
  const auc = area / (count * others);
  return { accuracy: 0.5 + gap / 2, auc: Math.max(auc, 1 - auc) };
}

/**
 * Compares two kinds of probes by every time that they noted. Chance is what the best time reaches when the kinds are
 * dealt out at random over the same probes: so it counts that many times are tried, and how few probes there are.
 * @param risk of calling chance a difference
 */
export function tellApart(
  a: readonly Times[],
  b: readonly Times[],
  { seed = 1, risk = 0.001, deals = 4_000 } = {},
): Verdict {
  const all = [...a, ...b];
  const names = Object.keys(all[0] ?? {});
  const columns = names.map((name) => {
    const values = all.map((times) => times[name] ?? Number.NaN);
    return { name, values, order: values.map((_, i) => i).sort((i, j) => (values[i] ?? 0) - (values[j] ?? 0)) };
  });
  const best = (isA: readonly boolean[]) => {
    const each = columns.map(({ name, values, order }) => ({ time: name, ...separation(order, values, isA) }));
    const top = (of: "accuracy" | "auc"): number => Math.max(...each.map((one) => one[of]));
    return { each, accuracy: top("accuracy"), auc: top("auc") };
  };
  const truth = all.map((_, i) => i < a.length);
  const found = best(truth);
  const random = seeded(seed);
  const dealt = Array.from({ length: deals }, () => best(shuffled(truth, random)));
  const bound = (of: "accuracy" | "auc"): number =>
    dealt.map((one) => one[of]).sort((x, y) => y - x)[Math.floor((deals * risk) / 2)] ?? 1;
  const chance = { accuracy: bound("accuracy"), auc: bound("auc") };
  const most = found.each.reduce((x, y) => (y.accuracy > x.accuracy ? y : x));
  return { best: most, chance, tells: found.accuracy > chance.accuracy || found.auc > chance.auc };
}
