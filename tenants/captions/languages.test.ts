import { expect, test } from 'vitest'
import { languageOfName, ownName, suiting } from './languages.ts'
import { paragraphsOf, saidAt } from './paragraphs.ts'

test('the language that suits a browser is the one it wishes most of those that are there', () => {
  expect(suiting(['en', 'de'], 'fr, de-AT;q=0.8, en;q=0.7')).toBe('de')
  expect(suiting(['pt-BR', 'pt'], 'pt')).toBe('pt')
  expect(suiting(['pt-BR'], 'pt-PT')).toBe('pt-BR')
  expect(suiting(['en'], 'en;q=0, fr')).toBeUndefined()
  expect(suiting(['en'], null)).toBeUndefined()
  expect(suiting(['en'], '*;;,=')).toBeUndefined()
})

test('a language is called as its speakers call it, and guessed from the name of a file', () => {
  expect([ownName('de'), ownName('fr'), ownName('pt-BR')]).toEqual(['Deutsch', 'Français', 'Português (Brasil)'])
  expect(languageOfName('Lesson 3.de.srt')).toBe('de')
  expect(languageOfName('lesson_pt-br.VTT')).toBe('pt-BR')
  expect(languageOfName('madder.srt')).toBeUndefined()
})

const cue = (start: number, end: number, text: string, speaker?: string) => ({ start, end, text, ...(speaker && { speaker }) })

test('captions are read as paragraphs: a pause, another speaker, and the end of a sentence begin a new one', () => {
  const paragraphs = paragraphsOf([
    cue(0, 2_000, 'Put the\n<i>alum</i> in.'),
    cue(2_000, 4_000, 'Stir it'),
    cue(4_000, 13_000, 'slowly.'),
    cue(13_000, 15_000, 'Then wait.'),
    cue(30_000, 31_000, 'Now look.'),
    cue(31_000, 32_000, 'Green!', 'Ines'),
  ])
  expect(paragraphs.map(({ start, text, speaker }) => [start, text, speaker])).toEqual([
    [0, 'Put the alum in. Stir it slowly.', undefined],
    [13_000, 'Then wait.', undefined],
    [30_000, 'Now look.', undefined],
    [31_000, 'Green!', 'Ines'],
  ])
  expect([-1, 0, 12_999, 13_000, 99_999].map((ms) => saidAt(paragraphs, ms))).toEqual([-1, 0, 0, 1, 3])
  // Each cue is found in its paragraph.
  const [first] = paragraphs
  expect(first?.cues.map(({ start, at }) => [start, first.text.slice(at)])).toEqual([
    [0, 'Put the alum in. Stir it slowly.'],
    [2_000, 'Stir it slowly.'],
    [4_000, 'slowly.'],
  ])
})
