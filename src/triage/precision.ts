/** How many verdicts were right, and how sure that share is. */
export type Precision = {
  verdicts: number;
  right: number;
  /** From 0 to 1; 0 of no verdict. */
  share: number;
  /** Wilson's interval of 95 %: where the share is likely to be in the long run. */
  low: number;
  high: number;
};

/** The quantile of the normal distribution for 95 % on both sides. */
const Z = 1.959964;

/** The precision of verdicts that were judged. */
export function precisionOf(verdicts: readonly { right: boolean }[]): Precision {
  const count = verdicts.length;
  const right = verdicts.filter((verdict) => verdict.right).length;
  if (count === 0) return { verdicts: 0, right: 0, share: 0, low: 0, high: 1 };
  const share = right / count;
  // E. B. Wilson, "Probable inference, the law of succession, and statistical inference" (1927).
  const middle = share + Z ** 2 / (2 * count);
  const spread = Z * Math.sqrt((share * (1 - share)) / count + Z ** 2 / (4 * count ** 2));
  const scale = 1 + Z ** 2 / count;
  return {
    verdicts: count,
    right,
    share,
    low: Math.max(0, (middle - spread) / scale),
    high: Math.min(1, (middle + spread) / scale),
  };
}
