// Everyday English: words that any two reports may share, whatever they are about. They are searched
// for, because "without" or "twice" can be the point of a report, but never as if they were rare.

const EVERYDAY = `
able about above across actually add added after again all almost along already also although always another any
anymore anything anyway apart around aside away back bad because become becomes been before begin behind being below
best better between big bit both bring bug bugs came cannot case cases come comes coming correct correctly could
currently day days did different doing done down during each either else end even ever every everything exactly
example expect expected far few find fine first follow following follows found full further gave general get gets
getting give given gives goes going gone good got great had happen happened happening happens having hard here hi high
hope hour hours however idea immediately including instead issue issues itself keep keeps kind knew know known last
late later latest least less let like likely little long look looking looks lot low made make makes making many may
maybe mean means might minute minutes more most mostly much must near need needed needs neither never new next nor
normal normally nothing now occur occurs off often old once one ones only onto other others otherwise over own part
perhaps place please point pointers possible pretty probably problem problems put question quite rather real really
reason recent recently related report reported reporting reports result right round said same saw say says second seconds see seeing seem seems seen
several shall should show shown shows side similar simple simply since single small someone something sometimes
somewhere soon still stuck such suddenly sure take taken takes taking tell than thank that thing things think though
thought three through thus time times today together too took tried tries try trying turn two under unless until
upon use used useful uses using usually various very via wait want wanted wants way ways week weeks welcome well went
were whatever whenever whether whole whose within without won wonder wondering work worked working works worse
would wrong year yes yesterday yet
`;

export const EVERYDAY_WORDS: ReadonlySet<string> = new Set(EVERYDAY.split(/\s+/).filter(Boolean));
