// The everyday words with which a model may surround what the evidence says. Closed lists on purpose:
// whatever is not here and not in the evidence is refused, so that no encoding has to be recognised.
//
// Left out: names, numbers in words, instructions (run, set, visit, delete), quantities (all, every,
// more), conditions (if, unless, only, before, after), and verbs that reverse a meaning (give, stop).

import { stem } from "./ground-tokens.ts";

// Words that carry nothing by themselves: a wording may also drop them.
const GLUE = `
a an the this that these those it its itself they them their you your yours we our us who whom whose which what
am is are was were be been being have has had having do does did doing done will would can
of to in on at by for from with into onto over as about around through during within between upon
and but so because then also too here there now just already while though although however
`;

// Words that may be added. None of them says what to do, or how much, or when.
const EVERYDAY = `
see sees saw seen seeing look looks looked looking show shows showed shown showing
mean means meant meaning say says said saying tell tells told know knows known knew
happen happens happened happening come comes came coming go goes went gone going get gets got getting
appear appears appeared become becomes became turn turns turned seem seems seemed
describe describes described mention mentions mentioned concern concerns
understand understood explain explains explained involve involves involved relate relates related
thing things something someone way ways case cases part parts kind kinds sort sorts place places
moment moments point points word words side sides detail details situation situations
problem problems error errors trace traces line lines message messages report reports reason reasons
topic subject question background sense behaviour behavior picture story
own same similar such another other others clear plain short simple basic usual common ordinary
actually basically essentially simply clearly plainly really quite rather directly itself
underneath behind beneath inside together along thus therefore hence whereas yet
`;

/** At least as many of these stay: without them a guess becomes a claim. */
const HEDGES = `
may might could perhaps possibly probably likely maybe often sometimes usually typically generally
possible probable suggests suggest
`;

/** As many of these as before, and before the same words: with one more or less the meaning turns. */
const NEGATIONS =
  "not no never none neither nor without nothing nobody nowhere hardly rarely seldom";

/** What a sentence on a mere lead may not say, whoever says it. */
const CLAIMS = `
cause causes caused because due reason reasons root culprit explain explains explained so thus therefore hence
mean means meant result results fix fixes fixed solve solves solved resolve resolves resolved solution answer
lead leads led prove proves proven confirm confirms confirmed definitely certainly surely exactly identical
`;

const toStems = (list: string): ReadonlySet<string> =>
  new Set(list.split(/\s+/).filter(Boolean).map(stem));

export const GLUE_STEMS = toStems(GLUE);
export const HEDGE_STEMS = toStems(HEDGES);
export const ADDABLE_STEMS: ReadonlySet<string> = new Set([
  ...GLUE_STEMS,
  ...toStems(EVERYDAY),
  ...HEDGE_STEMS,
]);
export const NEGATION_STEMS = toStems(NEGATIONS);
export const CLAIM_STEMS = toStems(CLAIMS);
