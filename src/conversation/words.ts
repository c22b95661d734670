// What the short messages of a thread mean, as English says it. All of it is rules over folded text
// (`fold`): small, readable, and the same every time.

/** A longer message tells a story, and a story that says "worked" is no verdict. */
const VERDICT_CHARS_MAX = 400;
/** "quiet" and "stop" mean the bot only where little else is said. */
const QUIET_CHARS_MAX = 60;

const THANKS =
  /^(?:ok(?:ay)?[,! ]*)?(?:thanks?|thank you|thx|ty|cheers|great|perfect|awesome|nice|cool|got it|will try|will do|merci|gracias|danke)\b/;
const WORKED =
  /^(?:(?:ok|yes|yep|yeah|great|it|perfect|thanks|awesome|nice)[,!. ]*)*(?:worked|works|fixed|solved|resolved)(?:$|[,.! ])|:(?:white_check_mark|heavy_check_mark|tada):|^[✅✔]|\b(?:(?:that|this|it|which)(?: has| did)? (?:worked|works|fixed it|solved it|did it|did the trick|helped)|works now|working now|and (?:now )?it (?:works|worked)|(?:it's|it is|all) (?:fixed|solved)(?: now)?|is fixed now|fixed it|solved|problem (?:is )?gone|no (?:more )?errors? (?:any ?more|since)|(?:error|problem|issue) is gone)\b/;
/** It worked once, for somebody else, or not for long. */
const HEDGED =
  /\b(?:but|until|used to|again|came back|is back|for (?:a|an|one|two|\d+) (?:minute|hour|day|run|while)s?|yesterday|before|if (?:it|that|this))\b|\bnot (?:sure|fixed|solved|resolved)\b|\bunsolved\b/;
const NOT_WORKED =
  /\b(?:(?:did|does|do|has|have|is|was)(?:n't| not) (?:work|worked|help|helped|fix|fixed|change|changed|solved?)|not (?:working|fixed|solved|resolved)|no luck|no (?:change|difference|effect)|same (?:error|result|problem|thing|trace)|still (?:fails?|failing|happens?|happening|get|getting|see|seeing|the same|broken|there|crash(?:es|ing)?|dies|dying))\b|^(?:nope|still)$/;
/** "Still fails, what now?" says that it fails; "does it still fail?" does not. */
const ASKS_WHETHER = /^(?:has|have|is|does|did|do|are|was|were|could|can)\b.*\?$/;
const TRIED =
  /\b(?:(?:i|we)(?:'ve| have|'d| had)? (?:already |just |also )?(?:tried|set(?! up)|did|done|disabled|turned|switched|applied|have (?:that|this|it))|already (?:tried|set|did|done|have|off|disabled|enabled|applied|upgraded|on|false|true)|(?:that|this|it)(?:'s| is| was) already|tried (?:that|this|it))\b|^(?:did|done)(?: that| it)?\b/;
const WRONG =
  /^(?:no[,! ]*)?(?:(?:that|this|it|the answer)(?:'s| is| was) )?(?:just |plain |simply |completely |totally )?(?:wrong|incorrect|not (?:it|right|correct|(?:my|our|the) (?:problem|issue|cause|case|error)))\b|^(?:that|this|it)(?: has|'s) nothing to do with\b/;
const OTHER_PROBLEM =
  /^(?:no[,! ]*)?(?:(?:that|this|it|mine|ours)(?:'s| is)? )?(?:a |an |the )?(?:completely |totally )?(?:(?:another|different|wrong|unrelated) (?:problem|issue|error|bug|cause|diagnosis)\b|(?:different|unrelated)[.! ]*$)|\bnothing to do with\b|\bnot (?:my|our|the) (?:problem|issue|error|case)\b/;
const WRONG_FACT = /\bwrong (?:version|fact|proxy|setting|product|release)\b/;
const WRONG_FIX = /\bwrong fix\b|\b(?:the|that|this) fix (?:is|was) wrong\b/;
const QUIET =
  /^(?:(?:please|ok|okay|hey|bot|tracehound)[,! ]*)*(?:stay out|(?:be|keep) quiet|quiet please|shut up|go away|leave us alone|butt out|not now,? bot|stop (?:it|please|replying|answering|posting|talking))\b|\bstop (?:replying|answering|posting)\b|^(?:please )?(?:quiet|silence|stop|hush|mute)[.! ]*$/;
const TO_SOMEBODY =
  /^(?:(?:hey|hi|hello|ok|okay|thanks|thank you|cc|ping|yes|no|and|so)[,! ]*)*@[\w.-]/;
const PASTE = /^.*(?:Traceback \(|```)|\n/m;
/** How a maintainer puts right what the bot said. */
const CORRECTION =
  /^(?:no|nope|actually|correction|not quite|wrong|incorrect)\b|^(?:it|this|that|the (?:real |actual |root |true )?(?:cause|problem|issue|fix|error))(?:'s| is| was| isn't| is not)\b/;
const CONFIRMED =
  /^(?:no[,.! ]+)?(?:it|this|that)(?:'s| is| was) (?:correct|right|fine|great|good|true|it|exactly|perfect|so)\b|^no (?:worries|problem|idea|need|rush)\b/;

export type Verdict = "worked" | "failed" | "tried" | "wrong";

/** What a message says of the advice; null when it says nothing of it. */
export function verdictOf(folded: string): Verdict | null {
  const said = folded.trim();
  if (said === "" || said.length > VERDICT_CHARS_MAX) return null;
  if (NOT_WORKED.test(said) && !ASKS_WHETHER.test(said)) return "failed";
  if (isQuestion(said)) return null;
  if (WORKED.test(said) && !HEDGED.test(said)) return "worked";
  if (TRIED.test(said)) return "tried";
  return WRONG.test(said) ||
    OTHER_PROBLEM.test(said) ||
    WRONG_FACT.test(said) ||
    WRONG_FIX.test(said)
    ? "wrong"
    : null;
}

/** In which way it is wrong, where the message says that too. */
export function wayOf(folded: string): "problem" | "fix" | "fact" | null {
  if (WRONG_FACT.test(folded)) return "fact";
  if (WRONG_FIX.test(folded)) return "fix";
  return OTHER_PROBLEM.test(folded) ? "problem" : null;
}

/** What a message says before the error that it pastes. */
export function beforePaste(message: string): string {
  const [before = ""] = message.split(PASTE);
  return before.slice(0, VERDICT_CHARS_MAX);
}

export function isThanks(folded: string): boolean {
  return THANKS.test(folded.trim());
}

export function asksForQuiet(folded: string): boolean {
  const said = folded.replace(/^(?:@[\w.-]+[,: ]*)+/, "").trim();
  return said.length <= QUIET_CHARS_MAX && QUIET.test(said);
}

/** "@dana can you look?" is not for us. */
export function isToSomebody(folded: string): boolean {
  return TO_SOMEBODY.test(folded.trim());
}

export function isCorrection(folded: string): boolean {
  const said = folded.replace(/^(?:@[\w.-]+[,: ]*)+/, "").trim();
  return CORRECTION.test(said) && !CONFIRMED.test(said) && !isQuestion(said);
}

function isQuestion(said: string): boolean {
  return said.endsWith("?");
}
