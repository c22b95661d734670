// The playground: paste a report, read the answer, go on in the thread. Works without JavaScript.

import { serveStatic } from "@hono/node-server/serve-static";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { etag } from "hono/etag";
import { checkHost, checkOrigin, headers, type Refuse } from "./guard.ts";
import { homeHtml, type Status } from "./home.ts";
import { noticeHtml } from "./page.ts";
import { toMessage } from "./questions.ts";
import { begin, goOn, MESSAGES_MAX, type Talk } from "./talk.ts";
import { threadHtml } from "./thread-page.ts";

/** A report may have 8 MB, as on the command line; the rest is the form around it. */
const BODY_BYTES_MAX = 9 * 1024 * 1024;
const ASSETS = "style.css base.css forms.css talk.css parts.css page.js icon.svg".split(" ");
const NOTHING_PASTED =
  "There was nothing to read. Paste the whole error: the last line with its type and message, and the lines above it.";

export type ConsoleDeps = Talk & {
  /** Whether a Host header names this console: `loopbackHosts`. */
  readonly allowedHosts: (host: string) => boolean;
  readonly status: () => Promise<Status>;
  /** Part of the mirror that is searched already, 0 to 1. */
  readonly indexed: () => Promise<number>;
  /** A report that fills the form for a first look; null for none. */
  readonly example: string | null;
  /** What Prometheus scrapes from `/metrics`; null serves none. */
  readonly metrics: (() => Promise<string>) | null;
  /** For the log. The page shows nothing of it. */
  readonly onError: (error: unknown) => void;
};

/** Serve it on loopback only (`listenConsole`): whoever reaches it may read and write. */
export function createConsole(deps: ConsoleDeps): Hono {
  const app = new Hono();
  app.use(...headers());
  app.use(checkHost(deps.allowedHosts, refuse), checkOrigin(refuse));
  app.use(bodyLimit({ maxSize: BODY_BYTES_MAX, onError: tooLarge }));
  addAssets(app);
  addHealth(app, deps);
  addPages(app, deps);
  app.notFound((context) => notFound(context));
  app.onError((error, context) => {
    deps.onError(error);
    const why =
      "The log of the server says why. Your report was not stored; go back to find it in the form.";
    return context.html(noticeHtml("That went wrong here", why), 500);
  });
  return app;
}

function addAssets(app: Hono): void {
  for (const name of ASSETS) {
    const file = serveStatic({ root: import.meta.dirname, path: `assets/${name}` });
    app.get(`/assets/${name}`, etag(), async (context, next) => {
      context.header("cache-control", "no-cache"); // asked for each time, sent once: see the ETag
      return file(context, next);
    });
  }
}

/** `/livez` depends on nothing else; `/readyz` on all that an answer needs. */
function addHealth(app: Hono, { services, threads, metrics, indexed, onError }: ConsoleDeps): void {
  if (metrics) app.get("/metrics", async (context) => context.text(await metrics()));
  app.get("/livez", (context) => context.text("ok\n"));
  app.get("/readyz", async (context) => {
    try {
      const incident = await services.read(
        { text: "", redactions: [], problems: [] },
        "report",
        [],
      );
      await services.search(incident, []);
      await threads.load("");
      const part = await indexed();
      return context.text(part < 1 ? `ready; ${Math.floor(part * 100)} % indexed\n` : "ready\n");
    } catch (error) {
      onError(error);
      return context.text("not ready\n", 503);
    }
  });
}

function addPages(app: Hono, deps: ConsoleDeps): void {
  const home = async (context: Context, text: string, problem: string | null) => {
    const page = homeHtml({
      status: await deps.status(),
      text,
      problem,
      hasExample: deps.example !== null,
    });
    return context.html(page, problem ? 422 : 200);
  };
  const conversation = async (
    context: Context,
    id: string,
    draft: { text: string; problem: string } | null,
  ) => {
    const thread = await deps.threads.load(id);
    if (!thread) return notFound(context);
    return context.html(
      threadHtml({ thread, shelf: deps.services.shelf, draft }),
      draft ? 422 : 200,
    );
  };

  app.get("/", (context) =>
    home(context, (context.req.query("example") && deps.example) || "", null),
  );
  app.post("/threads", async (context) => {
    const { report = "" } = await fields(context);
    const id = await begin(deps, report);
    return id === null
      ? home(context, report, NOTHING_PASTED)
      : context.redirect(`/threads/${id}`, 303);
  });
  app.get("/threads/:id", (context) => conversation(context, context.req.param("id"), null));
  app.post("/threads/:id/messages", async (context) => {
    const id = context.req.param("id");
    const { text: said, act } = toMessage(deps.services.shelf, await fields(context));
    const went = await goOn(deps, id, said, act);
    switch (went.kind) {
      case "stored":
        return context.redirect(`/threads/${id}#m${went.number}`, 303);
      case "unknown":
        return notFound(context);
      case "empty":
        return conversation(context, id, {
          text: said,
          problem: "The reply was empty. Write or choose something.",
        });
      case "full":
        return conversation(context, id, {
          text: said,
          problem: `This conversation has ${MESSAGES_MAX} messages, which is all it can hold. Start a new one.`,
        });
      case "busy":
        return conversation(context, id, {
          text: said,
          problem: "Other messages came in at the same time. Send it again.",
        });
    }
  });
  app.post("/threads/:id/delete", async (context) => {
    await deps.threads.remove(context.req.param("id"));
    return context.html(
      noticeHtml("Deleted", "The conversation is erased from the database on this machine."),
    );
  });
}

/** The text fields of a form. A body that is no form has none. */
async function fields(context: Context): Promise<Partial<Record<string, string>>> {
  try {
    const form = Object.entries(await context.req.parseBody());
    return Object.fromEntries(
      form.filter((field): field is [string, string] => typeof field[1] === "string"),
    );
  } catch {
    return {}; // a broken form is answered as an empty one: with what to paste
  }
}

const refuse: Refuse = (context, title, why) => context.html(noticeHtml(title, why), 403);

function notFound(context: Context): Response | Promise<Response> {
  const why = "The address is wrong, or the conversation was deleted.";
  return context.html(noticeHtml("There is nothing here", why), 404);
}

function tooLarge(context: Context): Response | Promise<Response> {
  const why = `A report may have ${BODY_BYTES_MAX / 1024 / 1024 - 1} MB. Keep the end of the log and the first error in it; the rest rarely matters.`;
  return context.html(noticeHtml("This is too large to read", why), 413);
}
