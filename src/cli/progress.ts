// One line of progress on a terminal; nothing in a pipe or a log.

export type Progress = { readonly update: (done: number) => void; readonly end: () => void };

const UPDATE_MS = 100;
const SILENT: Progress = { update: () => {}, end: () => {} };

export function progress(what: string): Progress {
  const stream = process.stderr;
  if (!stream.isTTY) return SILENT;
  let shownAt = 0;
  return {
    update: (done) => {
      if (performance.now() - shownAt < UPDATE_MS) return;
      shownAt = performance.now();
      stream.write(`\r${done} ${what}`);
    },
    end: () => stream.write("\r\u001b[K"),
  };
}

/** Progress of a command whose lines go to standard output: on a terminal they are the progress. */
export function lineProgress(what: string): Progress {
  return process.stdout.isTTY ? SILENT : progress(what);
}
