// Prometheus metrics. Labels are closed sets (surfaces, kinds, outcomes): no label ever holds what a
// person wrote.

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Up to the bound of one call (`engine-host.ts`). */
const STEP_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export type Metrics = {
  /** One step of the engine: "read" or "search". */
  readonly step: (name: string, seconds: number) => void;
  readonly modelCall: (task: string, outcome: string, tokens: number) => void;
  /** Slack answered 429. */
  readonly slackLimited: () => void;
  /** A round of catching up ended: "whole", "broken" or "stopped". */
  readonly catchUp: (kind: string) => void;
  /** The text that Prometheus scrapes. */
  readonly render: () => Promise<string>;
};

/** What is read from the database each time somebody scrapes. */
export type Backlog = {
  readonly waiting: number;
  readonly parked: number;
  /** Age of the oldest message that still waits for its answer; 0 for none. */
  readonly oldestSeconds: number;
  /** Found too late to be answered, since the database began. */
  readonly late: number;
};

export function openMetrics(backlog: () => Promise<Backlog>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "tracehound_" });
  const registers = [registry];
  const seconds = new Histogram({
    name: "tracehound_engine_seconds",
    help: "Time of one step of the engine, waiting for the worker included.",
    labelNames: ["step"],
    buckets: STEP_SECONDS,
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
  const limited = new Counter({
    name: "tracehound_slack_limited_total",
    help: "Calls that Slack answered with 429.",
    registers,
  });
  const rounds = new Counter({
    name: "tracehound_catch_up_rounds_total",
    help: "Rounds of looking for what Slack never told, by how they ended.",
    labelNames: ["outcome"],
    registers,
  });
  addBacklog(registers, backlog);
  return {
    slackLimited: () => limited.inc(),
    catchUp: (kind) => rounds.inc({ outcome: kind }),
    step: (name, took) => seconds.observe({ step: name }, took),
    modelCall: (task, outcome, used) => {
      calls.inc({ task, outcome });
      tokens.inc(used);
    },
    render: () => registry.metrics(),
  };
}

function addBacklog(registers: Registry[], backlog: () => Promise<Backlog>): void {
  const gauges: readonly [keyof Backlog, string, string][] = [
    ["waiting", "tracehound_inbox_waiting", "Messages that wait for their answer."],
    [
      "parked",
      "tracehound_outbox_parked",
      "Answers whose delivery cannot be known: a person must look.",
    ],
    [
      "oldestSeconds",
      "tracehound_oldest_unanswered_seconds",
      "Age of the oldest message without its answer.",
    ],
    ["late", "tracehound_late_messages", "Mentions that were found too late to be answered."],
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
