// Conversations as people have them, one or more for each thing that a reply can be. They are played at
// `respond` and through Slack; see `play.ts`. Each step: who, what they say, the reply, words that are in
// it, words that are not. "▶ nginx" presses what is labelled so; "@tracehound" is a mention.

import type { Reply } from "../../src/conversation/reply.ts";
import { POOL_ENTRY } from "../bot.ts";

export type Who = "asker" | "other" | "maintainer";
export type Step = readonly [
  who: Who,
  says: string,
  gets: Reply["kind"],
  has?: readonly string[],
  hasNot?: readonly string[],
];
export type Script = readonly [name: string, ...steps: Step[]];

export const ENTRIES = {
  "pool/pool-drained.md": POOL_ENTRY,
  "pool/pool-leaks.md": `---
id: pool-leaks
title: A job leaks slots
status: verified
owner: dana
reviewed: 2026-01-01
checked_against: Acme 3.1
match:
  any:
    - says: [["pool limit of size"]]
---

## Cause
A job that is killed keeps its slot.

## Fix
### Close the slot in a finally block
- risk: low

Call \`slot.close()\`.

## Check
The count of slots falls after each job.
`,
};

const TRACE = `Traceback (most recent call last):
  File "/srv/venv/lib/python3.12/site-packages/acme/pool.py", line 41, in take
    raise PoolError(message)
acme.errors.PoolError: pool limit of size 5 reached`;
const OTHER_TRACE = `Traceback (most recent call last):
  File "/srv/venv/lib/python3.12/site-packages/acme/zoo.py", line 7, in feed
    raise ZebraError(message)
acme.errors.ZebraError: the stripes are inverted`;
const REPORT = `@tracehound our nightly job dies\n\`\`\`\n${TRACE}\n\`\`\``;
const report: Step = ["asker", REPORT, "answer", ["The pool is drained", "likely"]];
const STILL = "still the same error";
const lazy: Step = [
  "asker",
  "I already set that",
  "delta",
  ["noted as tried", "Raise the limit"],
  ["ACME_POOL_MODE=lazy"],
];
const raised: Step = [
  "asker",
  "tried that too, no luck",
  "delta",
  ["Raise the limit is noted as tried", "Pin widget"],
  ["ACME_POOL_MODE=lazy", "ACME_POOL_SIZE"],
];
const pinned: Step = [
  "asker",
  "done, does not help",
  "delta",
  ["Widget before 2 is noted as tried", "A job leaks slots", "Close the slot in a finally block"],
  ["ACME_POOL_MODE=lazy", "ACME_POOL_SIZE"],
];

