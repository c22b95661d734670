// What a short message says of the advice: it worked, it did not, it was tried, it is wrong. Rules over
// folded text (`fold`), as English says it; where a rule is in doubt, the message says nothing of it.

/** A longer message tells a story, and a story that says "worked" is no verdict. */
export const VERDICT_CHARS_MAX = 400;

/** "Fixed the typo" is another fix. */
const FIXED = "fixed(?! (?:the|my|our|a|an|some|another) (?!problem|issue|error|bug)\\w)";
const WORKED = new RegExp(
  [
    `^(?:(?:ok|yes|yep|yeah|great|it|perfect|thanks|awesome|nice)[,!. ]*)*(?:worked|works|${FIXED}|solved|resolved)(?:$|[,.! ])`,
    ":(?:white_check_mark|heavy_check_mark|tada):|^[✅✔]",
    "\\b(?:that|this|it|which)(?: has| did)? (?:worked|works|fixed it|solved it|did it|did the trick|helped)\\b",
    "\\b(?:works now|working now|and (?:now )?it (?:works|worked)|solved|fixed it)\\b",
    "\\b(?:(?:it's|it is|all) (?:fixed|solved)(?: now)?|is fixed now|problem (?:is )?gone)\\b",
    "\\b(?:no (?:more )?errors? (?:any ?more|since)|(?:error|problem|issue) is gone)\\b",
  ].join("|"),
);
/** It worked once, elsewhere, for somebody else, not for long, or it is only wished for. */
const HEDGED = new RegExp(
  [
    "\\b(?:but|until|used to|again|came back|is back|before|unsolved|stopped|whether)\\b",
    "\\bfor (?:a|an|one|two|\\d+) (?:minute|hour|day|run|while)s?\\b",
    "(?<!since )\\b(?:yesterday|last (?:week|night|month|year|time))\\b",
    "\\b(?:if|when|once) (?:it|that|this)\\b|\\bnot (?:sure|fixed|solved|resolved)\\b",
    "\\b(?:hope|hopefully|let me|need|needs|want|wants|doubt|(?<!no longer )fails?)\\b",
    "\\b(?:nothing|none|neither|nobody|never)(?: of \\w+| has| have| else)? (?:works|worked|helps|helped|fixed|solved)\\b",
    "\\b(?:anyone|anybody|someone|somebody|who) (?:has |have )?(?:fixed|solved)\\b",
    "\\b(?:do|does|did)(?:n't|nt| not) (?:think|believe|know|see)\\b",
    "\\blocally\\b|\\bon my (?:machine|laptop|mac|box|pc)\\b|\\bin (?:dev|staging)\\b",
    // The version before: "it worked on 2.14.3".
    "\\bworked (?:\\w+ )?(?:on|with|in) (?:\\w+ )?v?\\d+\\.\\d",
  ].join("|"),
);
const NOT = "(?:did|does|do|has|have|is|was)(?:n't|nt| not)(?: seem to| really| even)?";
const NOT_WORKED = new RegExp(
  [
    `\\b${NOT} (?:work|working|worked|help|helped|fix|fixed|change|changed|solved?)\\b`,
    "\\b(?:not (?:working|fixed|solved|resolved)|no luck|no (?:change|difference|effect))\\b",
    "\\bsame (?:error|result|problem|thing|trace)\\b",
    "\\bstill (?:fails?|failing|happens?|happening|get|getting|see|seeing|the same|broken|there|crash(?:es|ing)?|dies|dying)\\b",
    "^(?:nope|still)$",
  ].join("|"),
);
/** "Still fails, what now?" says that it fails; "does it still fail?" does not. */
const ASKS_WHETHER = /^(?:has|have|is|does|did|do|are|was|were|could|can)\b.*\?$/;
/** "What if it still fails?" asks about what has not happened. */
const SUPPOSES =
  /\bwhat if\b|^(?:and |but |so |ok |then )*(?:if|in case)\b|\b(?:if|in case) (?:it|that|this) (?:still |just )?(?:does|did|fails?|isn't|is not)/;
/** "My colleague has the same problem" is about somebody else's. */
const SOMEBODY_ELSE =
  /\b(?:my|a|our|another) (?:colleague|coworker|co-worker|friend|team ?mate)\b|\b(?:anyone|anybody) else\b/;
const TRIED = new RegExp(
  [
    "\\b(?:i|we)(?:'ve| have|'d| had)? (?:already |just |also )?(?:tried|set(?! up)|did|done|disabled|turned|switched|applied)\\b",
    // "We have this error" and "we have this in prod" name something else.
    "\\b(?:i|we)(?:'ve| have)? (?:already |also )?have (?:that|this|it)(?= (?:set|on|off|already|in place|disabled|enabled)\\b|[.,;!]|$)",
    "\\balready (?:tried|set|did|done|have|off|disabled|enabled|applied|on(?! (?:\\w+ )?v?\\d)|false|true)\\b",
    "\\b(?:that|this|it)(?:'s| is| was) already\\b(?! (?:on|at) (?:\\w+ )?v?\\d)|\\btried (?:that|this|it)\\b",
    "^(?:did|done)(?: that| it| this)?(?: too| already| now| both| all)?(?=[,.;!]| and\\b| but\\b| as well\\b|$)",
  ].join("|"),
);
/** "Haven't tried that yet", "did you see …", "I have it set to true": nothing was done. */
const UNTRIED =
  /(?:n't|\b(?:have|has|did)nt|\bnot|\bnever) (?:yet )?(?:tried|try|set|do|did|done|have)\b|\bdid (?:not|you|anyone|anybody|someone)\b|\bhave it set to\b/;
/** "I tried restarting the worker" is not about what was recommended. */
const OTHER_REMEDY =
  /\btried (?!setting|turning|switching|disabling|enabling|applying|every|any)(?:\w+ing|an?) /;
/** Said after "it worked": that was too early. */
const RELAPSED =
  /\bspoke too soon\b|\b(?:it|this|that|error|problem|issue)(?:'s| is| has| just)? (?:back|came back|come back|happening again|happened again|failing again|fails again|failed again)\b/;
const WRONG =
  /^(?:no[,! ]*)?(?:(?:that|this|it|the answer)(?:'s| is| was) )?(?:just |plain |simply |completely |totally )?(?:wrong|incorrect|not (?:it|right|correct|(?:my|our|the) (?:problem|issue|cause|case|error)))\b|^(?:that|this|it)(?: has|'s) nothing to do with\b/;
/** "The proxy is not the problem" and "I have nothing to do with the server" are about other things. */
const OURS =
  "(?:(?:that|this|it|(?:this|that|my|our|the) (?:error|problem|issue))(?:'s| is| has)? )?";
const OTHER_PROBLEM = new RegExp(
  [
    "^(?:no[,! ]*)?(?:(?:that|this|it|mine|ours)(?:'s| is)? )?(?:a |an |the )?(?:completely |totally )?(?:(?:another|different|wrong|unrelated) (?:problem|issue|error|bug|cause|diagnosis)\\b|(?:different|unrelated)[.! ]*$)",
    `^(?:no[,! ]*)?${OURS}(?:nothing to do with|not (?:my|our|the) (?:problem|issue|error|case))\\b`,
  ].join("|"),
);
const WRONG_FACT = /\bwrong (?:version|fact|proxy|setting|product|release)\b/;
const WRONG_FIX = /\bwrong fix\b|\b(?:the|that|this) fix (?:is|was) wrong\b/;

export type Verdict = "worked" | "failed" | "tried" | "wrong";

/** What a message says of the advice; null when it says nothing of it. */
export function verdictOf(folded: string): Verdict | null {
  const said = folded.trim();
  if (said === "" || said.length > VERDICT_CHARS_MAX || OTHER_REMEDY.test(said)) return null;
  if (NOT_WORKED.test(said)) return isSupposed(said) ? null : "failed";
  if (said.endsWith("?")) return null;
  if (WORKED.test(said) && !HEDGED.test(said)) return "worked";
  if (TRIED.test(said) && !UNTRIED.test(said)) return "tried";
  return [WRONG, OTHER_PROBLEM, WRONG_FACT, WRONG_FIX].some((it) => it.test(said)) ? "wrong" : null;
}

function isSupposed(said: string): boolean {
  return ASKS_WHETHER.test(said) || SUPPOSES.test(said) || SOMEBODY_ELSE.test(said);
}

/** Of a problem that was solved: "it came back after an hour". */
export function isRelapse(folded: string): boolean {
  const said = folded.trim();
  return said.length <= VERDICT_CHARS_MAX && !said.endsWith("?") && RELAPSED.test(said);
}

/** In which way it is wrong, where the message says that too. */
export function wayOf(folded: string): "problem" | "fix" | "fact" | null {
  if (WRONG_FACT.test(folded)) return "fact";
  if (WRONG_FIX.test(folded)) return "fix";
  return OTHER_PROBLEM.test(folded) ? "problem" : null;
}
