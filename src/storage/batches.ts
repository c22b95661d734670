// How much one transaction may write: an import shares the file with the server, and may hold it for
// some 20 ms. Rows differ by a factor of a thousand in size, so both are bounded.

const ROWS_MAX = 50;
const CHARS_MAX = 150_000; // bodies of 60 KB took about 3 ms each, of which two fit

/** In order; a row that is larger than the bound is a batch of its own. */
export function* byBytes<Row>(
  rows: readonly Row[],
  charsOf: (row: Row) => number,
  { rowsMax = ROWS_MAX, charsMax = CHARS_MAX } = {},
): Generator<Row[]> {
  let batch: Row[] = [];
  let chars = 0;
  for (const row of rows) {
    const more = charsOf(row);
    if (batch.length >= rowsMax || (batch.length > 0 && chars + more > charsMax)) {
      yield batch;
      batch = [];
      chars = 0;
    }
    batch.push(row);
    chars += more;
  }
  if (batch.length > 0) yield batch;
}
