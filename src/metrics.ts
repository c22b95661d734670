// Prometheus metrics. Labels are closed sets (surfaces, kinds, outcomes): no label ever holds what a
// person wrote.

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** From "at once" to the 30 s that a worded answer may take. */
const REPLY_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30];

export type Metrics = {
  readonly reply: (surface: string, kind: string, level: string, seconds: number) => void;
  readonly modelCall: (task: string, outcome: string, tokens: number) => void;
  /** The text that Prometheus scrapes. */
  readonly render: () => Promise<string>;
  readonly contentType: string;
};

/** What is read from the database each time somebody scrapes. */
export type Backlog = {
  readonly waiting: number;
  readonly parked: number;
  /** Age of the oldest message that still waits for its answer; 0 for none. */
  readonly oldestSeconds: number;
};

export function openMetrics(backlog: () => Promise<Backlog>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "tracehound_" });
  const registers = [registry];
  const replies = new Counter({
    name: "tracehound_replies_total",
    help: "Messages that were answered or met with silence.",
    labelNames: ["surface", "kind", "level"],
    registers,
  });
  const seconds = new Histogram({
    name: "tracehound_reply_seconds",
    help: "From a message being taken up to its reply being ready.",
    labelNames: ["surface"],
    buckets: REPLY_SECONDS,
    registers,
  });
  const calls = new Counter({
    name: "tracehound_model_calls_total",
    help: "Calls of the model by how they ended.",
    labelNames: ["task", "outcome"],
    registers,
  });
  const tokens = new Counter({
    name: "tracehound_model_tokens_total",
    help: "Tokens that the model used.",
    registers,
  });
  addBacklog(registers, backlog);
  return {
    reply: (surface, kind, level, took) => {
      replies.inc({ surface, kind, level });
      seconds.observe({ surface }, took);
    },
    modelCall: (task, outcome, used) => {
      calls.inc({ task, outcome });
      tokens.inc(used);
    },
    render: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function addBacklog(registers: Registry[], backlog: () => Promise<Backlog>): void {
  const gauges: readonly [keyof Backlog, string, string][] = [
    ["waiting", "tracehound_inbox_waiting", "Messages that wait for their answer."],
    ["parked", "tracehound_outbox_parked", "Answers whose delivery cannot be known: a person must look."],
    ["oldestSeconds", "tracehound_oldest_unanswered_seconds", "Age of the oldest message without its answer."],
  ];
  for (const [key, name, help] of gauges) {
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set((await backlog())[key]);
      },
    });
  }
}
