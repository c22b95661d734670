// Every reader. Where two claim the same lines, the earlier one has them.

import { python } from "./python/python.ts";
import { c } from "./runtime/c.ts";
import { cTools } from "./runtime/c-tools.ts";
import { clojure } from "./runtime/clojure.ts";
import { d } from "./runtime/d.ts";
import { dart } from "./runtime/dart.ts";
import { dotnet } from "./runtime/dotnet.ts";
import { elixir } from "./runtime/elixir.ts";
import { erlang } from "./runtime/erlang.ts";
import { fortran } from "./runtime/fortran.ts";
import { gdb } from "./runtime/gdb.ts";
import { go } from "./runtime/go.ts";
import { goTools } from "./runtime/go-tools.ts";
import { haskell } from "./runtime/haskell.ts";
import { java } from "./runtime/java.ts";
import { javascript } from "./runtime/javascript.ts";
import { lisp } from "./runtime/lisp.ts";
import { lldb } from "./runtime/lldb.ts";
import { lua } from "./runtime/lua.ts";
import { nim } from "./runtime/nim.ts";
import { npm } from "./runtime/npm.ts";
import { ocaml } from "./runtime/ocaml.ts";
import { operations } from "./runtime/operations.ts";
import { perl } from "./runtime/perl.ts";
import { php } from "./runtime/php.ts";
import { r } from "./runtime/r.ts";
import { racket } from "./runtime/racket.ts";
import { ruby } from "./runtime/ruby.ts";
import { rust } from "./runtime/rust.ts";
import { rustc } from "./runtime/rustc.ts";
import { sanitizer } from "./runtime/sanitizer.ts";
import { scheme } from "./runtime/scheme.ts";
import { shell } from "./runtime/shell.ts";
import { swift } from "./runtime/swift.ts";
import { tcl } from "./runtime/tcl.ts";
import { typescript } from "./runtime/typescript.ts";
import { valgrind } from "./runtime/valgrind.ts";
import type { TraceReader } from "./trace.ts";

export const READERS: readonly TraceReader[] = [
  gdb,
  lldb,
  sanitizer,
  valgrind,
  python,
  rust,
  rustc,
  nim,
  javascript,
  java,
  clojure,
  dotnet,
  ruby,
  go,
  goTools,
  elixir,
  php,
  npm,
  typescript,
  haskell,
  d,
  swift,
  c,
  fortran,
  cTools,
  ocaml,
  erlang,
  lua,
  tcl,
  lisp,
  scheme,
  racket,
  dart,
  r,
  shell,
  perl,
  operations,
];
