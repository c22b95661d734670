// Standard input, bounded: whole for one report, line by line for `--jsonl`.

/** Longest report and longest JSON line that are read. */
export const INPUT_BYTES_MAX = 8 * 1024 * 1024;

export type Input = { readonly text: string; readonly isCut: boolean };

/** Everything on a stream, cut at `INPUT_BYTES_MAX`; the rest is read and dropped. */
export async function readAll(stream: AsyncIterable<Buffer | string>): Promise<Input> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let isCut = false;
  for await (const chunk of stream) {
    const buffer = Buffer.from(chunk);
    const room = INPUT_BYTES_MAX - bytes;
    if (buffer.length > room) isCut = true;
    if (room > 0) chunks.push(buffer.subarray(0, room));
    bytes += buffer.length;
  }
  return { text: Buffer.concat(chunks).toString("utf8"), isCut };
}

export type Line = { readonly number: number; readonly text: string | null };

/** Lines of a stream, counted from 1; `text` is null for one longer than `INPUT_BYTES_MAX`. */
export async function* readLines(stream: AsyncIterable<Buffer | string>): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let bytes = 0;
  let number = 0;
  const take = (): Line => {
    number += 1;
    const text = bytes > INPUT_BYTES_MAX ? null : Buffer.concat(parts).toString("utf8");
    parts = [];
    bytes = 0;
    return { number, text };
  };
  for await (const chunk of stream) {
    let rest = Buffer.from(chunk);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      bytes += end;
      if (bytes <= INPUT_BYTES_MAX) parts.push(rest.subarray(0, end));
      yield take();
      rest = rest.subarray(end + 1);
    }
    bytes += rest.length;
    if (bytes <= INPUT_BYTES_MAX) parts.push(rest);
  }
  if (bytes > 0) yield take();
}
