// What the JVM prints around its traces, and what only looks like one.

import { describe, expect, test } from "vitest";
import { check, reading } from "./reading.ts";

describe("a headline in the middle of a message", () => {
  test("belongs to it where a thread or a cause began the message", () => {
    check(
      'Exception in thread "main" acme.RemoteException: in the server; nested exception is:\n' +
        "\tjava.lang.IllegalStateException: closed\n\tat acme.Main.main(Main.java:3)",
      [
        "java trace",
        "acme.RemoteException | in the server; nested exception is:\n\tjava.lang.IllegalStateException: closed",
        "  lib acme.Main.main Main.java:3",
      ],
    );
  });

  test("is the headline where only a log line came before", () => {
    check(
      "10:42:26 ERROR acme.Jobs - acme.JobException: gave up\n" +
        "java.lang.IllegalStateException: closed\n\tat acme.Main.main(Main.java:3)",
      [
        "java trace",
        "java.lang.IllegalStateException | closed",
        "  lib acme.Main.main Main.java:3",
      ],
    );
  });
});

describe("an exception without calls", () => {
  test("is one where it is a link of a chain", () => {
    check("acme.Quiet: no stack\nCaused by: java.io.EOFException\n\tat acme.A.b(A.java:1)", [
      "java trace",
      "cause of 1: java.io.EOFException | ",
      "  lib acme.A.b A.java:1",
      "acme.Quiet | no stack",
    ]);
  });

  test("ends where the next compile error begins", () => {
    check(
      "Exception in thread \"main\" acme.Quiet: no stack\n/srv/app/A.java:3: error: ';' expected",
      ["java trace", "acme.Quiet | no stack", "java trace", "null | ';' expected"],
    );
  });
});

describe("a name of a call", () => {
  test("loses module and loader, and keeps the slash of a hidden class", () => {
    check(
      "acme.OddException: x\n\tat app//acme.A.b(A.java:1)\n" +
        "\tat java.base@21.0.1/java.lang.Thread.run(Thread.java:1583)\n" +
        "\tat acme.A$$Lambda/0x00000008010032a8.run(Unknown Source)",
      [
        "java trace",
        "acme.OddException | x",
        "  lib acme.A$$Lambda/0x00000008010032a8.run null:null",
        "  lib java.lang.Thread.run Thread.java:1583",
        "  lib acme.A.b A.java:1",
      ],
    );
  });

  test("may be a sentence where its place shows that it is one", () => {
    check("acme.OddException: x\n\tat acme.CartTest.refuses two coupons(CartTest.kt:34)", [
      "java trace",
      "acme.OddException | x",
      "  lib acme.CartTest.refuses two coupons CartTest.kt:34",
    ]);
  });
});

describe("no exception", () => {
  test.each([
    '"main" #1 prio=5 tid=0x1 nid=0x2 runnable\n   java.lang.Thread.State: RUNNABLE\n\tat acme.A.b(A.java:1)',
    "We looked at com.acme.Cart (the new one) and at java.lang.String, nothing odd.",
    "Caused by: a typo in the deployment, sorry",
    "Suppressed: 12 warnings",
    "logging.level.com.acme: ERROR\nserver.port: 8080",
    "[INFO] BUILD SUCCESS\n[WARNING] /srv/app/A.java:[3,4] unchecked call",
  ])("%j", (paste) => {
    expect(reading(paste)).toEqual([]);
  });
});

test("behind the mark of a cut, the end of a message is what is left of the exception", () => {
  check("[truncated]\n  - host: missing\n\tat acme.A.b(A.java:1)", [
    "java trace",
    "null |   - host: missing",
    "  lib acme.A.b A.java:1",
  ]);
});
