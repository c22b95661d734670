// The advice depends on the release: before and after a default changed or a fix shipped, with
// pre-releases and post-releases on the right side. A row is a release and what must be said of it.

import { describe, expect, test } from "vitest";
import { conversation, verdict } from "./bot.ts";

type Row = [version: string, says: string, unsaid?: string];

function table(name: string, report: (version: string) => string, rows: readonly Row[]): void {
  describe(name, () => {
    test.each([...rows])("%s: %s", async (version, says, unsaid) => {
      const { markdown } = await conversation(report(version));
      const plain = markdown.replaceAll("\\", "");
      expect(plain).toContain(says);
      if (unsaid) expect(plain).not.toContain(unsaid);
    });
  });
}

const H2 =
  "httpcore.LocalProtocolError: Invalid input ConnectionInputs.SEND_HEADERS in state ConnectionState.CLOSED";
const ON = "so the default is `true`";
const OFF = "so the default is `false`";

table("HTTP/2 by default", (version) => `prefect ${version}: ${H2}`, [
  ["2.6.0", "so the default is `no such setting: HTTP/2 was always on`"],
  ["2.7.0", "so the default is `no such setting: HTTP/2 was always on`"],
  ["2.7.1", ON],
  ["2.10.5", ON],
  ["2.14.3", ON],
  ["2.20.6", ON],
  ["2.20.6.post1", ON],
  ["2.20.7rc1", ON],
  ["2.20.7", OFF],
  ["2.20.7.post1", OFF],
  ["2.20.16", OFF],
  ["3.0.0rc1", ON],
  ["3.0.0", ON],
  ["3.0.0.post1", ON],
  ["3.0.1", ON],
  ["3.0.2rc1", ON],
  ["3.0.2", OFF],
  ["3.0.2.post2", OFF],
  ["3.1.0", OFF],
  ["3.8.3", OFF],
]);

table("the release that switches HTTP/2 off", (version) => `prefect ${version}: ${H2}`, [
  ["2.6.0", "Prefect 2.6.0 to `2.20.7` or newer", "`3.0.2` or newer"],
  ["2.14.3", "Prefect 2.14.3 to `2.20.7` or newer", "`3.0.2` or newer"],
  ["2.20.6", "Prefect 2.20.6 to `2.20.7` or newer"],
  ["2.20.7", OFF, "`2.20.7` or newer"],
  ["2.20.8", OFF, "`2.20.7` or newer"],
  ["3.0.0rc5", "Prefect 3.0.0rc5 to `3.0.2` or newer", "`2.20.7` or newer"],
  ["3.0.1", "Prefect 3.0.1 to `3.0.2` or newer", "`2.20.7` or newer"],
  ["3.0.2", OFF, "`3.0.2` or newer"],
  ["3.6.0", OFF, "`3.0.2` or newer"],
]);

table("whether this error is retried", (version) => `prefect ${version}: ${H2}`, [
  ["2.6.9", "does not retry network errors at all", "Prefect retries this error since 2.7.0"],
  ["2.7.0", "Prefect retries this error since 2.7.0", "does not retry network errors at all"],
]);

table("httpcore's pool", (version) => `prefect 2.14.3, httpcore ${version}: ${H2}`, [
  ["0.16.3", "httpcore 0.16.3 to `0.17.1` or newer"],
  ["0.17.0", "httpcore 0.17.0 to `0.17.1` or newer"],
  ["0.17.1", ON, "`0.17.1` or newer"],
  ["1.0.5", ON, "`0.17.1` or newer"],
]);

const BAD_GATEWAY =
  "prefect.exceptions.PrefectHTTPStatusError: Server error '502 Bad Gateway' for url 'https://api.prefect.cloud/api/accounts/a'";

table("502 and the retrying client", (version) => `prefect ${version}\n${BAD_GATEWAY}`, [
  ["2.8.2", "Prefect 2.8.2 to `2.10.0` or newer"],
  ["2.9.0", "Prefect 2.9.0 to `2.10.0` or newer"],
  ["2.10.0", "`2.10.11` or newer", "`2.10.0` or newer"],
  ["2.10.10", "`2.10.11` or newer", "`2.10.0` or newer"],
  ["2.10.11", "so the default is `5`", "`2.10.11` or newer"],
  ["3.4.0", "so the default is `5`", "`2.10.11` or newer"],
]);

