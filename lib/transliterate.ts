/** Letters that are no letter with a mark: Unicode takes them apart no further. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'n',
  ĸ: 'k',
}

const ANY_OF_THEM = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g')

/** Small letters without marks, and as plain Latin ones where there is a usual way: “Ćwikła & Søn” is “cwikla & son”. */
export function transliterate(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(ANY_OF_THEM, (letter) => LETTERS[letter] ?? letter)
}
