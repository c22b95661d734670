// Weights of the ranking out of reports with known duplicates: a listwise logistic regression. Each
// query's candidates share one unit of probability, and the weights move so that its duplicates get
// more of it (Cao and others: Learning to Rank, from Pairwise to Listwise Approach, 2007).

import { FEATURES, type Features } from "./features.ts";
import type { Weights } from "./rank.ts";

/** One query: its candidates, and which of them are right. */
export type Example = readonly { readonly features: Features; readonly isRight: boolean }[];

const EPOCHS = 60;
const RATE = 0.015;
const RATE_DECAY = 0.97;
const SHRINK = 0.006; // of the weights at each step and rate: of two features that say the same, neither grows

/** Deterministic: examples are taken in their order, from weights of zero. */
export function train(examples: readonly Example[]): Weights {
  const useful = examples.filter((it) => it.some(({ isRight }) => isRight));
  const scale = scaleOf(useful);
  const lists = useful.map((it) =>
    it.map(({ features, isRight }) => ({ x: toVector(features, scale), isRight })),
  );
  const weights = new Float64Array(FEATURES.length);
  let rate = RATE;
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (const list of lists) step(weights, list, rate);
    rate *= RATE_DECAY;
  }
  return Object.fromEntries(
    FEATURES.map((name, at) => [name, (weights[at] ?? 0) / (scale.deviation[at] ?? 1)]),
  ) as Weights;
}

type Item = { readonly x: Float64Array; readonly isRight: boolean };

function step(weights: Float64Array, list: readonly Item[], rate: number): void {
  const points = list.map(({ x }) => dot(weights, x));
  const most = Math.max(...points);
  const parts = points.map((it) => Math.exp(it - most));
  const whole = parts.reduce((sum, it) => sum + it, 0);
  const right = list.filter(({ isRight }) => isRight).length;
  const gradient = new Float64Array(weights.length);
  for (const [at, { x, isRight }] of list.entries()) {
    const error = (isRight ? 1 / right : 0) - (parts[at] ?? 0) / whole;
    for (let k = 0; k < x.length; k++) gradient[k] = (gradient[k] ?? 0) + error * (x[k] ?? 0);
  }
  for (let k = 0; k < weights.length; k++) {
    const weight = weights[k] ?? 0;
    weights[k] = weight + rate * ((gradient[k] ?? 0) - SHRINK * weight);
  }
}

type Scale = { readonly mean: Float64Array; readonly deviation: Float64Array };

function scaleOf(examples: readonly Example[]): Scale {
  const all = examples.flat();
  const mean = new Float64Array(FEATURES.length);
  const deviation = new Float64Array(FEATURES.length);
  for (const [at, name] of FEATURES.entries()) {
    const values = all.map(({ features }) => features[name]);
    const middle = values.reduce((sum, it) => sum + it, 0) / Math.max(1, values.length);
    const spread = values.reduce((sum, it) => sum + (it - middle) ** 2, 0);
    mean[at] = middle;
    deviation[at] = Math.sqrt(spread / Math.max(1, values.length)) || 1;
  }
  return { mean, deviation };
}

function toVector(features: Features, { mean, deviation }: Scale): Float64Array {
  return Float64Array.from(
    FEATURES,
    (name, at) => (features[name] - (mean[at] ?? 0)) / (deviation[at] ?? 1),
  );
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}
