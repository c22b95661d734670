// Standard output: one line at a time, no faster than its reader, and no crash when that goes away.

const WIDTH = 96; // where nothing says how wide the reader's screen is
const WIDTH_MIN = 40;
const WIDTH_MAX = 120; // longer lines are hard to follow

/** How standard output shows text: colours only on a terminal that does not refuse them. */
export function terminalStyle(): { readonly color: boolean; readonly width: number } {
  const { isTTY, columns = Number(process.env.COLUMNS) } = process.stdout;
  return {
    color: isTTY === true && !process.env.NO_COLOR,
    width: Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, columns || WIDTH)),
  };
}

/** Settles when standard output can take more, so that a slow reader never fills the memory. */
export async function writeLine(line: string): Promise<void> {
  if (process.stdout.write(`${line}\n`)) return;
  await new Promise<void>((resolve) => process.stdout.once("drain", () => resolve()));
}

/**
 * A reader that has seen enough (`| head`) ends the program quietly; output that cannot be written
 * (a full disk) is said and exits with 1.
 */
export function guardOutput(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    process.stderr.write(
      `tracehound: standard output cannot be written (${error.code ?? error.message})\n`,
    );
    process.exit(1);
  });
  process.stderr.on("error", () => {}); // there is nobody left to tell
}
