// From marks to traces: which exception caused which, and which belongs to which group.

import { EXCEPTIONS_MAX } from "../limits.ts";
import type { Exception, Frame, InAppTest, Relation, Trace } from "../trace.ts";
import type { Site } from "./lines.ts";
import type { Mark, Parsed } from "./marks.ts";

type Node = { readonly parsed: Parsed; relation: Relation | null; parent: number | null };
/** One level of a group tree: its group, and the newest exception of the chain that stands there. */
type Level = { readonly group: number | null; label: number; newest: number | null };

/** Builds the traces. Two exceptions without a link between them are two traces. */
export function assemble(marks: readonly Mark[], isInApp: InAppTest): readonly Trace[] {
  const traces: Trace[] = [];
  let nodes: Node[] = [];
  let levels: Level[] = [{ group: null, label: 0, newest: null }];
  let link: Relation | null = null;
  const flush = () => {
    for (const level of levels) settle(nodes, level);
    if (nodes.length > 0) traces.push(toTrace(nodes, isInApp));
    nodes = [];
    levels = [{ group: null, label: 0, newest: null }];
    link = null;
  };
  let isClosed = false;
  for (const mark of marks) {
    if (mark.kind === "link") {
      // One rail closes every group that ends there; the link says how many they were.
      const depth = mark.depth ?? levels.length - 1;
      while (isClosed && Number.isInteger(depth) && levels.length - 1 > depth) leave(nodes, levels);
      link = mark.relation;
    } else if (mark.kind === "break") link === null && levels.length === 1 && flush();
    else if (mark.kind === "member") enter(nodes, levels, mark.label);
    else if (mark.kind === "close") leave(nodes, levels);
    else {
      const isNew = levels.length === 1 && link === null && !isEmbedded(nodes, mark.parsed);
      if ((isNew && nodes.length > 0) || nodes.length >= EXCEPTIONS_MAX) flush();
      link = add(nodes, levels, { parsed: mark.parsed, link });
    }
    isClosed = mark.kind === "close";
  }
  flush();
  return traces;
}

/** Hangs an exception at the current level; the link that stood before it is used up. */
function add(
  nodes: Node[],
  levels: readonly Level[],
  { parsed, link }: { parsed: Parsed; link: Relation | null },
): null {
  const level = levels.at(-1);
  const before = level?.newest ?? null;
  nodes.push({ parsed, relation: null, parent: null });
  if (!level) return null;
  const earlier = before === null ? undefined : nodes[before];
  if (earlier && !link && isEmbedded([earlier], parsed)) {
    const added = nodes.at(-1);
    if (added) Object.assign(added, { relation: "member", parent: before });
    return null;
  }
  if (earlier && link) Object.assign(earlier, { relation: link, parent: nodes.length - 1 });
  level.newest = nodes.length - 1;
  return null;
}

/** Old anyio groups and multiprocessing print whole tracebacks inside a message. */
function isEmbedded(nodes: readonly Node[], parsed: Parsed): boolean {
  const holder = nodes.findLast(
    (node) => node.parent === null || node.relation !== "member",
  )?.parsed;
  if (!holder?.type || parsed.sites.length === 0) return false;
  return (
    /ExceptionGroup$|MultiError$|RemoteTraceback$/.test(holder.type) &&
    /:$|"""$/.test(holder.message)
  );
}

/** Enters member `label`: the first one opens a level, the next ones are its siblings. */
function enter(nodes: Node[], levels: Level[], label: number): void {
  if (label <= 1) {
    levels.push({ group: levels.at(-1)?.newest ?? null, label: 1, newest: null });
    return;
  }
  while (levels.length > 2 && levels.at(-1)?.label !== label - 1) leave(nodes, levels);
  const level = levels.at(-1);
  if (level && levels.length > 1) {
    settle(nodes, level);
    level.newest = null;
    level.label = label;
  } else levels.push({ group: null, label, newest: null });
}

function leave(nodes: Node[], levels: Level[]): void {
  const level = levels.length > 1 ? levels.pop() : undefined;
  if (level) settle(nodes, level);
}

/** The exception that surfaced at a level is the group's member. */
function settle(nodes: readonly Node[], level: Level): void {
  const surfaced = level.newest === null ? undefined : nodes[level.newest];
  if (!surfaced || level.group === null) return;
  surfaced.relation = "member";
  surfaced.parent = level.group;
}

function toTrace(nodes: readonly Node[], isInApp: InAppTest): Trace {
  const exceptions = nodes.map((node) => toException(node, isInApp));
  const start = Math.min(...nodes.map((node) => node.parsed.start));
  const end = Math.max(...nodes.map((node) => node.parsed.end));
  return { runtime: "python", exceptions, span: [start, end] };
}

function toException({ parsed, relation, parent }: Node, isInApp: InAppTest): Exception {
  const { type, message, notes, sites } = parsed;
  const frames = sites.map((site) => toFrame(site, isInApp));
  return { type, message, relation, parent, frames, ...(notes.length > 0 && { notes }) };
}

function toFrame({ function: name, file, line }: Site, isInApp: InAppTest): Frame {
  return { function: name, file, line, module: null, inApp: isInApp(file) };
}
