import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lessonsOf, type Outline } from '#tenants/courses/outline.ts'
import { packContents, packDone, unpackContents, unpackDone } from './contents.ts'
import { nextStep } from './next-step.ts'

const title = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((text) => !/[\t\n\r]/.test(text))
const outline: fc.Arbitrary<Outline> = fc
  .record({
    title,
    sections: fc.array(
      fc.record({
        title,
        lessons: fc.array(
          fc.record({
            title,
            kind: fc.constantFrom('video' as const, 'text' as const),
            preview: fc.boolean(),
            seconds: fc.nat(20_000),
          }),
        ),
      }),
    ),
  })
  .map((drawn) => ({
    ...drawn,
    sections: drawn.sections.map((section, s) => ({
      ...section,
      id: `section_${s}`,
      lessons: section.lessons.map((lesson, l) => ({ ...lesson, id: `lesson_${s}_${l}`, bodyId: null, assetId: null })),
    })),
  }))

test('what the page is drawn from is what the outline says, in every language', () => {
  fc.assert(
    fc.property(outline, (drawn) => {
      const contents = unpackContents(packContents(drawn))
      expect(contents.title).toBe(drawn.title)
      expect(contents.sections.map((section) => section.title)).toEqual(drawn.sections.map((section) => section.title))
      expect(contents.lessons.map(({ id, title, kind, preview, seconds }) => ({ id, title, kind, preview, seconds }))).toEqual(
        lessonsOf(drawn).map(({ id, title, kind, preview, seconds }) => ({ id, title, kind, preview, seconds })),
      )
      expect(contents.lessons.map((lesson) => lesson.number)).toEqual(contents.lessons.map((_, at) => at + 1))
    }),
  )
})

test('a tab or a line break in a title becomes a space and breaks nothing', () => {
  const lesson = { id: 'lesson_1', title: 'a\tb\nc', kind: 'text', preview: false, bodyId: null, assetId: null, seconds: 60 } as const
  const { lessons } = unpackContents(packContents({ title: 'x\ny', sections: [{ id: 's', title: '\tz', lessons: [lesson] }] }))
  expect(lessons).toMatchObject([{ id: 'lesson_1', title: 'a b c', section: ' z', number: 1 }])
})

test('which lessons are done survives the way to the page', () => {
  const lessons = ['a', 'b', 'c'].map((id) => ({ id }))
  expect(packDone(lessons, new Set(['c', 'a', 'gone']))).toBe('101')
  expect(unpackDone(lessons, '101')).toEqual(new Set(['a', 'c']))
})

const course = unpackContents('Dyeing\nRoot\n\ta\t60\tvp\tA\n\tb\t60\tv\tB\n\tc\t60\ttp\tC\n\td\t60\tv\tD')
const after = (id: string, done: string[] = [], isPreview = false) =>
  nextStep(course, course.lessons.find((lesson) => lesson.id === id)!, new Set(done), isPreview)

test('after a lesson comes the one below it, done or not', () => {
  expect(after('a', ['b'])).toMatchObject({ kind: 'lesson', lesson: { id: 'b' }, isRest: false })
})

test('after the last lesson comes what was passed over, then finishing, then the end', () => {
  expect(after('d', ['a', 'c', 'd'])).toMatchObject({ kind: 'lesson', lesson: { id: 'b' }, isRest: true })
  expect(after('d', ['a', 'b', 'c'])).toEqual({ kind: 'finish' })
  expect(after('d', ['a', 'b', 'c', 'd'])).toEqual({ kind: 'finished' })
})

test('a visitor is led from one free lesson to the next, and then to the course', () => {
  expect(after('a', [], true)).toMatchObject({ kind: 'lesson', lesson: { id: 'c' } })
  expect(after('c', [], true)).toEqual({ kind: 'course' })
})
