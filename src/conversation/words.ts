// What the short messages of a thread mean, as English says it. All of it is rules over folded text
// (`fold`): small, readable, and the same every time. What they say of the advice: `verdict.ts`.

import { VERDICT_CHARS_MAX } from "./verdict.ts";

/** "quiet" and "stop" mean the bot only where little else is said. */
const QUIET_CHARS_MAX = 60;

const THANKS =
  /^(?:ok(?:ay)?[,! ]*)?(?:thanks?|thank you|thx|ty|cheers|great|perfect|awesome|nice|cool|got it|will try|will do|merci|gracias|danke)\b/;
const CALLED =
  "(?:please|pls|ok|okay|hey|thanks|just|i said|bot|tracehound|can you|could you|you can)[,! ]*";
const QUIET = new RegExp(
  [
    `^(?:${CALLED})*(?:stay out|(?:be|keep) quiet|quiet please|shut up|go away|leave us alone|butt out|not now,? bot|stop (?:it|please|replying|answering|posting|talking|spamming|now))\\b`,
    // A single word, for the bot where nothing else is named: "stop the worker" is not.
    `^(?:${CALLED})*(?:quiet|silence|stop|hush|mute)(?:[,! ]+(?:please|pls|bot|now|tracehound))*[.! ]*$`,
  ].join("|"),
);
/** What a question begins with that asks what something is or does; "why do I get …?" reports. */
const ASKS_ABOUT =
  /^(?:(?:and|but|so|ok|or|hm+)[, ]+)*(?:is|are|was|would|should|could|can|will|do|does|did|what (?:about|if|is|does)|how (?:do|would|can|could|does))\b/;
const REPORTS =
  /\b(?:now|(?<!\b(?:would|could|should|do|can) )(?:i|we)(?:'m| am|'re| are)? (?:also )?(?:get|got|see|seeing|getting))\b/;
/** "We already catch httpx.ReadTimeout" names an error that is no problem. */
const CAUGHT =
  /\b(?:i|we|our code|the code)(?: already| also| do| just)? (?:catch|caught|handle|ignore|suppress|retry)\b/;
/** But not the decorator of a function: "@flow(retries=3)", "@task def load". */
const TO_SOMEBODY =
  /^(?:(?:hey|hi|hello|ok|okay|thanks|thank you|cc|ping|yes|no|and|so)[,! ]*)*@(?![\w.]+(?:\(| (?:async )?(?:def|class) \w+[(:]))[\w.-]/;
const PASTE = /^.*(?:Traceback \(|```)|\n/m;
const IS_WRONG = "(?:just |plain |simply )?(?:wrong|incorrect|not (?:right|correct|it)\\b)";
/** How a maintainer puts right what the bot said. */
const CORRECTION = new RegExp(
  [
    "^(?:no|nope|actually|correction|not quite|wrong|incorrect)\\b",
    "^(?:it|this|that|the (?:real |actual |root |true )?(?:cause|problem|issue|fix|error))(?:'s| is| was| isn't| is not)\\b",
    `^(?:the|this|that|your) (?:bot|bot's answer|answer|diagnosis|advice)(?: above)?(?:'s| is| was) ${IS_WRONG}`,
  ].join("|"),
);
/** What begins like a correction and agrees, puts off, or says that nothing is known. */
const CONFIRMED = new RegExp(
  [
    "^(?:no[,.! ]+|actually[, ]+)?(?:it|this|that)(?:'s| is| was) (?:a |an |the )?(?:very |really |quite |exactly )?(?:correct|right|fine|great|good|nice|true|it|exactly|perfect|so|known|documented|odd|annoying|weird|what i|how i|on my|in the docs)\\b",
    "^no (?:worries|problem|idea|need|rush|clue|one|news|thanks)\\b|^(?:no|nope|actually)[.! ]*$",
    "\\bbot(?:'s| is| was| has it| got it) (?:right|correct|spot on)\\b",
    "\\bi have(?: not|n't) (?:seen|looked|tried)\\b",
  ].join("|"),
);

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

/** Names an error or a setting and reports none: a question about it, what is caught anyway. */
export function isAside(folded: string): boolean {
  const said = folded.trim();
  const isAbout = isQuestion(said) && ASKS_ABOUT.test(said) && !REPORTS.test(said);
  return isAbout || CAUGHT.test(said);
}

export function isCorrection(folded: string): boolean {
  const said = folded.replace(/^(?:@[\w.-]+[,: ]*)+/, "").trim();
  return CORRECTION.test(said) && !CONFIRMED.test(said) && !isQuestion(said);
}

function isQuestion(said: string): boolean {
  return said.endsWith("?");
}
