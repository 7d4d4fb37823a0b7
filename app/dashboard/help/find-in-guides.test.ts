import { expect, test } from 'vitest'
import { findInGuides } from './find-in-guides.ts'
import { GUIDES } from './guides.server.ts'
import { readGuide } from './read-guide.ts'

const dyeing = readGuide(
  'dyeing',
  '# Dye cloth\n\nFrom *root* to cloth.\n\nWash it first.\n\n## Make the vat\n\n1. Heat **water**.\n\n![A copper vat](pictures/vat.webp)\n\n## Café & light\n\nHang it [in the shade](shade.md).\n',
)

test('a guide is read as its title, its lead, and its parts without marks', () => {
  expect(dyeing).toMatchObject({ title: 'Dye cloth', lead: 'From root to cloth.' })
  expect(dyeing.parts).toEqual([
    { anchor: '', heading: 'Dye cloth', text: 'From root to cloth. Wash it first.' },
    { anchor: 'make-the-vat', heading: 'Make the vat', text: 'Heat water. A copper vat' },
    { anchor: 'cafe-light', heading: 'Café & light', text: 'Hang it in the shade.' },
  ])
})

test('each word that is typed begins a word of the part, in any case and without accents', () => {
  const places = (text: string) => findInGuides([dyeing], text).map(({ anchor }) => anchor)
  expect(places('COPP')).toEqual(['make-the-vat'])
  expect(places('cafe shade')).toEqual(['cafe-light'])
  expect(places('opper')).toEqual([])
  expect(places('copper shade')).toEqual([])
  expect(places('  ')).toEqual([])
})

test('what a part is called counts for more than what it mentions', () => {
  const other = readGuide('other', '# Other\n\nNothing.\n\n## Washing\n\nThe vat is cleaned.\n')
  expect(findInGuides([other, dyeing], 'vat')[0]).toMatchObject({ guide: 'dyeing', heading: 'Make the vat' })
})

test('an excerpt stands around the word and ends with whole words', () => {
  const long = readGuide('long', `# Long\n\nLead.\n\n## Part\n\n${'before '.repeat(40)}indigo ${'after '.repeat(40)}\n`)
  const [found] = findInGuides([long], 'indigo')
  expect(found?.excerpt).toMatch(/^… (before )+indigo (after )+…$/)
})

test('every guide is there, has a lead and parts, and what a seller asks for is found', () => {
  for (const guide of GUIDES) {
    expect(guide.lead, guide.id).not.toBe('')
    expect(guide.parts.length, guide.id).toBeGreaterThan(2)
  }
  const first = (text: string) => findInGuides(GUIDES, text)[0]
  expect(first('publish')).toMatchObject({ guide: 'make-a-course', heading: 'Publish' })
  expect(first('access codes')).toMatchObject({ guide: 'invite-students', anchor: 'make-access-codes' })
  expect(first('two-factor')).toMatchObject({ guide: 'work-with-others', anchor: 'protect-your-account' })
  expect(first('logo')).toMatchObject({ guide: 'start-a-school', anchor: 'choose-a-look' })
})
