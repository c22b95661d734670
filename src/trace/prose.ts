// Where a runtime's message ends and a person goes on writing. Nothing marks that in plain text, so
// lines are weighed: marks of code speak for the machine, marks of speech for the person.

// Words that people write around a paste. Messages of runtimes do not thank, greet or ask.
const SPEECH =
  /(?:^|[\s¿¡,("])(?:i|i'm|i've|we|we're|my|our|me|us|you|your|pls|please|plz|thx|thanks|thank|anyone|anybody|someone|somebody|hi|hello|hey|fyi|btw|idea|help|happens|restarted|yesterday|today|tomorrow|morning|ich|wir|mein|unser|bitte|danke|hallo|kann|jemand|j'ai|nous|notre|merci|bonjour|salut|quelqu'un|c'est|hola|gracias|ayuda|alguien|alguém|obrigad[oa]|olá|grazie|ciao|qualcuno|bedankt|alvast|dank|hoi|dzięki|dziękuję|cześć|proszę|ktoś|teşekkürler|teşekkür|merhaba|tack|hej|takk|kiitos|tak|xin|mình|спасибо|привет)(?=$|[\s,.!?;:)"'…])/iu;
// What people put between two pastes: `and then`, `second one:`, `und im anderen Fenster:`.
const BRIDGE =
  /^(?:and|then|also|later|after|afterwards|before|next|meanwhile|second|another|other|same|vs|versus|plus|und|dann|danach|später|sowie|außerdem|auch|et|puis|ensuite|après|aussi|luego|después|también|otro|otra|depois|também|outro|outra|poi|dopo|anche|daarna|ook|andere|potem|oraz|sonra|sedan|потом|затем|ещё)(?:,? [\p{L}'’]+){0,9} ?[:.…]?$/iu;
// Short words open a line of a message too; the colon says that something is shown.
const SHORT_BRIDGE = /^(?:y|e|i|и|en|a|of|im|in|on)(?: [\p{L}'’]+){1,9} ?:$/iu;
const QUESTION =
  /^(?:is|are|was|does|do|did|has|have|can|could|should|why|what|how|any|anything|which|who) [^=<>{}()[\]]*\?(?:\s|$)/i;
const SHORTCODE =
  /(?:^|\s):[a-z0-9_+-]{2,40}:(?=$|\s)|[\p{Extended_Pictographic}]|(?:^|\s)[:;]-?[)D(](?=$|\s)/u;
const MENTION = /<[@!#][^>]{1,80}>/;
const ASKS = /[!?…？！。]\s*$/u;
const CODE =
  /[[\]{}<>=|\\_^`]|\w\(|['"][\w./-]+['"]|\w[/.]\w+[/.:]\w|::|\w:\d|\d:\d|https?:|^[\p{L}\p{N} ._-]{1,40}: \S|^[-+?*•] |^\(.*\)$/u;
// A whole sentence: capital, four words or more, full stop; and what nobody writes in one.
const SENTENCE = /^\p{Lu}\p{L}*(?:\s+\S+){3,}[.!?]\s*$/u;
const NOT_SAID = /[[\]{}<>=\\_"`]|'\S+'|: |https?:|^\p{Lu}\w*\(/u;
const BEYOND_LATIN = /[\u0250-\uffff]/;
const LETTERS = /\p{L}/gu;
const LATIN = /\p{Script=Latin}/gu;

const BRIDGE_CHARS_MAX = 80;

/** Whether a person wrote the line, beyond doubt. */
export function isSpeech(line: string): boolean {
  const text = line.trim();
  if (text === "" || /^\s/.test(line)) return false;
  if (SHORTCODE.test(text) || MENTION.test(text)) return true;
  if (text.length <= BRIDGE_CHARS_MAX && (BRIDGE.test(text) || SHORT_BRIDGE.test(text)))
    return true;
  if (QUESTION.test(text)) return true;
  if (isForeign(text)) return !CODE.test(text) || ASKS.test(text);
  if (/^[([{<]/.test(text)) return false;
  return SPEECH.test(text) || (ASKS.test(text) && /\s/.test(text) && !/[[\]{}=<>\\]/.test(text));
}

/** Whether the line has marks of code: brackets, paths, `name: value`, quoted words. */
export function isMachine(line: string): boolean {
  if (/^\s/.test(line)) return true;
  return CODE.test(line) && !(SENTENCE.test(line) && !NOT_SAID.test(line));
}

/** Mostly in a script that runtimes do not print in. */
function isForeign(text: string): boolean {
  if (!BEYOND_LATIN.test(text)) return false;
  const letters = text.slice(0, 400).match(LETTERS)?.length ?? 0;
  const latin = text.slice(0, 400).match(LATIN)?.length ?? 0;
  return letters > 1 && latin * 2 < letters;
}
