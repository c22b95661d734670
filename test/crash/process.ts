// The test's end of a process under test: starts it, arms it, hears where it stands, sends signals.

import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Armed, FromProcess, Orders, ToProcess } from "./orders.ts";

export type Proc = {
  readonly pid: number;
  /** The port in HTTP mode. */
  readonly port: number | null;
  readonly arm: (armed: Armed | null) => Promise<void>;
  readonly hold: (isHeld: boolean) => void;
  /** It has come to the armed point. */
  readonly isStruck: () => boolean;
  readonly signal: (signal: "SIGKILL" | "SIGTERM" | "SIGSTOP" | "SIGCONT") => void;
  /** The exit code; null for a signal. */
  readonly ended: Promise<number | null>;
  /** The last lines of its log. */
  readonly logged: () => string;
};

/** A process that has loaded its modules and waits for orders: what it does next takes no start-up time. */
export type Spare = {
  readonly go: (orders: Orders) => Promise<Proc>;
  readonly discard: () => void;
};

/** Compiled code: a third of the start-up time. Node itself checks that it is of this source. */
const CODE_DIR = join(tmpdir(), "tracehound-crash-code");
const START_MS_MAX = 30_000;
const LOG_CHARS = 2_000;

/** `entry`: what `bundleBot` made. */
export function newSpare(entry: string): Spare {
  const child = spawn(process.execPath, [entry], {
    env: { PATH: process.env.PATH ?? "", NODE_COMPILE_CACHE: CODE_DIR },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const ended = new Promise<number | null>((done) => child.once("exit", done));
  let isStruck = false;
  let log = "";
  const struck = new Promise<void>((done) =>
    child.stdout?.once("data", () => {
      isStruck = true;
      done();
    }),
  );
  child.stderr?.on("data", (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-LOG_CHARS);
  });
  child.on("error", () => {}); // a message to a process that is gone
  const hears = <Kind extends FromProcess["kind"]>(kind: Kind) => hear(child, kind, () => log);
  const loaded = hears("loaded");
  loaded.catch(() => {}); // told when it is asked to go
  const send = (message: ToProcess) => void (child.connected && child.send(message));
  return {
    discard: () => void child.kill("SIGKILL"),
    go: async (orders) => {
      await loaded;
      const ready = hears("ready");
      send({ kind: "go", orders });
      // Armed for its recovery it may be struck before it is ready, and then never is.
      const answer = await Promise.race([ready, struck]);
      ready.catch(() => {});
      return {
        pid: child.pid ?? 0,
        port: answer?.port ?? null,
        arm: async (armed) => {
          const answer = hears("armed");
          send({ kind: "arm", armed });
          await answer;
        },
        hold: (isHeld) => send({ kind: "hold", isHeld }),
        isStruck: () => isStruck,
        signal: (signal) => void child.kill(signal),
        ended,
        logged: () => log,
      };
    },
  };
}

function hear<Kind extends FromProcess["kind"]>(
  child: ChildProcess,
  kind: Kind,
  logged: () => string,
): Promise<Extract<FromProcess, { kind: Kind }>> {
  const { promise, resolve, reject } =
    Promise.withResolvers<Extract<FromProcess, { kind: Kind }>>();
  const fail = () => reject(new Error(`the process never said "${kind}": ${logged()}`));
  const timer = setTimeout(fail, START_MS_MAX);
  const listen = (message: FromProcess) => {
    if (message.kind === kind) resolve(message as Extract<FromProcess, { kind: Kind }>);
  };
  child.on("message", listen);
  child.once("exit", fail);
  return promise.finally(() => {
    clearTimeout(timer);
    child.off("message", listen);
    child.off("exit", fail);
  });
}
