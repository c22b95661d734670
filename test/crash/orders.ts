// What the test tells a process, and what the process tells the test.

import type { Mutation } from "./mutations.ts";
import type { Transport } from "./plan.ts";
import type { PointId } from "./points.ts";

/** What a process does when it passes a point for the `skip + 1`th time. */
export type Armed = {
  readonly point: PointId;
  /** `halt` waits there to be killed, `stop` sleeps until SIGCONT, `term` asks itself to end. */
  readonly act: "halt" | "stop" | "term";
  readonly skip: number;
};

export type Orders = {
  readonly dataDir: string;
  readonly transport: Transport;
  readonly apiUrl: string;
  readonly tokens: { readonly bot: string; readonly app: string; readonly signingSecret: string };
  readonly epochMs: number;
  readonly scale: number;
  /** Real milliseconds. */
  readonly pollMs: number;
  readonly mutation: Mutation | null;
  readonly armed: Armed | null;
};

export type ToProcess =
  | { readonly kind: "go"; readonly orders: Orders }
  | { readonly kind: "arm"; readonly armed: Armed | null }
  /** No job is taken until told otherwise: the process acknowledges and gets no further. */
  | { readonly kind: "hold"; readonly isHeld: boolean };

export type FromProcess =
  | { readonly kind: "loaded" }
  | { readonly kind: "ready"; readonly port: number | null }
  | { readonly kind: "armed" };

/** Written to standard output at a point: the channel above needs an event loop, this does not. */
export const struckLine = (point: string): string => `at ${point}\n`;
