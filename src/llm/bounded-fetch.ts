// `fetch` for the SDK: reads at most so many bytes of a reply, follows no redirect, and is done only
// when the body is, so that the SDK's timeout covers a body that never ends.

import { UpstreamError } from "../errors.ts";

export type Fetch = typeof fetch;

/**
 * `bytesMax`: of the body, decompressed.
 * @throws UpstreamError from `fetch` when a reply is larger.
 */
export function boundedFetch(bytesMax: number, send: Fetch = fetch): Fetch {
  return async (input, init) => {
    // A redirect would carry the report to an address that nobody has checked.
    const response = await send(input, { ...init, redirect: "error" });
    const body = await readBounded(response, bytesMax);
    return new Response(body, { status: response.status, headers: plainHeaders(response.headers) });
  };
}

async function readBounded(
  response: Response,
  bytesMax: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (!response.body) return null;
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop early cancels the stream, and with it the connection.
  for await (const chunk of response.body) {
    length += chunk.byteLength;
    if (length > bytesMax) throw new UpstreamError("model", `reply of more than ${bytesMax} bytes`);
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

/** The body is no longer encoded, and its length is known. */
function plainHeaders(headers: Headers): Headers {
  const plain = new Headers(headers);
  for (const name of ["content-encoding", "content-length", "transfer-encoding"])
    plain.delete(name);
  return plain;
}
