// As much of GraphQL's language as a query of ours may use: fields, aliases, arguments, variables,
// fragments. Anything else is an error.

export type Value =
  | string
  | number
  | boolean
  | null
  | readonly Value[]
  | { readonly [key: string]: Value };
export type Selection =
  | {
      readonly kind: "field";
      readonly as: string;
      readonly name: string;
      readonly args: Readonly<Record<string, Value>>;
      readonly inner: readonly Selection[];
    }
  | { readonly kind: "on"; readonly type: string; readonly inner: readonly Selection[] };
export type Query = {
  readonly variables: readonly string[];
  readonly inner: readonly Selection[];
};

const TOKEN = /\s*(\.\.\.|[{}()[\]:!=$]|"[^"\\\n]*"|-?\d+|[A-Za-z_]\w*|,)/y;

/** Throws for what it does not know. */
export function parseQuery(text: string, variables: Readonly<Record<string, Value>>): Query {
  const tokens = tokenize(text);
  let at = 0;
  const peek = () => tokens[at] ?? "";
  const next = () => tokens[at++] ?? "";
  const take = (wanted: string) => {
    const found = next();
    if (found !== wanted) throw new Error(`expected ${wanted}, not "${found}"`);
  };
  const fragments = new Map<string, Selection>();
  let query: Query | null = null;
  // Fragments stand below the query that uses them, so they are read first.
  for (const isFragments of [true, false]) {
    at = 0;
    while (at < tokens.length) {
      const kind = next();
      const name = next();
      if (kind === "fragment") {
        take("on");
        const type = next();
        fragments.set(name, { kind: "on", type, inner: selections() });
      } else if (kind === "query") {
        const declared = peek() === "(" ? declarations() : [];
        if (isFragments) skip();
        else query = { variables: declared, inner: selections() };
      } else throw new Error(`unexpected "${kind}"`);
    }
  }
  if (!query) throw new Error("no query");
  return query;

  function declarations(): string[] {
    const names: string[] = [];
    take("(");
    while (peek() !== ")") {
      take("$");
      names.push(next());
      take(":");
      next();
      if (peek() === "!") next();
    }
    take(")");
    return names;
  }

  function skip(): void {
    let depth = 0;
    do {
      const token = next();
      depth += token === "{" ? 1 : token === "}" ? -1 : 0;
    } while (depth > 0);
  }

  function selections(): Selection[] {
    const found: Selection[] = [];
    take("{");
    while (peek() !== "}") found.push(selection());
    take("}");
    return found;
  }

  function selection(): Selection {
    if (peek() === "...") {
      next();
      if (peek() === "on") {
        next();
        return { kind: "on", type: next(), inner: selections() };
      }
      const name = next();
      const fragment = fragments.get(name);
      if (!fragment) throw new Error(`unknown fragment ${name}`);
      return fragment;
    }
    const first = next();
    const isAlias = peek() === ":";
    if (isAlias) next();
    const name = isAlias ? next() : first;
    const args: Record<string, Value> = {};
    if (peek() === "(") {
      next();
      while (peek() !== ")") {
        const key = next();
        take(":");
        args[key] = value();
      }
      next();
    }
    return { kind: "field", as: first, name, args, inner: peek() === "{" ? selections() : [] };
  }

  function value(): Value {
    const token = next();
    if (token === "$") {
      const name = next();
      if (!(name in variables)) throw new Error(`no value for $${name}`);
      return variables[name] ?? null;
    }
    if (token === "[") {
      const list: Value[] = [];
      while (peek() !== "]") list.push(value());
      next();
      return list;
    }
    if (token === "{") {
      const object: Record<string, Value> = {};
      while (peek() !== "}") {
        const key = next();
        take(":");
        object[key] = value();
      }
      next();
      return object;
    }
    if (token === "true" || token === "false") return token === "true";
    if (token === "null") return null;
    if (/^-?\d/.test(token)) return Number(token);
    return token.replace(/^"|"$/g, "");
  }
}

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const token = TOKEN.exec(text)?.[1];
    if (!token) throw new Error(`cannot read "${text.slice(from, from + 20)}"`);
    if (token !== ",") tokens.push(token);
  }
  return tokens;
}
