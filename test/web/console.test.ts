import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { get, HOST, type Playground, playground, post, REPORT } from "./harness.ts";

let here: Playground;
beforeAll(async () => {
  here = await playground();
});
afterAll(() => here.close());

/** Pastes a report, and gives the path of its conversation. */
async function paste(report: string): Promise<string> {
  const response = await post(here.app, "/threads", { report });
  expect(response.status).toBe(303);
  return response.headers.get("location") ?? "";
}

async function pageOf(path: string): Promise<string> {
  return (await get(here.app, path)).text();
}

/** The page without its markup, as a person reads it. */
function words(page: string): string {
  const text = page
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&#39;", "'")
    .replaceAll("&quot;", '"');
  return text.replace(/\s+/g, " ");
}

describe("a conversation", () => {
  test("starts with an answer that has its sections in order, with sources", async () => {
    const page = await pageOf(await paste(REPORT));
    const titles = [...page.matchAll(/<h3 id="r1-[^"]*">([^<]*)/g)].map((found) => found[1]);
    expect(titles.slice(0, 2)).toEqual(["What happened", "Cause"]);
    expect(titles).toContain("Fix first");
    expect(page).toContain('class="badge likely"');
    expect(page).toContain('href="https://github.com/python-hyper/h2/issues/1199"');
    expect(words(page)).toContain("PREFECT_API_ENABLE_HTTP2=false");
    expect(words(page)).toContain("LocalProtocolError");
  });

  test("says what was read and why it matched", async () => {
    const page = words(await pageOf(await paste(`${REPORT}\npassword=hunter2secret99`)));
    expect(page).toContain("What was read");
    expect(page).toMatch(/error LocalProtocolError/);
    expect(page).toMatch(/in line 4/);
    expect(page).not.toContain("hunter2secret99");
    expect(page).toMatch(/h2-closed-connection .*specificity \d+/);
  });

  test("shows the frames of a trace, in-app ones marked", async () => {
    const trace = `Traceback (most recent call last):
  File "/usr/lib/python3.11/site-packages/prefect/client/base.py", line 330, in send
    response = await self._send()
  File "/srv/jobs.py", line 8, in run
    load(order)
KeyError: 'order'`;
    const page = words(await pageOf(await paste(trace)));
    expect(page).toContain("2 frames, 1 in-app");
    expect(page).toContain(
      "in-app send /usr/lib/python3.11/site-packages/prefect/client/base.py:330",
    );
  });

  test("goes on with what a version changes, anchored at the newest message", async () => {
    const path = await paste(REPORT);
    const question = /name="(fact:prefect\.version)"/.exec(await pageOf(path))?.[1] ?? "";
    const response = await post(here.app, `${path}/messages`, { [question]: "2.14.3" });
    expect(response.headers.get("location")).toBe(`${path}#m2`);
    const page = await pageOf(path);
    const delta = words(page.slice(page.indexOf('id="r2"')));
    expect(delta).toContain("What changes");
    expect(delta).toContain("2.14.3");
    expect(delta).toMatch(/in message 2/);
  });

  test("takes a choice as it would be typed, and asks only in the newest answer", async () => {
    const path = await paste(REPORT);
    await post(here.app, `${path}/messages`, { text: "nginx" });
    const page = await pageOf(path);
    expect(words(page.slice(page.indexOf('id="r2"')))).toContain("nginx");
    expect(page.match(/class="asked"/g)).toHaveLength(1);
  });

  test("says why it is silent, and takes thanks for a solution", async () => {
    const path = await paste(REPORT);
    await post(here.app, `${path}/messages`, { text: "thanks!" });
    await post(here.app, `${path}/messages`, { text: "That worked" });
    const page = words(await pageOf(path));
    expect(page).toContain("No reply");
    expect(page).toContain("Noted");
  });

  test("keeps what two messages say that come at once", async () => {
    const path = await paste(REPORT);
    const both = ["prefect 2.14.3", "nginx"].map((text) =>
      post(here.app, `${path}/messages`, { text }),
    );
    expect((await Promise.all(both)).map(({ status }) => status)).toEqual([303, 303]);
    const { state } = await here.db
      .selectFrom("threads")
      .select("state")
      .where("id", "=", path.split("/").at(-1) ?? "")
      .executeTakeFirstOrThrow();
    const facts: { name: string; value: string }[] = JSON.parse(state).facts;
    expect(facts.map(({ value }) => value)).toEqual(expect.arrayContaining(["2.14.3", "nginx"]));
  });

  test("is stored as private text of the web, with no secret in any column", async () => {
    const path = await paste(`${REPORT}\nAPI_KEY=pnu_${"a1b2c3d4".repeat(4)}`);
    const id = path.split("/").at(-1) ?? "";
    const thread = await here.db
      .selectFrom("threads")
      .selectAll()
      .where("id", "=", id)
      .executeTakeFirst();
    const messages = await here.db
      .selectFrom("messages")
      .selectAll()
      .where("thread_id", "=", id)
      .execute();
    expect(thread).toMatchObject({ surface: "web", visibility: "private" });
    expect(JSON.stringify([thread, messages])).not.toContain("a1b2c3d4");
  });

  test("is not shown, and not deleted, when it belongs to another surface", async () => {
    const row = {
      id: "slack-1",
      surface: "slack",
      visibility: "private" as const,
      state: "{}",
      created_at: "",
      updated_at: "",
    };
    await here.db.insertInto("threads").values(row).execute();
    expect((await get(here.app, "/threads/slack-1")).status).toBe(404);
    await post(here.app, "/threads/slack-1/delete", {});
    expect((await post(here.app, "/threads/slack-1/messages", { text: "nginx" })).status).toBe(404);
    expect(
      await here.db.selectFrom("threads").select("id").where("id", "=", "slack-1").execute(),
    ).toHaveLength(1);
  });

  test("is erased when its person deletes it", async () => {
    const path = await paste(REPORT);
    expect((await post(here.app, `${path}/delete`, {})).status).toBe(200);
    expect((await get(here.app, path)).status).toBe(404);
  });

  test("shows the rest of a thread whose stored reply cannot be read", async () => {
    const path = await paste(REPORT);
    const id = path.split("/").at(-1) ?? "";
    await here.db
      .updateTable("messages")
      .set({ reply: "{", notes: "" })
      .where("thread_id", "=", id)
      .execute();
    const response = await get(here.app, path);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("another version");
  });
});

describe("what cannot be read", () => {
  test("an empty paste keeps the form and says what to paste", async () => {
    const response = await post(here.app, "/threads", { report: " \u200b\n " });
    expect(response.status).toBe(422);
    expect(await response.text()).toContain("Paste the whole error");
  });

  test("an empty reply keeps the conversation", async () => {
    const path = await paste(REPORT);
    const response = await post(here.app, `${path}/messages`, { text: " " });
    expect(response.status).toBe(422);
    expect(await response.text()).toContain("Fix first");
  });

  test("a body that is no form is answered as an empty paste", async () => {
    for (const type of ["application/json", "multipart/form-data; boundary=x", "text/plain"]) {
      const headers = { host: HOST, origin: `http://${HOST}`, "content-type": type };
      const response = await here.app.request("/threads", { method: "POST", headers, body: "{}" });
      expect(response.status, type).toBe(422);
    }
  });

  test("a body over the limit is refused with a page", async () => {
    const response = await post(here.app, "/threads", { report: "x".repeat(9 * 1024 * 1024 + 1) });
    expect(response.status).toBe(413);
    expect(await response.text()).toContain("too large");
  });

  test("unknown pages and conversations are 404", async () => {
    for (const path of [
      "/nothing",
      "/threads/none",
      "/assets/app.ts",
      "/assets/..%2fapp.ts",
      "/assets/%2e%2e/app.ts",
    ]) {
      const response = await get(here.app, path);
      expect(response.status, path).toBe(404);
      expect(await response.text()).not.toContain("createConsole");
    }
  });
});

describe("the rest of the console", () => {
  test("fills in an example by a plain link", async () => {
    expect(await pageOf("/?example=1")).toContain("Issue Summary: The outage");
    expect(await pageOf("/")).not.toContain("Issue Summary");
  });

  test("serves its files with a tag, so that a change is seen at once", async () => {
    const first = await get(here.app, "/assets/style.css");
    expect(first.headers.get("content-type")).toContain("text/css");
    const tag = first.headers.get("etag") ?? "";
    expect((await get(here.app, "/assets/style.css", { "if-none-match": tag })).status).toBe(304);
  });

  test("is alive, and ready while services and database answer", async () => {
    expect((await get(here.app, "/livez")).status).toBe(200);
    expect((await get(here.app, "/readyz")).status).toBe(200);
  });

  test("is not ready, and shows no internals, when the database fails", async () => {
    const fail = async () => {
      throw new Error("SQLITE_IOERR at /srv/secret/path");
    };
    const threads = { create: fail, load: fail, append: fail, remove: fail };
    const broken = await playground({ threads });
    const ready = await get(broken.app, "/readyz");
    const pasted = await post(broken.app, "/threads", { report: REPORT });
    expect([ready.status, pasted.status]).toEqual([503, 500]);
    expect((await ready.text()) + (await pasted.text())).not.toContain("SQLITE");
    expect(broken.errors).toHaveLength(2);
    await broken.close();
  });
});
