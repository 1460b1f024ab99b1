/**
 * Letters of other scripts in Latin ones, as they are commonly written in English: enough to bring spellings of one name near each
 * other, not to be read. Own tables, one string for each script: letter, then its Latin text. Han characters stay as they are:
 * their reading depends on the language.
 */
const scripts = [
  // Cyrillic: Russian, Ukrainian, Belarusian, Bulgarian, Serbian, Macedonian. Marks such as that of й are removed before.
  'аa бb вv гg дd еe жzh зz иi кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ъ ыy ь эe юyu яya іi єe ґg јj љlj њnj ћc ђdj џdz ѕdz',
  // Greek.
  'αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo',
  // Armenian.
  'աa բb գg դd եe զz էe ըe թt ժzh իi լl խkh ծts կk հh ձdz ղgh ճch մm յy նn շsh ոo չch պp ջj ռr սs վv տt րr ցts ւu փp քk օo ֆf',
  // Georgian.
  'აa ბb გg დd ეe ვv ზz თt იi კk ლl მm ნn ოo პp ჟzh რr სs ტt უu ფp ქk ღgh ყq შsh ჩch ცts ძdz წts ჭch ხkh ჯj ჰh',
  // Hebrew, which writes few vowels.
  'אa בb גg דd הh וv זz חh טt יy כk ךk לl מm םm נn ןn סs עa פp ףp צts ץts קk רr שsh תt',
  // Arabic, Persian, Urdu, likewise.
  'اa بb تt ثth جj حh خkh دd ذdh رr زz سs شsh صs ضd طt ظz عa غgh فf قq كk لl مm نn هh وw يy ىa ةa ء پp چch ژzh گg کk یy ہh ھh ےe ٹt ڈd ڑr',
  // Hiragana; katakana is moved onto it first.
  'あa いi うu えe おo かka きki くku けke こko さsa しshi すsu せse そso たta ちchi つtsu てte とto なna にni ぬnu ねne のno はha ひhi ふfu へhe ほho まma みmi むmu めme もmo やya ゆyu よyo らra りri るru れre ろro わwa をo んn ゃya ゅyu ょyo っ ー ぁa ぃi ぅu ぇe ぉo',
  // Hangul, taken apart by NFKD into leading consonants, vowels and final consonants.
  'ᄀg ᄁkk ᄂn ᄃd ᄄtt ᄅr ᄆm ᄇb ᄈpp ᄉs ᄊss ᄋ ᄌj ᄍjj ᄎch ᄏk ᄐt ᄑp ᄒh ᅡa ᅢae ᅣya ᅤyae ᅥeo ᅦe ᅧyeo ᅨye ᅩo ᅪwa ᅫwae ᅬoe ᅭyo ᅮu ᅯwo ᅰwe ᅱwi ᅲyu ᅳeu ᅴui ᅵi ᆨk ᆩk ᆫn ᆮt ᆯl ᆷm ᆸp ᆺt ᆻt ᆼng ᆽt ᆾt ᆿk ᇀt ᇁp ᇂh',
  // Latin letters that no decomposition reaches.
  'ßss æae œoe øo đd ðd þth łl ıi ħh ŋn ſs',
];

const latin = new Map<string, string>();
for (const script of scripts) for (const entry of script.split(' ')) latin.set(entry.slice(0, 1), entry.slice(1));

/** Lower-case text without marks, in Latin letters where the script has some. Expects the output of NFKD. */
export function transliterate(text: string): string {
  // Nothing to do for most text of most files.
  if (/^[\0-\x7f]*$/.test(text)) return text;
  return text
    .replace(/[ァ-ヶ]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0x60))
    .replace(/[^\0-\x7f]/g, (c) => latin.get(c) ?? c);
}
