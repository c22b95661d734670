// A `fetch` that sends nothing after a given time. Whoever looks at the clock before calling `fetch` may
// sleep until the request is written: for a connection, for its turn, or because the machine stood still.

import { type Dispatcher, fetch, getGlobalDispatcher } from "undici";

/** The request was given up with nothing sent. */
export const LATE = "TRACEHOUND_LATE";

/** What a Slack client hands over: always a POST, its body as text. */
type Sent = Omit<NonNullable<Parameters<typeof fetch>[1]>, "body"> & {
  readonly body?: unknown;
};

/**
 * The clock is looked at when a connection stands and the request's turn has come; the whole request is
 * written in that same turn of the event loop. After `until` it fails with `LATE`.
 */
export function fetchUntil(until: number, now: () => number) {
  return (url: string | URL, init: Sent = {}) => {
    const { body, ...rest } = init;
    if (typeof body !== "string") throw new TypeError("only text can be sent until a time");
    const dispatcher = getGlobalDispatcher().compose(guard(Buffer.from(body), until, now));
    return fetch(url, { ...rest, body, dispatcher });
  };
}

function guard(
  body: Buffer,
  until: number,
  now: () => number,
): Dispatcher.DispatcherComposeInterceptor {
  // `fetch` gives the body as a stream, which is read some time after the look at the clock, and
  // HTTP/2 queues what is written: a buffer over HTTP/1.1 leaves at once.
  return (dispatch) => (options, handler) =>
    dispatch({ ...options, body, ...HTTP1 }, watched(handler, until, now));
}

/** Read by undici's agents; its types do not have it. */
const HTTP1: object = { allowH2: false };

function watched(
  handler: Dispatcher.DispatchHandler,
  until: number,
  now: () => number,
): Dispatcher.DispatchHandler {
  return {
    onRequestStart: (controller, context) => {
      handler.onRequestStart?.(controller, context);
      if (now() > until && !controller.aborted) controller.abort(tooLate());
    },
    onRequestUpgrade: (...it) => handler.onRequestUpgrade?.(...it),
    onResponseStarted: () => handler.onResponseStarted?.(),
    onResponseStart: (...it) => handler.onResponseStart?.(...it),
    onResponseData: (...it) => handler.onResponseData?.(...it),
    onResponseEnd: (...it) => handler.onResponseEnd?.(...it),
    onResponseError: (...it) => handler.onResponseError?.(...it),
  };
}

const tooLate = (): Error =>
  Object.assign(new Error("not sent: its time was over"), { code: LATE });
