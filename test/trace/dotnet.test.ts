// .NET prints an outer exception first and its calls last; Mono prints everything twice.

import { describe, expect, test } from "vitest";
import { check, reading } from "./reading.ts";

describe("an inner exception", () => {
  test("gets the calls before the mark, whether it stands behind the outer one or below it", () => {
    const calls =
      "   at A.B.C() in /srv/app/B.cs:line 3\n   --- End of inner exception stack trace ---\n   at A.D.Main()";
    const expected = [
      "dotnet trace",
      "cause of 1: System.FormatException | bad",
      "  app A.B.C /srv/app/B.cs:3",
      "A.JobException | failed",
      "  lib A.D.Main null:null",
    ];
    check(
      `Unhandled Exception: A.JobException: failed ---> System.FormatException: bad\n${calls}`,
      expected,
    );
    check(
      `Unhandled exception. A.JobException: failed\n ---> System.FormatException: bad\n${calls}`,
      expected,
    );
  });

  test("is printed once more among the members of a group, and read once", () => {
    check(
      "System.AggregateException: One or more errors occurred. ---> A.JobException: x\n" +
        "  at A.B.C () [0x00001] in /srv/app/B.cs:3 \n   --- End of inner exception stack trace ---\n" +
        "---> (Inner Exception #0) A.JobException: x\n  at A.B.C () [0x00001] in /srv/app/B.cs:3 <---\n",
      [
        "dotnet trace",
        "cause of 1: A.JobException | x",
        "  app A.B.C /srv/app/B.cs:3",
        "System.AggregateException | One or more errors occurred.",
      ],
    );
  });
});

test("Mono's two banners are one trace", () => {
  const trace = "A.JobException: x\n  at A.B.C () [0x00001] in /srv/app/B.cs:3 \n";
  check(`Unhandled Exception:\n${trace}[ERROR] FATAL UNHANDLED EXCEPTION: ${trace}`, [
    "dotnet trace",
    "A.JobException | x",
    "  app A.B.C /srv/app/B.cs:3",
  ]);
});

test("what the runtime adds to a message of its own belongs to it, the name of a file does not", () => {
  check("[ERROR] FATAL UNHANDLED EXCEPTION: System.ArgumentException: no\nParameter name: id", [
    "dotnet trace",
    "System.ArgumentException | no\nParameter name: id",
  ]);
  check(
    "Unhandled exception. System.IO.FileNotFoundException: no such file\nFile name: 'x'\n   at A.B.C()",
    ["dotnet trace", "System.IO.FileNotFoundException | no such file", "  lib A.B.C null:null"],
  );
});

describe("no exception", () => {
  test.each([
    "App.config: see System.Configuration at MSDN (the old page)",
    "Program.cs(3,4): warning CS0168: The variable 'e' is declared but never used",
    "const x = (a) => a ---> b; // look at A.B.C (x)",
    "Build succeeded.\n    0 Warning(s)\n    0 Error(s)",
    "Acme.Jobs.Worker: started\nAcme.Jobs.Worker: stopped",
  ])("%j", (paste) => {
    expect(reading(paste)).toEqual([]);
  });
});
