// Who may speak to the console: a browser or a tool on this machine, from the console's own pages.
// Listening on loopback is not enough, as any web page can send requests there.

import type { Context, MiddlewareHandler } from "hono";
import { secureHeaders } from "hono/secure-headers";

const LOOPBACK_NAMES = ["localhost", "127.0.0.1", "[::1]"];
const HTTP_PORT = 80; // browsers leave it out of the Host header

/**
 * Whether a Host header names this console. `port` is asked at each request, because a console that
 * listens on port 0 learns its port late.
 */
export function loopbackHosts(port: () => number): (host: string) => boolean {
  return (host) => {
    const wanted = LOOPBACK_NAMES.map((name) => `${name}:${port()}`);
    const names = port() === HTTP_PORT ? [...wanted, ...LOOPBACK_NAMES] : wanted;
    return names.includes(host.toLowerCase());
  };
}

/** Turns a refusal into a page; the sentences are for a person. */
export type Refuse = (context: Context, title: string, why: string) => Response | Promise<Response>;

/** Against DNS rebinding: a stranger's page reaches us under its own host name, and only so. */
export function checkHost(isAllowed: (host: string) => boolean, refuse: Refuse): MiddlewareHandler {
  return async (context, next) => {
    if (isAllowed(context.req.header("host") ?? "")) return next();
    return refuse(
      context,
      "This address is not served",
      "The Host header must be localhost, 127.0.0.1 or [::1] with the console's own port. Through a tunnel, forward the same port number.",
    );
  };
}

/**
 * Against requests that another page makes (CSRF). hono/csrf lets content types pass that a form
 * cannot send; here every POST must prove where it comes from. `Origin: null` proves nothing, and
 * browsers send it from our own forms because of our Referrer-Policy: Sec-Fetch-Site decides then.
 */
export function checkOrigin(refuse: Refuse): MiddlewareHandler {
  return async (context, next) => {
    if (context.req.method === "GET" || context.req.method === "HEAD") return next();
    const own = `http://${context.req.header("host")?.toLowerCase()}`;
    const origin = context.req.header("origin") ?? "null";
    const site = context.req.header("sec-fetch-site");
    const isForeign =
      (origin !== "null" && origin !== own) || (site ?? "same-origin") !== "same-origin";
    const isProven = origin === own || site === "same-origin";
    if (isProven && !isForeign) return next();
    const title = "This request did not come from the playground";
    return isForeign
      ? refuse(context, title, `The Origin header must be ${own}, and Sec-Fetch-Site same-origin.`)
      : refuse(
          context,
          title,
          `It has neither an Origin nor a Sec-Fetch-Site header. From a script, send the header "Origin: ${own}".`,
        );
  };
}

/** Nothing inline, nothing from elsewhere, nothing kept by a browser. */
export function headers(): MiddlewareHandler[] {
  const secure = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      scriptSrc: ["'self'"],
      imgSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
      connectSrc: ["'self'"],
    },
    referrerPolicy: "no-referrer",
    xFrameOptions: "DENY",
    strictTransportSecurity: false, // plain http on loopback
  });
  const noStore: MiddlewareHandler = async (context, next) => {
    await next();
    if (!context.res.headers.has("cache-control")) context.header("cache-control", "no-store");
  };
  return [secure, noStore];
}
