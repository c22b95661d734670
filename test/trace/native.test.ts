// What is subtle in the traces of compiled languages.

import { expect, test } from "vitest";
import { check, reading } from "./reading.ts";

test("panics of deferred calls are causes of the one that ended the program", () => {
  check(
    "panic: disk full [recovered]\n\tpanic: save: disk full\n\ngoroutine 1 [running]:\nmain.main()\n\t/srv/app/main.go:9 +0x1d",
    [
      "go trace",
      "cause of 1: panic | disk full",
      "panic | save: disk full",
      "  app main.main /srv/app/main.go:9",
    ],
  );
});

test("a Go log line is an error where it sounds like one, and nothing else failed", () => {
  check("2026/03/04 10:12:44 main.go:19: cannot start: port 80: permission denied", [
    "go trace",
    "null | cannot start: port 80: permission denied",
  ]);
  check("2026/03/04 10:12:44 listening: :8080", []);
});

test("lines of a passed Go test are no errors", () => {
  check(
    "=== RUN   TestA\n    a_test.go:3: seed 4\n--- PASS: TestA (0.00s)\n=== RUN   TestB\n    b_test.go:7: got 4\n--- FAIL: TestB (0.00s)",
    ["go trace", "null | got 4"],
  );
});

test("frames below a cut belong to the panic above it", () => {
  check(
    "thread 'main' panicked at src/a.rs:6:9:\nbad sum\nstack backtrace:\n   0: core::panic\n             at /rustc/x.rs:8:14\n...\n   4: app::main\n             at /srv/app/a.rs:6:9",
    [
      "rust trace",
      "panic | bad sum",
      "  app app::main /srv/app/a.rs:6",
      "  lib core::panic /rustc/x.rs:8",
    ],
  );
});

test("values and types of a call are no part of its name", () => {
  check(
    'Program received signal SIGSEGV, Segmentation fault.\n#0  0x0000 in std::sort<int*>(int*, int*) (a=0x1, b="at (x") at sort.h:7\n#1  0x0001 in operator() (__closure=0x2) at main.cc:3',
    [
      "native trace",
      "SIGSEGV | Segmentation fault",
      "  lib operator() main.cc:3",
      "  lib std::sort<int*> sort.h:7",
    ],
  );
});

test("what the library said before an abort is the cause of the signal", () => {
  check(
    "terminate called after throwing an instance of 'std::bad_alloc'\n  what():  std::bad_alloc\n\nProgram received signal SIGABRT, Aborted.\n#0  0x0000 in main () at main.cc:3",
    [
      "native trace",
      "cause of 1: std::bad_alloc | std::bad_alloc",
      "SIGABRT | Aborted",
      "  lib main main.cc:3",
    ],
  );
});

test("a runtime error of Go's HTTP server is no sanitizer's", () => {
  const paste =
    "http: panic serving 127.0.0.1:4702: runtime error: index out of range [0] with length 0\ngoroutine 22 [running]:\nmain.cart()\n\t/srv/app/main.go:12 +0xa6";
  expect(reading(paste)[1]).toBe("panic | runtime error: index out of range [0] with length 0");
});

test("code, settings and talk are no native traces", () => {
  check("the linker says nothing, gdb neither; error handling in main.c:12 looks fine", []);
  check('assert(n > 0 && "n"); // Assertion below\nthrow std::runtime_error("x");', []);
  check("timeout: 30\nerror: false\nretries:\n  - panic\n", []);
  check("go build ./...\nok  \tapp/store\t0.004s\nPASS", []);
});
