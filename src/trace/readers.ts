// Every reader. Where two claim the same lines, the earlier one has them.

import { python } from "./python/python.ts";
import { c } from "./runtime/c.ts";
import { clojure } from "./runtime/clojure.ts";
import { dotnet } from "./runtime/dotnet.ts";
import { elixir } from "./runtime/elixir.ts";
import { fortran } from "./runtime/fortran.ts";
import { go } from "./runtime/go.ts";
import { java } from "./runtime/java.ts";
import { javascript } from "./runtime/javascript.ts";
import { npm } from "./runtime/npm.ts";
import { ocaml } from "./runtime/ocaml.ts";
import { operations } from "./runtime/operations.ts";
import { perl } from "./runtime/perl.ts";
import { php } from "./runtime/php.ts";
import { ruby } from "./runtime/ruby.ts";
import { rust } from "./runtime/rust.ts";
import { shell } from "./runtime/shell.ts";
import { typescript } from "./runtime/typescript.ts";
import type { TraceReader } from "./trace.ts";

export const READERS: readonly TraceReader[] = [
  python,
  javascript,
  java,
  clojure,
  dotnet,
  ruby,
  go,
  rust,
  elixir,
  php,
  npm,
  typescript,
  c,
  fortran,
  ocaml,
  shell,
  perl,
  operations,
];
