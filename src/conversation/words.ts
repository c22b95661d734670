// What the short messages of a thread mean, as English says it. All of it is rules over folded text
// (`fold`): small, readable, and the same every time. What they say of the advice: `verdict.ts`.

import { VERDICT_CHARS_MAX } from "./verdict.ts";

/** "quiet" and "stop" mean the bot only where little else is said. */
const QUIET_CHARS_MAX = 60;

const THANKS =
  /^(?:ok(?:ay)?[,! ]*)?(?:thanks?|thank you|thx|ty|cheers|great|perfect|awesome|nice|cool|got it|will try|will do|merci|gracias|danke)\b/;
const QUIET =
  /^(?:(?:please|ok|okay|hey|bot|tracehound)[,! ]*)*(?:stay out|(?:be|keep) quiet|quiet please|shut up|go away|leave us alone|butt out|not now,? bot|stop (?:it|please|replying|answering|posting|talking))\b|\bstop (?:replying|answering|posting)\b|^(?:please )?(?:quiet|silence|stop|hush|mute)[.! ]*$/;
const TO_SOMEBODY =
  /^(?:(?:hey|hi|hello|ok|okay|thanks|thank you|cc|ping|yes|no|and|so)[,! ]*)*@[\w.-]/;
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

export function isCorrection(folded: string): boolean {
  const said = folded.replace(/^(?:@[\w.-]+[,: ]*)+/, "").trim();
  return CORRECTION.test(said) && !CONFIRMED.test(said) && !isQuestion(said);
}

function isQuestion(said: string): boolean {
  return said.endsWith("?");
}
