// Services on a host: systemd, the kernel's OOM killer, gunicorn's master, nginx, Apache.

import { anyOf, type Shape, type Tool } from "./tool.ts";

const UNIT = "[\\w@.:\\\\-]+\\.(?:service|socket|mount|timer|scope|slice)";

const SHAPES: readonly Shape[] = [
  {
    pattern: new RegExp(`^(?<message>Job for ${UNIT} failed because .+)`),
    more: /^See "systemctl /,
  },
  {
    pattern: new RegExp(
      `^${UNIT}: (?<message>(?:Main|Control) process exited, code=(?:exited|killed|dumped), status=[1-9].*)`,
    ),
  },
  { pattern: new RegExp(`^${UNIT}: (?<message>Failed with result '(?<type>[\\w-]+)'\\.)`) },
  {
    pattern: new RegExp(
      `^${UNIT}: (?<message>(?:Start request repeated too quickly|A process of this unit has been killed|Failed (?:at step|to) ).*)`,
    ),
  },
  {
    pattern: new RegExp(
      `^(?<message>(?:Failed to (?:start|restart|stop|enable) ${UNIT}: |Unit ${UNIT} (?:could not be found|not found)).*)`,
    ),
  },
  { pattern: /^(?<message>Worker \(pid:\d+\) was sent (?<type>SIG(?:ABRT|BUS|KILL|SEGV))!.*)/ },
  { pattern: /^(?<message>WORKER TIMEOUT \(pid:\d+\))/ },
  { pattern: /^Active: failed \(Result: (?<type>[\w-]+)\) since (?<message>)/ },
  { pattern: /^(?<message>System has not been booted with systemd as init system.*)/ },
  {
    pattern:
      /^(?:\[ *\d+\.\d+\] )?(?<message>(?:Memory cgroup out of memory|Out of memory): Kill(?:ed)? process \d+ .+)/,
  },
  { pattern: /^(?:\[ *\d+\.\d+\] )?[\w./-]+\[\d+\]: (?<message>segfault at [0-9a-f]+ ip .+)/ },
  {
    pattern:
      /^nginx: \[(?:emerg|alert|crit|error)\] (?<message>.+ in (?<file>\/\S+):(?<line>\d+))$/,
  },
  { pattern: /^nginx: \[(?:emerg|alert|crit|error)\] (?<message>.+)/ },
  {
    pattern:
      /^(?:\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d )?\[(?:error|crit|alert|emerg)\] \d+#\d+: (?:\*\d+ )?(?<message>.+)/,
  },
  {
    pattern:
      /^(?:\[[^\]]{10,40}\] )?\[\w*:(?:error|crit|alert|emerg)\] (?:\[pid [^\]]+\] )?(?:\[client [^\]]+\] )?(?<message>(?:\(\d+\)[^:]+: )?(?<type>AH\d{5}): .+)/,
  },
];

/** Reads the errors of services and their manager. */
export const services: Tool = {
  hint: anyOf(
    "\\(pid:",
    "\\.(?:service|socket|mount|timer|scope|slice)",
    "Active: failed",
    "with systemd",
    "out of memory",
    "Out of memory",
    "segfault at",
    "nginx: \\[",
    "\\d+#\\d+: ",
    "AH\\d{5}",
  ),
  shapes: SHAPES,
  starts: ["\\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d \\[(?:error|crit|alert|emerg)\\] \\d+#"],
};
