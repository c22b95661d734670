// What is subtle in the traces of scripting and functional languages; the corpus has the rest.

import { describe, expect, test } from "vitest";
import { check, reading } from "./reading.ts";

describe("prose and output around an error line", () => {
  test("a person's line with a colon is no part of what Perl said below it", () =>
    check("After the update I only get this:\nquota exceeded at /srv/app/sync.pl line 18.", [
      "perl trace",
      "null | quota exceeded",
    ]));

  test("a list under a colon is", () =>
    check("bad order:\n  - no price\n  - no date at /srv/app/sync.pl line 18.", [
      "perl trace",
      "null | bad order:\n  - no price\n  - no date",
    ]));

  test("a sentence about a place is no error of Perl's", () =>
    expect(reading("The setting is read in src/settings.py line 40.")).toEqual([]));

  test("Error: alone is no error of R's", () =>
    expect(reading("Error in the plan : we forgot Monday")).toEqual([]));

  test("`while executing` in a sentence of its own is nothing of Tcl's", () =>
    expect(reading("the worker died\nwhile executing\nthe nightly job")).toEqual([]));
});

describe("errors that come of errors", () => {
  test("a thread's exception that is raised again is one", () => {
    const error = "/srv/app/work.rb:3:in `run': stream closed (IOError)";
    const died = "#<Thread:0x00007f1 /srv/app/work.rb:1 run> terminated with exception:";
    check([died, error, error].join("\n"), [
      "ruby trace",
      "IOError | stream closed",
      "  app run /srv/app/work.rb:3",
    ]);
  });

  test("PHP prints the cause first", () => {
    const block = (head: string) => `${head} in /srv/app/a.php:3\nStack trace:\n#0 {main}`;
    check(`PHP Fatal error:  Uncaught ${block("Timeout: slow")}\n\n${block("Next Lost: order")}`, [
      "php trace",
      "cause of 1: Timeout | slow",
      "  lib {main} null:null",
      "Lost | order",
      "  lib {main} null:null",
    ]);
  });

  test("of a Perl file that does not compile, only the first complaint counts", () =>
    check(
      'syntax error at /srv/app/a.pl line 5, near "80;"\nGlobal symbol "%cfg" requires explicit package name at /srv/app/a.pl line 6.\nExecution of /srv/app/a.pl aborted due to compilation errors.',
      ["perl trace", "null | syntax error"],
    ));

  test("Elixir's exit has the exception of the other process as its cause", () =>
    check(
      "** (exit) exited in: GenServer.call(Acme.W, :go, 5000)\n    ** (EXIT) an exception was raised:\n        ** (ArithmeticError) bad argument\n            w.exs:4: Acme.W.go/1\n            (stdlib 4.2) proc_lib.erl:240: :proc_lib.init_p_do_apply/3\n    run.exs:9: (file)",
      [
        "elixir trace",
        "cause of 1: ArithmeticError | bad argument",
        "  lib :proc_lib.init_p_do_apply/3 proc_lib.erl:240",
        "  lib Acme.W.go/1 w.exs:4",
        "exit | exited in: GenServer.call(Acme.W, :go, 5000)",
        "  lib (file) run.exs:9",
      ],
    ));
});

describe("terms", () => {
  test("Erlang's reason is a tag and what it is about; arguments count as arity", () =>
    check(
      'Error in process <0.79.0> with exit value:\n{{badmatch,{error,"no, [thing"}},\n [{acme,fetch,[7,[{timeout,5}]],[{file,"/srv/app/acme.erl"},{line,12}]}]}',
      [
        "erlang trace",
        'badmatch | {error,"no, [thing"}',
        "  app acme:fetch/2 /srv/app/acme.erl:12",
      ],
    ));

  test("Elixir's calls without a file show what was passed", () =>
    check('** (ArgumentError) bad\n    :erlang.binary_to_integer("a, b", [1, 2])', [
      "elixir trace",
      "ArgumentError | bad",
      "  lib :erlang.binary_to_integer/2 null:null",
    ]));
});
