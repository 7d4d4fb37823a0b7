import { expect, test } from 'vitest'
import type { CourseCard, HomePage, SchoolFace } from '#tenants/site/pages.ts'
import { homeWords, paragraphsOf } from './home-words.ts'

const face: SchoolFace = {
  ...{ name: 'Madder & Weld', tagline: '', about: '', instructorName: 'Mara', locale: 'en' },
  ...{ accent: '#156a40', fonts: 'newsreader-geist', corners: 'soft', theme: 'system', logo: null, logoDark: null, mark: null },
}
const card: CourseCard = {
  id: 'course_1',
  slug: 'dyeing',
  title: 'Natural Dyeing',
  outcome: 'Dye with roots.',
  price: 0,
  currency: 'USD',
  cover: null,
  lessons: 1,
  seconds: 0,
  freeLessonId: null,
  beginsFree: false,
  chapters: [],
}
const page = (school: Partial<HomePage['school']>, courses: CourseCard[] = []): HomePage => ({ school: { ...face, ...school }, courses })

test('an empty line parts paragraphs; a single line break does not', () => {
  expect(paragraphsOf('  One\nstill one\r\n \r\n\n\nTwo  ')).toEqual(['One\nstill one', 'Two'])
  expect(paragraphsOf('   ')).toEqual([])
})

test('a school that has said nothing yet is headed by its name', () => {
  expect(homeWords(page({}))).toEqual({ headline: 'Madder & Weld', lead: '', about: [] })
})

test('the first paragraph leads, the others stand beside the teacher', () => {
  const words = homeWords(page({ tagline: 'Colour you can grow', about: 'We grow.\n\nMara dyes.' }, [card]))
  expect(words).toEqual({ headline: 'Colour you can grow', lead: 'We grow.', about: ['Mara dyes.'] })
})

test('a single paragraph stands beside the teacher when a course can lead, else it leads itself', () => {
  expect(homeWords(page({ about: 'Mara dyes.' }, [card]))).toMatchObject({ lead: 'Dye with roots.', about: ['Mara dyes.'] })
  expect(homeWords(page({ about: 'Mara dyes.' }))).toMatchObject({ lead: 'Mara dyes.', about: [] })
  expect(homeWords(page({ about: 'Mara dyes.' }, [{ ...card, outcome: '' }]))).toMatchObject({ lead: 'Mara dyes.', about: [] })
})
