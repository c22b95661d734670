// Every reader. Where two claim the same lines, the earlier one has them.

import { python } from "./python/python.ts";
import { c } from "./runtime/c.ts";
import { dart } from "./runtime/dart.ts";
import { elixir } from "./runtime/elixir.ts";
import { erlang } from "./runtime/erlang.ts";
import { fortran } from "./runtime/fortran.ts";
import { go } from "./runtime/go.ts";
import { haskell } from "./runtime/haskell.ts";
import { java } from "./runtime/java.ts";
import { javascript } from "./runtime/javascript.ts";
import { lisp } from "./runtime/lisp.ts";
import { lua } from "./runtime/lua.ts";
import { npm } from "./runtime/npm.ts";
import { ocaml } from "./runtime/ocaml.ts";
import { perl } from "./runtime/perl.ts";
import { php } from "./runtime/php.ts";
import { r } from "./runtime/r.ts";
import { racket } from "./runtime/racket.ts";
import { ruby } from "./runtime/ruby.ts";
import { rust } from "./runtime/rust.ts";
import { scheme } from "./runtime/scheme.ts";
import { shell } from "./runtime/shell.ts";
import { tcl } from "./runtime/tcl.ts";
import { typescript } from "./runtime/typescript.ts";
import type { TraceReader } from "./trace.ts";

export const READERS: readonly TraceReader[] = [
  python,
  javascript,
  java,
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
  erlang,
  lua,
  tcl,
  lisp,
  scheme,
  racket,
  haskell,
  dart,
  r,
  shell,
  perl,
];
