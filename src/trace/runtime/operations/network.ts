// Connections: curl, TLS and OpenSSL, SSH, gRPC.

import { anyOf, type Found, type Shape, type Tool } from "./tool.ts";

const SHAPES: readonly Shape[] = [
  { pattern: /^curl: \((?<type>\d{1,3})\) (?<message>\S.*)/ },
  {
    pattern:
      /^(?:[0-9A-F]{8,40}:)?error:(?<type>[0-9A-F]{8}):[\w ()]+:(?<function>\w*):(?<message>[^:]+):(?<file>[^\s:]+):(?<line>\d+):/,
  },
  { pattern: /^(?:depth=\d+ .*)?verify error:num=(?<type>\d+):(?<message>.+)/ },
  { pattern: /^Verif(?:y return code|ication error): (?<type>[1-9]\d*) \((?<message>[^)]+)\)/ },
  {
    pattern:
      /^(?<message>(?:tls: failed to verify certificate: )?x509: (?:certificate|cannot validate certificate) .+)/,
  },
  { pattern: /^ssh: (?<message>(?:connect to host|Could not resolve hostname) .+)/ },
  {
    pattern:
      /^(?:\S+@\S+: )?(?<message>Permission denied \((?:publickey|password|keyboard-interactive|gssapi|,|-\w+)+\)\.?)/,
  },
  { pattern: /^(?<message>Host key verification failed\.)$/ },
  { pattern: /^(?:kex_exchange_identification|ssh_exchange_identification): (?<message>.+)/ },
  {
    pattern: /^(?:[Ee]rror: |ERROR: )?rpc error: code = (?<type>[A-Z]\w+) desc = (?<message>.+)/,
  },
];

/** Reads what goes wrong on the way to a server. */
export const network: Tool = {
  hint: anyOf(
    "curl: \\(",
    "error:[0-9A-F]{8}",
    "[Vv]erif",
    "x509: ",
    "ssh: ",
    "Permission denied \\(",
    "exchange_id",
    "rpc error: ",
    "ERROR:$",
  ),
  shapes: SHAPES,
  starts: ["curl: \\(\\d+\\) ", "[0-9A-F]{12,16}:error:[0-9A-F]{8}:", "rpc error: code = "],
  read: (lines, at, text) => readGrpcurl(lines, at, text),
};

/** grpcurl prints code and message below `ERROR:`. */
function readGrpcurl(lines: readonly string[], at: number, text: string): Found | null {
  if (text !== "ERROR:") return null;
  const type = /^\s*Code: ([A-Z]\w+)$/.exec(lines[at + 1] ?? "")?.[1];
  const message = /^\s*Message: (.+)/.exec(lines[at + 2] ?? "")?.[1];
  return type && message ? { type, message, end: at + 3 } : null;
}