const DISCONNECTED = `Traceback (most recent call last):
  File "/venv/lib/python3.9/site-packages/prefect/client/base.py", line 159, in _send_with_retry
    response = await request()
httpx.RemoteProtocolError: Server disconnected without sending a response.`;

table("a keep-alive race", (version) => `prefect ${version}\n${DISCONNECTED}`, [
  ["2.6.5", "Prefect 2.6.5 to `2.7.0` or newer"],
  ["2.7.0", "`2.7.8` or newer", "`2.7.0` or newer"],
  ["2.7.8", "so the default is `no such setting under this name`", "`2.7.8` or newer"],
  ["2.8.1", "so the default is `5`"],
  ["3.2.0", "so the default is `5`", "`2.7.8` or newer"],
]);

describe("which releases a problem exists in", () => {
  const dotenv =
    "Input should be a valid dictionary or instance of ServerSettings [type=model_type]";
  const pickle =
    "ProcessPoolTaskRunner, task.submit(x, wait_for=[a]): TypeError: cannot pickle '_thread.RLock' object";
  const settings = "ModuleNotFoundError: No module named 'pydantic_settings.exceptions'";
  const regex = "pydantic.errors.PydanticUserError: `regex` is removed. use `pattern` instead";
  const docker = "docker.errors.DockerException: Not supported URL scheme http+docker";
  const chunked =
    "TypeError: HTTPConnection.request() got an unexpected keyword argument 'chunked', docker.from_env";
  const json = "TypeError: Object of type DataFrame is not JSON serializable, PrefectResult";
  test.each([
    [`prefect 3.0.0rc2 ${dotenv}`, "exact settings-dotenv-unprefixed"],
    [`prefect 3.0.0 ${dotenv}`, "exact settings-dotenv-unprefixed"],
    [`prefect 3.1.1 ${dotenv}`, "exact settings-dotenv-unprefixed"],
    [`prefect 3.1.2 ${dotenv}`, "none"],
    [`prefect 3.4.0 ${dotenv}`, "none"],
    [`prefect 3.4.23 ${pickle}`, "exact processpool-pickle-futures"],
    [`prefect 3.4.24rc1 ${pickle}`, "exact processpool-pickle-futures"],
    [`prefect 3.4.24 ${pickle}`, "none"],
    [`prefect 3.7.2, pydantic-settings 2.7.0 ${settings}`, "exact pydantic-settings-too-old"],
    [`prefect 3.7.2, pydantic-settings 2.9.0 ${settings}`, "exact pydantic-settings-too-old"],
    [`prefect 3.7.2, pydantic-settings 2.9.1 ${settings}`, "none"],
    [`prefect 2.10.12, pydantic 2.0.1 ${regex}`, "exact pydantic-2-release-break"],
    [`prefect 2.13.6, pydantic 2.4.0 ${regex}`, "exact pydantic-2-release-break"],
    [`prefect 2.10.12, pydantic 1.10.9 ${regex}`, "none"],
    [`prefect 2.13.7, pydantic 2.4.0 ${regex}`, "none"],
    [`requests 2.32.0, docker==6.1.3: prefect worker ${docker}`, "exact docker-sdk-requests-232"],
    [`requests 2.31.0, docker==6.1.3: prefect worker ${docker}`, "none"],
    [`requests 2.32.3, docker==7.1.0: prefect worker ${docker}`, "none"],
    [`urllib3 2.0.2, docker==6.0.1: prefect worker ${chunked}`, "exact docker-sdk-urllib3-2"],
    [`urllib3 1.26.16, docker==6.0.1: prefect worker ${chunked}`, "none"],
    [`urllib3 2.0.2, docker==6.1.0: prefect worker ${chunked}`, "none"],
    [`prefect 0.14.22 ${json}`, "exact prefect1-json-result"],
    [`prefect 1.4.1 ${json}`, "exact prefect1-json-result"],
  ])("%s", async (report, expected) => expect(await verdict(report)).toBe(expected));
});
