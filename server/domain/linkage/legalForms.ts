import { editDistance } from './editDistance.ts';

/**
 * Legal forms of companies, folded (lower case, no marks, Latin letters, dotted letters joined), most by the abbreviation and the
 * words of their country. Collected by hand from the companies acts' own names; forms that are also common words of names are left
 * out. A form says little about who somebody is: it is left out by half of the people who type a name.
 */
const afterName = [
  // English
  'inc|incorporated|corp|corporation|co|company|llc|limited liability company|llp|limited liability partnership|lp|limited partnership',
  'ltd|limited|plc|public limited company|pllc|pc|na|national association|cic|unlimited company|dac|lc|pty|proprietary|pvt|private|pte|bhd|sdn|berhad|sendirian',
  'joint stock company|open joint stock company|closed joint stock company|public joint stock company|jsc|ojsc|cjsc|pjsc|qjsc|psc|fze|fzco|fz|wll|bsc|saog|saoc',
  // German
  'ag|aktiengesellschaft|gmbh|gesellschaft mit beschrankter haftung|gesmbh|ggmbh|mbh|kg|kommanditgesellschaft|kgaa|ohg|offene handelsgesellschaft|ug|haftungsbeschrankt|gbr|eg|ev|ek|e k|e v|e g|se',
  // French
  'sa|societe anonyme|sarl|societe a responsabilite limitee|sas|societe par actions simplifiee|sasu|eurl|snc|sca|sci|scop|gie',
  // Spanish, Portuguese
  'sociedad anonima|sociedad limitada|sl|slu|slne|sau|sa de cv|s de rl de cv|sapi de cv|sab de cv|de cv|scl|srl de cv|ltda|limitada|sociedade anonima|lda|eireli|epp|sgps|s a s',
  // Italian, Romanian
  'spa|societa per azioni|srl|societa a responsabilita limitata|srls|sapa|snc|sas|scarl|societatea cu raspundere limitata|societate cu raspundere limitata|societate pe actiuni',
  // Dutch, Scandinavian, Finnish, Icelandic
  'bv|besloten vennootschap|nv|naamloze vennootschap|bvba|sprl|cvba|vof|ab|aktiebolag|publ|hb|as|asa|aksjeselskap|allmennaksjeselskap|a s|aktieselskab|aps|anpartsselskab|is|oy|oyj|osakeyhtio|julkinen osakeyhtio|ky|ehf|hf|ohf',
  // Central and eastern Europe
  'sp z oo|spolka z ograniczona odpowiedzialnoscia|spolka z oo|sp zoo|spzoo|sp j|sp k|spolka akcyjna|sro|s r o|spol s r o|spol sro|akciova spolecnost|akciova spolocnost|doo|d o o|ad|dd|kft|korlatolt felelossegu tarsasag|zrt|nyrt|rt|bt|eood|ood|ead|uab|sia|ou|tov|tzov|prat|pat',
  'ooo|oao|zao|pao|ao|nao|too|odo|chao|obshchestvo s ogranichennoi otvetstvennostyu|aktsionernoe obshchestvo|otkrytoe aktsionernoe obshchestvo|zakrytoe aktsionernoe obshchestvo|publichnoe aktsionernoe obshchestvo|tovarystvo z obmezhenoyu vidpovidalnistyu',
  // Greek, Turkish
  'ae|epe|ike|anonymi etairia|anonim sirketi|limited sirketi|ltd sti|as|sti|sirketi',
  // Asia and Africa
  'kk|kabushiki kaisha|kabushiki gaisha|gk|godo kaisha|yk|yugen kaisha|jusikhoesa|yuhanhoesa|tbk|persero|tnhh|jsc vn|opc|tmk|cc|soc',
];
const beforeName =
  'ooo|oao|zao|pao|ao|nao|too|odo|chao|tov|prat|pat|jsc|ojsc|cjsc|pjsc|llc|llp|limited liability company|joint stock company|open joint stock company|closed joint stock company|public joint stock company|obshchestvo s ogranichennoi otvetstvennostyu|aktsionernoe obshchestvo|otkrytoe aktsionernoe obshchestvo|zakrytoe aktsionernoe obshchestvo|publichnoe aktsionernoe obshchestvo|tovarystvo z obmezhenoyu vidpovidalnistyu|pt|cv|srl|sc|societatea cu raspundere limitata|sarl|uab|ab|sia|doo|kabushiki kaisha|jusikhoesa|cong ty tnhh|cong ty co phan|cong ty|perusahaan perseroan';

/** Forms written without a space at either end of a name in Han characters. */
const han =
  /^(?:株式会社|株式會社|有限会社|合同会社|一般社団法人)|(?:株式会社|株式會社|有限会社|合同会社|股份有限公司|有限责任公司|有限責任公司|有限公司|股份公司|集团公司|公司)$/gu;

const suffixes = new Set(afterName.flatMap((line) => line.split('|')));
const prefixes = new Set(beforeName.split('|'));
const longest = Math.max(...[...suffixes, ...prefixes].map((form) => form.split(' ').length));

/** Whether a folded word is by itself a legal form that follows a name. */
export function isLegalForm(word: string): boolean {
  return suffixes.has(word);
}

const phrases = [...suffixes, ...prefixes].filter((form) => form.includes(' ') && form.length >= 12);

/** Whether folded words are a legal form written out, with a slip or two: "joynt stock company". */
export function isNearLegalForm(words: string): boolean {
  return phrases.some((form) => editDistance(words, form, 2) <= 2);
}

/** A name's words without the legal forms at its ends, and those forms as they were written. At least one word is left. */
export function splitLegalForms(words: readonly string[]): { core: string[]; forms: string[] } {
  let core = words.map((word) => word.replace(han, '') || word);
  const forms: string[] = [];
  for (let found = true; found; ) {
    found = false;
    for (let n = Math.min(longest, core.length - 1); n > 0 && !found; n--) {
      const end = core.slice(-n).join(' ');
      const start = core.slice(0, n).join(' ');
      if (suffixes.has(end)) {
        forms.unshift(end);
        core = core.slice(0, -n);
        found = true;
      } else if (prefixes.has(start)) {
        forms.push(start);
        core = core.slice(n);
        found = true;
      }
    }
  }
  return { core, forms };
}
