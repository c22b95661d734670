// GraphQL of the double: a query is checked against the schema field by field, then answered from the
// model, with GitHub's shape of errors: what is not found is null and said, under status 200.

import { parseQuery, type Selection, type Value } from "./graphql-parse.ts";
import { ENUMS, TYPES, UNIONS } from "./graphql-schema.ts";

/** An object of the model: values, or functions of the arguments. `__typename` where a union needs it. */
export type Source = { readonly [field: string]: unknown };
export type GraphError = { type: string; path: (string | number)[]; message: string };
export type GraphReply = {
  readonly data: unknown;
  readonly errors: readonly GraphError[];
  /** Nodes that GitHub would count; more than 500,000 are refused. */
  readonly nodes: number;
};

const PAGE_MAX = 100;
const CONNECTION = /Connection!?$/;

/** Throws with what is wrong about the query. */
export function runQuery(
  text: string,
  variables: Readonly<Record<string, Value>>,
  root: Source,
): GraphReply {
  const query = parseQuery(text, variables);
  const unused = Object.keys(variables).filter((name) => !query.variables.includes(name));
  if (unused.length > 0) throw new Error(`undeclared variables: ${unused.join(", ")}`);
  check("Query", query.inner);
  const errors: GraphError[] = [];
  const data = resolve("Query", root, query.inner, [], errors);
  return { data, errors, nodes: countNodes(query.inner, 1) };
}

/** A GitHub "not found": null in the answer, and an error beside it. */
export function notFound(message: string): Error {
  return Object.assign(new Error(message), { type: "NOT_FOUND" });
}

function check(type: string, inner: readonly Selection[]): void {
  for (const it of inner) {
    if (it.kind === "on") {
      const possible = UNIONS[type] ?? [type];
      if (!possible.includes(it.type)) throw new Error(`${it.type} cannot be a ${type}`);
      check(it.type, it.inner);
      continue;
    }
    if (it.name === "__typename") continue;
    const field = TYPES[type]?.[it.name];
    if (!field) throw new Error(`Field '${it.name}' doesn't exist on type '${type}'`);
    for (const name of Object.keys(it.args)) {
      if (!field.args?.includes(name)) throw new Error(`${type}.${it.name} takes no ${name}`);
    }
    const size = Number(it.args.first ?? it.args.last);
    if (CONNECTION.test(field.type) && !(size >= 1 && size <= PAGE_MAX)) {
      throw new Error(`${type}.${it.name}: first or last must be 1 to ${PAGE_MAX}`);
    }
    const name = bare(field.type);
    const isLeaf = !TYPES[name] && !UNIONS[name];
    if (isLeaf === it.inner.length > 0) throw new Error(`${type}.${it.name}: wrong selection`);
    if (!isLeaf) check(name, it.inner);
  }
}

function resolve(
  type: string,
  source: Source,
  inner: readonly Selection[],
  path: readonly (string | number)[],
  errors: GraphError[],
): Record<string, unknown> {
  const done: Record<string, unknown> = {};
  for (const it of inner) {
    if (it.kind === "on") {
      if (it.type === (source.__typename ?? type)) {
        Object.assign(done, resolve(it.type, source, it.inner, path, errors));
      }
      continue;
    }
    const here = [...path, it.as];
    if (it.name === "__typename") done[it.as] = source.__typename ?? type;
    else done[it.as] = fieldOf(type, source, it, here, errors);
  }
  return done;
}

function fieldOf(
  type: string,
  source: Source,
  it: Extract<Selection, { kind: "field" }>,
  path: readonly (string | number)[],
  errors: GraphError[],
): unknown {
  const field = TYPES[type]?.[it.name];
  if (!field || !(it.name in source)) throw new Error(`the double has no ${type}.${it.name}`);
  let value = source[it.name];
  try {
    if (typeof value === "function") value = value(it.args);
  } catch (error) {
    if (!(error instanceof Error) || !("type" in error)) throw error;
    errors.push({ type: String(error.type), path: [...path], message: error.message });
    return null;
  }
  if (value === null || value === undefined) {
    if (field.type.endsWith("!")) throw new Error(`${type}.${it.name} cannot be null`);
    return null;
  }
  const name = bare(field.type);
  if (ENUMS[name] && !ENUMS[name].includes(String(value))) {
    throw new Error(`${name} cannot be ${value}`);
  }
  if (it.inner.length === 0) return value;
  if (!Array.isArray(value)) return resolve(name, value as Source, it.inner, path, errors);
  return value.map((item, at) => resolve(name, item, it.inner, [...path, at], errors));
}

function countNodes(inner: readonly Selection[], times: number): number {
  let nodes = 0;
  for (const it of inner) {
    const size = it.kind === "field" ? Number(it.args.first ?? it.args.last ?? 0) : 0;
    nodes += times * size + countNodes(it.inner, size > 0 ? times * size : times);
  }
  return nodes;
}

function bare(type: string): string {
  return type.replace(/[[\]!]/g, "");
}