export const SCRIPTS: readonly Script[] = [
  // A version
  [
    "a version",
    report,
    [
      "asker",
      "acme 2.5.0",
      "delta",
      ["Acme version 2.5.0", "the default is eager"],
      ["had no slot left"],
    ],
  ],
  ["a bare version", report, ["asker", "2.5.0", "delta", ["2.5.0", "the default is eager"]]],
  [
    "a version that makes it certain",
    ["asker", `${REPORT} it is acme's pool`, "answer", ["likely"]],
    ["asker", "acme 2.5.0", "delta", ["now certain", "exact"]],
  ],
  [
    "a version outside the range",
    report,
    [
      "asker",
      "we run acme 4.2",
      "delta",
      ["4.2", "Another known problem fits better now", "A job leaks slots"],
      ["ACME_POOL_MODE=lazy"],
    ],
  ],
  [
    "a later version replaces the earlier one, and says so",
    ["asker", `${REPORT} acme 2.5.0`, "answer"],
    ["asker", "sorry, it is acme 3.1", "delta", ["3.1 instead of 2.5.0 (the report)", "lazy"]],
    ["asker", "no, acme 3.0.1", "delta", ["3.0.1 instead of 3.1 (said in the thread)"]],
  ],
  [
    "the same version again is nothing new",
    report,
    ["asker", "acme 2.5.0", "delta", ["Acme version 2.5.0"]],
    ["asker", "acme 2.5.0", "delta", ["changes nothing yet"], ["Noted"]],
  ],
  [
    "two versions in one report are asked about",
    [
      "asker",
      `${REPORT} worked on acme 2.5.0, fails on acme 3.0.2`,
      "answer",
      ["which Acme version"],
    ],
    ["asker", "▶ 3.0.2", "delta", ["3.0.2", "lazy"]],
  ],
  [
    "a version put right",
    report,
    ["asker", "we're on 3.1.4", "delta", ["Acme version 3.1.4", "lazy"]],
    ["asker", "sorry I meant 2.14.3", "delta", ["2.14.3 instead of 3.1.4 (said in the thread)"]],
  ],
  [
    "a question and a plan state nothing",
    report,
    ["asker", "would acme 3.1.4 fix that?", "silent"],
    ["asker", "ok I'll ask our nginx guy", "silent"],
    ["asker", "we don't use squid", "silent"],
    ["asker", "it's not nginx, it's squid", "delta", ["squid"], ["nginx"]],
    ["asker", "we upgraded from acme 2.14 to acme 3.1", "delta", ["version 3.1."], ["2.14"]],
  ],
  // A proxy
  [
    "a proxy in words",
    report,
    ["asker", "there is nginx in front", "delta", ["proxy_read_timeout"]],
  ],
  ["another proxy", report, ["asker", "we use squid", "delta", ["squid"], ["proxy_read_timeout"]]],
  ["a proxy by button", report, ["asker", "▶ nginx", "delta", ["nginx", "proxy_read_timeout"]]],
  [
    "the same button twice",
    report,
    ["asker", "▶ nginx", "delta", ["proxy_read_timeout"]],
    ["asker", "▶ nginx", "silent"],
  ],
  [
    "another button corrects the first",
    report,
    ["asker", "▶ nginx", "delta", ["proxy_read_timeout"]],
    [
      "asker",
      "▶ squid",
      "delta",
      ["squid instead of nginx (chosen in the thread)"],
      ["proxy_read_timeout"],
    ],
    ["asker", "▶ nginx", "delta", ["nginx instead of squid", "proxy_read_timeout"]],
  ],
  [
    "a plan answers no question",
    report,
    ["asker", "no, will do tomorrow", "silent"],
    ["asker", "no", "delta", ["proxy none"]],
  ],
  ["no proxy", report, ["asker", "no proxy", "delta", ["proxy none"], ["Count its connections"]]],
  // "I already set that"
  ["a fix that was tried", report, lazy],
  [
    "a fix that did not help",
    report,
    ["asker", "that did not help", "delta", ["noted as tried", "Raise the limit"]],
  ],
  ["the next cause, when every fix was tried", report, lazy, raised, pinned],
  [
    "every fix of every cause was tried: handed over, with what was tried",
    report,
    lazy,
    raised,
    pinned,
    [
      "asker",
      "did that as well, still failing",
      "handover",
      [
        "Every known fix",
        "Make the pool lazy",
        "Raise the limit",
        "Close the slot",
        "Issue draft",
        "PoolError: pool limit of size <int> reached",
      ],
    ],
    ["asker", STILL, "silent"],
    ["asker", "acme 2.5.0", "delta", ["2.5.0"], ["ACME_POOL_MODE=lazy"]],
  ],
  [
    "what was tried stays tried after new facts",
    report,
    lazy,
    ["asker", "acme 2.5.0", "delta", ["eager"], ["ACME_POOL_MODE=lazy"]],
    ["asker", "▶ nginx", "delta", ["nginx"], ["ACME_POOL_MODE=lazy"]],
  ],
  // One's own client
  [
    "an own pool switches the branch",
    report,
    [
      "asker",
      "it is my own pool",
      "delta",
      ["Your own pool is too small"],
      ["ACME_POOL_MODE=lazy"],
    ],
  ],
  [
    "and back",
    report,
    ["asker", "it is my own pool", "delta", ["Your own pool is too small"]],
    ["asker", "sorry, acme's pool", "delta", ["acme instead of own", "Slots are never given back"]],
  ],
  // A new trace
  [
    "the same trace: the fix did not take effect",
    report,
    [
      "asker",
      `\`\`\`\n${TRACE}\n\`\`\``,
      "delta",
      ["The same error as before", "Make the pool lazy"],
    ],
  ],
  [
    "the same trace, and the fix was done: it is not suggested again",
    report,
    [
      "asker",
      `did that, same error\n\`\`\`\n${TRACE}\n\`\`\``,
      "delta",
      ["did not take effect", "Raise the limit"],
      ["ACME_POOL_MODE=lazy"],
    ],
  ],
  [
    "the same trace, and something new: that is said too",
    report,
    [
      "asker",
      `upgraded to acme 3.1.4, here it is again:\n\`\`\`\n${TRACE}\n\`\`\``,
      "delta",
      ["Noted: Acme version 3.1.4.", "The same error as before"],
    ],
  ],
  [
    "another trace gets an answer of its own",
    report,
    [
      "asker",
      `now this\n\`\`\`\n${OTHER_TRACE}\n\`\`\``,
      "answer",
      ["ZebraError"],
      ["The pool is drained"],
    ],
  ],
  // "Worked"
  [
    "it worked",
    report,
    ["asker", "that worked, thank you", "acknowledge", ["noted as what solved it"]],
  ],
  ["a check mark", report, ["asker", ":white_check_mark:", "acknowledge", ["noted"]]],
  [
    "it worked for a day",
    report,
    ["asker", "it worked for a day but now it fails again", "silent"],
  ],
  ["did it work?", report, ["asker", "has that worked for anybody?", "silent"]],
  [
    "what is no resolution, and what marks nothing as tried",
    report,
    ["asker", "nothing works now", "silent"],
    ["asker", "restarting, hope that works", "silent"],
    ["asker", "haven't tried that yet", "silent"],
    ["asker", "done for today, back tomorrow", "silent"],
    ["asker", "what if that doesn't work?", "silent"],
    ["asker", "we have this error every night", "silent"],
    ["asker", "doesnt work", "delta", ["Make the pool lazy is noted as tried"]],
  ],
  [
    "it worked, and came back",
    report,
    ["asker", "that worked!", "acknowledge", ["noted as what solved it"]],
    ["asker", "it came back after an hour", "delta", ["noted as tried", "Raise the limit"]],
  ],
  // "Wrong"
  [
    "wrong, and no more",
    report,
    ["asker", "that's wrong", "acknowledge", ["Which way is it wrong?", "Another problem"]],
  ],
  [
    "wrong: another problem",
    report,
    ["asker", "that's wrong", "acknowledge", ["Which way"]],
    ["asker", "▶ Another problem", "delta", ["Set aside", "A job leaks slots"]],
    ["asker", "▶ Another problem", "delta", ["Set aside", "A job leaks slots", "no longer holds"]],
  ],
  [
    "wrong: the fix did not help",
    report,
    ["asker", "this is incorrect", "acknowledge"],
    ["asker", "▶ The fix did not help", "delta", ["noted as tried", "Raise the limit"]],
  ],
  [
    "wrong: a fact",
    ["asker", `${REPORT} acme 2.5.0`, "answer"],
    ["asker", "wrong", "acknowledge"],
    ["asker", "▶ A wrong fact", "acknowledge", ["Acme version: 2.5.0 (the report)"]],
    ["asker", "acme 3.1", "delta", ["3.1 instead of 2.5.0"]],
  ],
  [
    "wrong, and the way is said",
    report,
    ["asker", "this is a different problem", "delta", ["Set aside", "A job leaks slots"]],
  ],
  // A maintainer
  [
    "a maintainer corrects: that stands, and the bot stays out",
    report,
    [
      "maintainer",
      "no, that's the file descriptor limit of the host",
      "acknowledge",
      ["Corrected by a maintainer"],
    ],
    ["asker", "acme 2.5.0", "silent"],
    ["asker", "@tracehound acme 2.5.0", "delta", ["2.5.0"], ["ACME_POOL_MODE=lazy"]],
  ],
  [
    "a maintainer speaks: the bot stays out until it is mentioned",
    report,
    ["maintainer", "which cluster is this on? I can have a look", "silent"],
    ["asker", "the staging one, acme 2.5.0", "silent"],
    ["asker", "@tracehound acme 2.5.0", "delta", ["the default is eager"]],
  ],
  [
    "a maintainer agrees: nothing is corrected",
    report,
    ["maintainer", "that's a good answer", "silent"],
    ["maintainer", "no, the bot is right", "silent"],
    ["asker", "@tracehound acme 2.5.0", "delta", ["2.5.0", "the default is eager"]],
  ],
  [
    "a maintainer says that the answer is wrong",
    report,
    [
      "maintainer",
      "The answer above is wrong, this is the ulimit of the host",
      "acknowledge",
      ["Corrected by a maintainer"],
    ],
  ],
  // Not for the bot
  ["thanks", report, ["asker", "thanks!", "silent"], ["asker", "ok, will try tomorrow", "silent"]],
  ["side talk", report, ["asker", "see you at lunch", "silent"]],
  ["to somebody else", report, ["asker", "@dana we are on acme 2.5.0, can you look?", "silent"]],
  [
    "people talk to each other",
    report,
    ["other", "same here, we are on acme 3.9", "silent"],
    ["asker", "yes", "silent"],
    ["other", "did you restart it?", "silent"],
    ["asker", "tried that, no luck", "silent"],
    ["asker", "acme 2.5.0", "delta", ["2.5.0"], ["3.9"]],
  ],
  [
    "somebody else calls the bot",
    report,
    ["other", "@tracehound there is nginx in front", "delta", ["proxy_read_timeout"]],
  ],
  [
    "the fix came from somebody else",
    report,
    ["other", "restart the box", "silent"],
    ["asker", "that worked!", "acknowledge", ["noted as solved"], ["what solved it"]],
  ],
  [
    "what names an error, a library or a fact and is side talk all the same",
    report,
    ["asker", "Could it be a ConnectionResetError in disguise?", "silent"],
    ["asker", "we already catch ZebraError in our code btw", "silent"],
    [
      "asker",
      "I talked to our platform team about the widget thing and they want to look at it on Monday first",
      "silent",
    ],
    ["asker", "the proxy is not the problem", "silent"],
    ["asker", "acme 2.5.0", "delta", ["2.5.0", "the default is eager"]],
  ],
  [
    "the first error again, after another one: no fix is named that was for the other",
    report,
    ["asker", `now this\n\`\`\`\n${OTHER_TRACE}\n\`\`\``, "answer", ["ZebraError"]],
    ["asker", `\`\`\`\n${TRACE}\n\`\`\``, "delta", ["The same error as before"], ['So "Make']],
  ],
  [
    "code is nobody's name",
    report,
    [
      "asker",
      "@flow(retries=3)\ndef main():\n    load()\n\nrunning acme 2.5.0",
      "delta",
      ["2.5.0"],
    ],
  ],
  // Opting out
  [
    "what stops answering is not the bot",
    report,
    ["asker", "the workers stop answering after 30s", "silent"],
    ["asker", "acme 2.5.0", "delta", ["2.5.0"]],
    ["asker", "pls stop", "silent"],
    ["asker", "nginx", "silent"],
  ],
  [
    "quiet, until it is mentioned",
    report,
    ["asker", "quiet please", "silent"],
    ["asker", "acme 2.5.0", "silent"],
    ["asker", "@tracehound acme 2.5.0", "delta", ["the default is eager"]],
    ["asker", "nginx", "delta", ["proxy_read_timeout"]],
  ],
  [
    "anybody may ask for quiet",
    report,
    ["other", "stay out of this, bot", "silent"],
    ["asker", "acme 2.5.0", "silent"],
  ],
  // Three rounds
  [
    "three rounds without progress end in a handover",
    report,
    ["asker", `\`\`\`\n${TRACE}\n\`\`\``, "delta", ["The same error"]],
    ["asker", `again:\n\`\`\`\n${TRACE}\n\`\`\``, "delta", ["The same error"]],
    [
      "asker",
      `and again:\n\`\`\`\n${TRACE}\n\`\`\``,
      "handover",
      ["Three rounds", "Issue draft", "Acme version: (please add)"],
    ],
    ["asker", `once more\n\`\`\`\n${TRACE}\n\`\`\``, "silent"],
    ["asker", `look, another:\n\`\`\`\n${OTHER_TRACE}\n\`\`\``, "answer", ["ZebraError"]],
  ],
  [
    "progress starts the count again",
    report,
    ["asker", `\`\`\`\n${TRACE}\n\`\`\``, "delta"],
    ["asker", `\`\`\`\n${TRACE}\n\`\`\``, "delta"],
    ["asker", "acme 2.5.0", "delta", ["eager"]],
    ["asker", `\`\`\`\n${TRACE}\n\`\`\``, "delta", ["The same error"]],
  ],
  [
    "an unknown error: rounds that change nothing end as well",
    ["asker", `@tracehound\n\`\`\`\n${OTHER_TRACE}\n\`\`\``, "answer", ["new"]],
    ["asker", STILL, "delta", ["nothing new to go on"]],
    ["asker", STILL, "delta"],
    ["asker", STILL, "handover", ["ZebraError: the stripes are inverted", "Nothing was tried yet"]],
  ],
  // A human
  [
    "a human is called once, by the asker",
    report,
    lazy,
    ["other", "▶ Need a human", "silent"],
    [
      "asker",
      "▶ Need a human",
      "handover",
      ["A person is asked to look", "Tried without success: Make the pool lazy", "Issue draft"],
    ],
    ["asker", "▶ Need a human", "silent"],
  ],
];
