/** Words without meaning for who is named. */
export const functionWords: ReadonlySet<string> = new Set(
  'the and und et y og och of for de del der des di du da do dos das la le les el los las van von an in at'.split(' '),
);

/** Words about a firm's place in its family: often left out, and no reason to tell two firms apart. */
export const structureWords: ReadonlySet<string> = new Set(
  'group gruppe groupe grupo gruppo groep koncern holding holdings company companies corporation international worldwide'.split(
    ' ',
  ),
);

/** Abbreviations, spellings and near translations of common words, with the word that stands for them. */
export const sameWord: ReadonlyMap<string, string> = new Map(
  [
    'international intl int internacional internazionale internationale',
    'national natl nacional nazionale nationale',
    'manufacturing mfg mfr',
    'association assn assoc',
    'associates assocs',
    'university univ universitat universite universidad universita',
    'department dept',
    'services svcs svc servicios servizi',
    'systems sys',
    'technology tech technologies technologie technologia tecnologia tecnologias',
    'engineering engg engrg',
    'management mgmt',
    'brothers bros',
    'center centre centro zentrum',
    'organization organisation organizacion organizzazione',
    'industries industrie industrias',
    'bank banco banque banca banka',
    'group gruppe groupe grupo gruppo groep grp',
    'saint st sankt',
    'laboratories labs laboratory lab',
    'government govt',
    'germany deutschland allemagne alemania',
    'switzerland schweiz suisse svizzera',
    'austria osterreich',
    'norway norge',
    'sweden sverige',
    'denmark danmark',
    'finland suomi',
    'spain espana',
    'italy italia',
    'netherlands nederland',
    'belgium belgique belgie',
    'poland polska',
    'brazil brasil',
    'turkey turkiye turkei',
    'france frankreich francia',
  ].flatMap((line) => {
    const [word = '', ...others] = line.split(' ');
    return others.map((other) => [other, word] as const);
  }),
);

/** Countries and regions: firms of one name in two of them are two firms, and so are the parent and the one that names its country. */
export const places: ReadonlySet<string> = new Set(
  'germany switzerland austria norway sweden denmark finland iceland spain italy netherlands belgium luxembourg poland brazil turkey france portugal ireland england scotland wales britain greece russia ukraine belarus estonia latvia lithuania czechia slovakia hungary romania bulgaria serbia croatia slovenia cyprus malta usa america canada mexico chile argentina colombia peru venezuela uruguay panama china hongkong kong taiwan japan korea india pakistan bangladesh singapore malaysia indonesia thailand vietnam philippines australia zealand israel egypt morocco algeria tunisia nigeria kenya ghana ethiopia africa arabia emirates dubai qatar kuwait bahrain oman iran iraq europe asia pacific emea apac latam nordic iberia balkans'.split(
    ' ',
  ),
);

/** Words of trade, which are spelt alike now and then, but are not misspellings of each other: import and export, dental and rental. */
const tradeWords: ReadonlySet<string> = new Set(
  'import export imports exports trade trading transport shipping airlines airways railway railroad motors finance financial fund funding capital bank insurance assurance reinsurance energy power petroleum pipeline oil gas metal metals steel marine maritime health wealth care medical medicine dental rental systems solutions services products projects properties foods goods wood mining mines media data east west north south northern southern eastern western upper lower internal external inner outer public private trust commerce commercial industries industrial engineering equipment construction technology textile textiles paper design security securities hotel hotels motel logistics'.split(
    ' ',
  ),
);

/** Whether two different words are both well known: then neither is a slip of the other. */
export function areBothKnown(a: string, b: string): boolean {
  return (places.has(a) && places.has(b)) || (tradeWords.has(a) && tradeWords.has(b) && `${a}s` !== b && `${b}s` !== a);
}

const units =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const tens = new Map(
  'twenty:20 thirty:30 forty:40 fourty:40 fifty:50 sixty:60 seventy:70 eighty:80 ninety:90'
    .split(' ')
    .map((pair) => [pair.split(':')[0] as string, Number(pair.split(':')[1])] as const),
);

/** Number words and Roman numerals (I to XXXIX, not as first word) as digits; other words as they are. "forty four" is one number. */
export function readNumbers(words: readonly string[]): string[] {
  const out: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    const ten = tens.get(word);
    const unit = units.indexOf(words[i + 1] ?? '');
    if (ten !== undefined && unit > 0 && unit < 10) {
      out.push(String(ten + unit));
      i++;
    } else if (ten !== undefined) out.push(String(ten));
    else if (i > 0 && units.includes(word)) out.push(String(units.indexOf(word)));
    else if (i > 0 && /^(?=[xvi])x{0,3}(?:ix|iv|v?i{0,3})$/.test(word)) out.push(String(romanValue(word)));
    else out.push(word);
  }
  return out;
}

function romanValue(word: string): number {
  const values = [...word].map((c) => (c === 'x' ? 10 : c === 'v' ? 5 : 1));
  return values.reduce((sum, value, i) => sum + (value < (values[i + 1] ?? 0) ? -value : value), 0);
}
