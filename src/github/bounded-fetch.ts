// `fetch` with a bound on time and on size, the body included: Octokit has neither, and takes a body
// that broke off for an empty one.

const REQUEST_MS_MAX = 30_000; // GitHub itself gives up after 10 s
const BODY_BYTES_MAX = 64 * 1024 * 1024; // 100 issues with bodies of 65,536 characters fit four times
/** Of an error, when an answer is larger than that. */
export const TOO_LARGE = "ERR_TOO_LARGE";

export async function boundedFetch(url: string, init: RequestInit = {}): Promise<Response> {
  const limit = AbortSignal.timeout(REQUEST_MS_MAX);
  const signal = init.signal ? AbortSignal.any([init.signal, limit]) : limit;
  const response = await fetch(url, { ...init, signal });
  const body = response.body ? await readBody(response.body) : null;
  return new Response(body, { status: response.status, headers: response.headers });
}

async function readBody(stream: ReadableStream<Uint8Array>): Promise<Buffer<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of stream) {
    bytes += part.byteLength;
    if (bytes > BODY_BYTES_MAX) {
      throw Object.assign(new Error("an answer is too large"), { code: TOO_LARGE });
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}
