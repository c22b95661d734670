// Git, beside the `fatal:` lines that the shell's reader knows.

import { beginning, type Shape, type Tool } from "./tool.ts";

const SHAPES: readonly Shape[] = [
  beginning("error: ", [
    "failed to push some refs to ",
    "pathspec '",
    "src refspec ",
    "RPC failed; ",
    "cannot lock ref ",
    "could not apply ",
    "unable to create file ",
    "object file \\S+ is empty",
    "Your local changes to the following files would be ",
    "The following untracked working tree files would be ",
    "You have not concluded your merge",
    "remote \\S+ already exists",
    "unable to read sha1 file of ",
  ]),
  { pattern: /^! \[(?<type>rejected|remote rejected)\] +(?<message>\S+ +-> +\S+ \(.+\))/ },
  { pattern: /^CONFLICT \((?<type>[\w/ -]+)\): (?<message>.+)/ },
  { pattern: /^remote: (?:error: |fatal: |ERROR: )(?<message>.+)/ },
  {
    pattern:
      /^remote: (?<message>(?:Permission to \S+ denied to |Repository not found|Invalid username or ).*)/,
  },
  { pattern: /^git: (?<message>'\S+' is not a git command\..*)/ },
];

/** Reads git's error lines. */
export const git: Tool = {
  hint: /error: |! \[|CONFLICT \(|remote: |git: '/,
  shapes: SHAPES,
};
