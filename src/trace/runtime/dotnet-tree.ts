// A .NET trace as it grows: who is open, from the surfaced exception inwards, and what became of each.

import { EXCEPTIONS_MAX, FRAMES_MAX } from "../limits.ts";
import type { Exception, InAppTest, Trace } from "../trace.ts";
import type { Call } from "./at-calls.ts";
import { splitArrows, toPart } from "./dotnet-lines.ts";

type Node = {
  readonly type: string | null;
  message: string;
  readonly parent: number | null;
  readonly member: number | null;
  readonly calls: Call[];
};

export type Tree = { readonly nodes: Node[]; readonly start: number; end: number };

/** A trace that is being read: who is open, from the surfaced one inwards. */
export class Growth {
  readonly tree: Tree;
  private open: number[] = [];
  private readonly groups: number[] = [];

  constructor(start: number) {
    this.tree = { nodes: [], start, end: start + 1 };
  }

  /** A line of a headline: more of a message, and an exception behind each arrow. */
  add(line: string): void {
    const isLast = /^\s*---> \(.*<---\s*$/.test(line); // a member without calls
    const text = isLast ? line.replace(/<---\s*$/, "") : line;
    const [before = "", ...inner] = splitArrows(text.trimEnd());
    if (this.tree.nodes.length === 0) this.push(before);
    else this.extend(before.trimEnd(), inner.length > 0 && before.trim() === "");
    for (const it of inner) this.push(it);
    if (isLast) this.open = this.open.slice(0, this.groups.pop() ?? 1);
  }

  call(call: Call, isLast: boolean): void {
    const node = this.tree.nodes[this.open.at(-1) ?? 0];
    if (node && node.calls.length < FRAMES_MAX) node.calls.push(call);
    if (isLast) this.open = this.open.slice(0, this.groups.pop() ?? 1);
  }

  close(): void {
    if (this.open.length > 1) this.open.pop();
  }

  private push(text: string): void {
    if (this.tree.nodes.length >= EXCEPTIONS_MAX) return;
    const part = toPart(text);
    if (part.member !== null) this.groups.push(this.open.length);
    const node: Node = { ...part, parent: this.open.at(-1) ?? null, calls: [] };
    this.open.push(this.tree.nodes.push(node) - 1);
  }

  private extend(line: string, isLead: boolean): void {
    const node = this.tree.nodes.at(-1);
    if (node && !isLead) node.message = `${node.message}\n${line}`;
  }
}

/** The trace, surfaced last; a tree of several members keeps the printed order. */
export function toTrace({ nodes, start, end }: Tree, isInApp: InAppTest): Trace {
  const kept = nodes.map((_, at) => !isRepeated(nodes, at));
  const index = nodes.map((_, at) => kept.slice(0, at).filter(Boolean).length);
  const isTree = nodes.some(({ member }, at) => member !== null && kept[at]);
  const last = kept.filter(Boolean).length - 1;
  const place = (at: number) => (isTree ? (index[at] ?? 0) : last - (index[at] ?? 0));
  const exceptions = nodes
    .filter((_, at) => kept[at])
    .map((node): Exception => {
      const frames = node.calls
        .map((call) => ({ ...call, inApp: isInApp(call.file ?? call.function ?? "") }))
        .reverse();
      const own = { type: node.type, message: messageOf(node), frames };
      if (node.parent === null) return { ...own, relation: null, parent: null };
      const relation = node.member === null ? "cause" : "member";
      return { ...own, relation, parent: place(node.parent) };
    });
  return {
    runtime: "dotnet",
    exceptions: isTree ? exceptions : exceptions.reverse(),
    span: [start, end],
  };
}

/** Mono and the framework print the first member of an AggregateException as its inner one, too. */
function isRepeated(nodes: readonly Node[], at: number): boolean {
  for (let node = nodes[at]; node; node = node.parent === null ? undefined : nodes[node.parent]) {
    const { parent, member, type, message } = node;
    if (member !== 0) continue;
    const first = nodes.find((it) => it.parent === parent && it.member === null);
    if (first && first.type === type && first.message.trim() === message.trim()) return true;
  }
  return false;
}

/** Exceptions of files print the name behind the message. */
function messageOf({ type, message }: Node): string {
  const isFile = /\.(?:FileNotFound|FileLoad|BadImageFormat)Exception$/.test(type ?? "");
  return (isFile ? message.replace(/\nFile name: [\s\S]*$/, "") : message).trimEnd();
}
