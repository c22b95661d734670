// A reply of the double on the wire: pages with Link headers, etags, the rate limit's headers.

import type { ServerResponse } from "node:http";
import type { Reply } from "./endpoints.ts";
import { sha } from "./model.ts";

/** What the rate limit leaves; `resetIn` in seconds. */
export type Limit = { remaining: number; resetIn: number };

type Sending = {
  readonly url: URL;
  readonly reply: Reply;
  readonly headers: Readonly<Record<string, string>>;
  readonly etag: string | null;
  readonly isHalf: boolean;
};

/** Returns the status that was sent. A 304 costs nothing, as at GitHub. */
export function send(
  limit: Limit,
  response: ServerResponse,
  { url, reply, headers, etag, isHalf }: Sending,
): number {
  const { status, value, more } = toMessage(url, reply);
  const body = JSON.stringify(value);
  const tag = `W/"${sha("etag", body)}"`;
  const isSame = status === 200 && etag === tag;
  if (!isSame && limit.remaining > 0) limit.remaining--;
  response.writeHead(isSame ? 304 : status, {
    "content-type": "application/json; charset=utf-8",
    "x-ratelimit-limit": "5000",
    "x-ratelimit-remaining": String(limit.remaining),
    "x-ratelimit-reset": String(Math.ceil(Date.now() / 1_000) + limit.resetIn),
    ...(status === 200 && { etag: tag }),
    ...more,
    ...headers,
  });
  if (isHalf) {
    response.write(body.slice(0, body.length / 2), () => response.destroy());
    return 0;
  }
  response.end(isSame ? undefined : body);
  return isSame ? 304 : status;
}

function toMessage(
  url: URL,
  reply: Reply,
): { status: number; value: unknown; more: Record<string, string> } {
  switch (reply.kind) {
    case "json":
      return { status: 200, value: reply.value, more: {} };
    case "list":
      return toPage(url, reply.items);
    case "moved": {
      const location = new URL(reply.path, url).href;
      return {
        status: 301,
        value: { message: "Moved Permanently", url: location },
        more: { location },
      };
    }
    case "status":
      return { status: reply.status, value: { message: reply.message }, more: {} };
    case "violation":
      return { status: 422, value: { message: reply.message }, more: {} };
  }
}

function toPage(url: URL, items: readonly (() => object)[]) {
  const size = Number(url.searchParams.get("per_page") ?? 30);
  const page = Number(url.searchParams.get("page") ?? 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const to = (number: number, rel: string) => {
    const there = new URL(url);
    there.searchParams.set("page", String(number));
    return `<${there.href}>; rel="${rel}"`;
  };
  const links = page < last ? [to(page + 1, "next"), to(last, "last")] : [];
  if (page > 1) links.push(to(page - 1, "prev"), to(1, "first"));
  const more: Record<string, string> = links.length > 0 ? { link: links.join(", ") } : {};
  return {
    status: 200,
    value: items.slice((page - 1) * size, page * size).map((print) => print()),
    more,
  };
}
