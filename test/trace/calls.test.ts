import { test } from "vitest";
import { check } from "./reading.ts";

test("Node.js: root cause first, oldest call first", () =>
  check(
    `/srv/app/x.js:25
    throw new Error('GET failed', { cause });
    ^

Error: GET failed
    at profile (/srv/app/x.js:25:11)
    at Object.<anonymous> (/srv/app/x.js:29:1)
    ... 5 lines matching cause stack trace ...
    at node:internal/main/run_main_module:28:49 {
  [cause]: TypeError [ERR_X]: no user
      at async findUser (/srv/app/x.js:17:11) {
    code: 'ERR_X'
  }
}

Node.js v24.0.0`,
    [
      "javascript trace",
      "cause of 1: TypeError | no user",
      "  app findUser /srv/app/x.js:17",
      "Error | GET failed",
      "  lib null node:internal/main/run_main_module:28",
      "  app Object.<anonymous> /srv/app/x.js:29",
      "  app profile /srv/app/x.js:25",
    ],
  ));

test("an AggregateError is a group: it comes before its members", () =>
  check(
    `[AggregateError: All promises were rejected] {
  [errors]: [
    Error: first
        at one (/srv/app/a.js:5:9),
    Error: second
        at two (/srv/app/a.js:6:9)
  ]
}`,
    [
      "javascript trace",
      "AggregateError | All promises were rejected",
      "member of 0: Error | first",
      "  app one /srv/app/a.js:5",
      "member of 0: Error | second",
      "  app two /srv/app/a.js:6",
    ],
  ));

test("the JVM: causes and suppressed ones", () =>
  check(
    `Exception in thread "main" java.lang.IllegalStateException: half-closed
\tat java.base/java.lang.Thread.run(Thread.java:840)
\tat com.acme.Conn.send(Conn.java:8)
Caused by: java.io.IOException: disk
full
\tat com.acme.Disk.put(Native Method)
\t... 1 more`,
    [
      "java trace",
      "cause of 1: java.io.IOException | disk\nfull",
      "  lib com.acme.Disk.put null:null",
      "java.lang.IllegalStateException | half-closed",
      "  lib com.acme.Conn.send Conn.java:8",
      "  lib java.lang.Thread.run Thread.java:840",
    ],
  ));

test("a Python trace and a Node.js one in the same message", () =>
  check(
    `Traceback (most recent call last):
  File "/srv/app/x.py", line 3, in go
    boom()
RuntimeError: no luck
and then
Error: no luck either
    at go (/srv/app/x.js:3:1)`,
    [
      "python trace",
      "RuntimeError | no luck",
      "  app go /srv/app/x.py:3",
      "javascript trace",
      "Error | no luck either",
      "  app go /srv/app/x.js:3",
    ],
  ));

test("Ruby: the exception right after another's calls is its cause", () =>
  check(
    `/srv/app/a.rb:6:in \`fetch': key not found: "port" (KeyError)
\tfrom /srv/app/a.rb:9:in \`<main>'
/srv/app/b.rb:1:in \`open': refused (Errno::ECONNREFUSED)
\tfrom /srv/app/a.rb:5:in \`fetch'`,
    [
      "ruby trace",
      "cause of 1: Errno::ECONNREFUSED | refused",
      "  app fetch /srv/app/a.rb:5",
      "  app open /srv/app/b.rb:1",
      'KeyError | key not found: "port"',
      "  app <main> /srv/app/a.rb:9",
      "  app fetch /srv/app/a.rb:6",
    ],
  ));

test("Go: the goroutine that panicked, not the others", () =>
  check(
    `panic: runtime error: integer divide by zero

goroutine 6 [running]:
main.(*Pool).Go.func1()
\t/srv/app/main.go:14 +0xd4
created by main.(*Pool).Go
\t/srv/app/main.go:12 +0x73

goroutine 1 [chan receive]:
main.main()
\t/srv/app/main.go:30 +0x1`,
    [
      "go trace",
      "panic | runtime error: integer divide by zero",
      "  app main.(*Pool).Go /srv/app/main.go:12",
      "  app main.(*Pool).Go.func1 /srv/app/main.go:14",
    ],
  ));

test.each([
  ["new", "thread 'main' (12) panicked at src/a.rs:3:5:\nbad checksum\nsee log"],
  ["old", "thread 'main' panicked at 'bad checksum\nsee log', src/a.rs:3:5"],
])("Rust, %s spelling", (_, head) =>
  check(
    `${head}\nstack backtrace:\n   0: core::panic\n             at /rustc/x.rs:8:14\n   1: app::work\nnote: more`,
    [
      "rust trace",
      "panic | bad checksum\nsee log",
      "  lib app::work null:null",
      "  lib core::panic /rustc/x.rs:8",
    ],
  ),
);
