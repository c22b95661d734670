// How far a share that was counted on few cases can be trusted.

const Z_95 = 1.96;

export type Interval = readonly [low: number, high: number];

/** Wilson's 95 % interval of a share (Wilson 1927): right for small samples and near the edges. */
export function wilson(hits: number, count: number): Interval {
  if (count === 0) return [0, 1];
  const share = hits / count;
  const middle = share + Z_95 ** 2 / (2 * count);
  const spread = Z_95 * Math.sqrt((share * (1 - share)) / count + Z_95 ** 2 / (4 * count ** 2));
  const scale = 1 + Z_95 ** 2 / count;
  return [Math.max(0, (middle - spread) / scale), Math.min(1, (middle + spread) / scale)];
}
