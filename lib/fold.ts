/** Letters that Unicode does not take apart, as who has no such key types them. The index of words does the same (migrations/tenant/0014). */
const LETTERS: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ŧ: 't',
  ı: 'i',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
}
export const FOLDED_LETTERS = Object.keys(LETTERS)

const LETTER = new RegExp(`[${FOLDED_LETTERS.join('')}]`, 'gu')
/** Of the Latin, Greek and Cyrillic scripts. What stands above a letter in others is a letter itself. */
const MARKS = /[\u0300-\u036f]/g

/** A text as it is looked for: whatever differs only in case, accents or such letters is the same. */
export const fold = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replace(MARKS, '')
    .normalize('NFC')
    .replace(LETTER, (letter) => LETTERS[letter] ?? letter)
