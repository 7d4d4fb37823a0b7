import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Tenant } from '#tenants/tenant.ts'
import { type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { createCourse } from './create-course.ts'
import { changeLesson } from './curriculum.ts'
import { BodyChangedElsewhere, LessonUnknown } from './failures.ts'
import { lessonById, lessonsInOrder } from './find.ts'
import { cleanHtml, lessonBody, saveLessonBody } from './lesson-body.ts'
import { lessonsOf } from './outline.ts'
import { publishCourse, publishedVersion } from './versions.ts'

describe('what the editor makes passes through the cleaning unharmed', () => {
  test.each([
    '<p>One <strong>two</strong> <em>three</em> <s>four</s> <u>five</u> <code>six</code></p>',
    '<h2>Head</h2><h3>Small</h3><hr /><blockquote><p>Said</p></blockquote>',
    '<ul><li><p>a</p></li></ul><ol start="3"><li><p>b</p></li></ol>',
    '<pre><code class="language-js">a &lt; b</code></pre>',
    '<p><a href="https://madder.example/a?b=1" rel="noopener noreferrer nofollow" target="_blank">there</a></p>',
    '<p><a href="mailto:ines@example.com" rel="noopener noreferrer nofollow" target="_blank">write</a></p>',
  ])('%s', (html) => expect(cleanHtml(html)).toBe(html))
})

describe('what could run or deceive is dropped', () => {
  test.each([
    ['a script with its text', '<p>a</p><script>alert(1)</script>', '<p>a</p>'],
    ['a handler', '<p onclick="alert(1)" onmouseover=alert(1)>a</p>', '<p>a</p>'],
    ['a picture with onerror', '<p>a<img src=x onerror=alert(1)></p>', '<p>a</p>'],
    ['svg with onload', '<svg onload=alert(1)><script>alert(1)</script></svg><p>a</p>', '<p>a</p>'],
    ['a style sheet', '<style>*{display:none}</style><p style="position:fixed">a</p>', '<p>a</p>'],
    ['frames and forms', '<iframe src="https://evil.example"></iframe><form action="/x"><input name="a"></form><p>a</p>', '<p>a</p>'],
    ['unclosed tags', '<p>a<scr<script>ipt>alert(1)</p>', expect.not.stringMatching(/<script/i)],
    ['a comment', '<!-- <script>alert(1)</script> --><p>a</p>', '<p>a</p>'],
  ])('%s', (_what, html, clean) => expect(cleanHtml(html)).toEqual(clean))

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java&#x09;script:alert(1)',
    '&#106;avascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'data:image/svg+xml;base64,PHN2Zz4=',
    'vbscript:msgbox(1)',
    'file:///etc/passwd',
  ])('a link to %s loses its address', (address) => {
    expect(cleanHtml(`<p><a href="${address}">a</a></p>`)).not.toMatch(/href/)
  })

  test('a link cannot keep its own rel or target', () => {
    expect(cleanHtml('<a href="https://a.example" rel="opener" target="_top">a</a>')).toBe(
      '<a href="https://a.example" rel="noopener noreferrer nofollow" target="_blank">a</a>',
    )
  })

  test('cleaning what is clean changes nothing', () => {
    const once = cleanHtml('<h1>A</h1><p><b>b</b> &amp; <i>c</i><br>d &lt;script&gt;</p>')
    expect(once).toBe('<h2>A</h2><p><strong>b</strong> &amp; <em>c</em><br />d &lt;script&gt;</p>')
    expect(cleanHtml(once)).toBe(once)
  })
})

describe('what would keep the server busy is refused', () => {
  test.each([
    ['lists in lists without end', '<ul><li>'.repeat(9_000), 'body_too_deep'],
    ['bold in bold without end', '<b>'.repeat(19_000), 'body_too_deep'],
    ['closing tags of what is not open', '<i></b>'.repeat(9_000), 'body_too_deep'],
    ['elements that would be dropped', '<svg>'.repeat(19_000), 'body_too_deep'],
    ['more than a lesson carries', 'x'.repeat(200_001), 'body_too_long'],
    ['more tags than words', '<p>x</p>'.repeat(20_000), 'body_too_long'],
    ['nothing but entities', '&'.repeat(100_000), 'body_too_long'],
  ])('%s', (_what, html, code) => expect(() => cleanHtml(html)).toThrow(`courses.${code}`))

  test('and long, rich texts are not', () => {
    const page = `<h2>Dyeing</h2><p>${'Wool takes <strong>madder</strong> best when it is wet. '.repeat(20)}</p><ul><li>One<ul><li>Two<ol><li>Three</li></ol></li></ul></li></ul>`
    const html = page.repeat(160)
    expect(html.length).toBeGreaterThan(190_000)
    expect(cleanHtml(html)).toBe(html)
  })
})

describe('a lesson’s text', () => {
  let schools: TestSchools
  let tenant: Tenant
  let course: string
  let lesson: string
  beforeEach(async () => {
    schools = await temporarySchools()
    tenant = await schools.school('madder')
    const draft = { title: 'Dyeing', outcome: '', price: 0, currency: 'USD', sections: [{ title: 'One', lessons: ['First', 'Second'] }] }
    course = (await createCourse(tenant, schools.owner.id, draft)).id
    lesson = tenant.read((db) => lessonsInOrder(db, course))[0]!.id
    await changeLesson(tenant, 'person_test', course, lesson, { kind: 'text' })
  })
  afterEach(() => schools.close())

  const now = () => tenant.read((db) => lessonBody(db, lessonById(db, course, lesson).bodyId))
  const save = (html: string, basedOn: number, at?: number) => saveLessonBody(tenant, 'person_test', course, lesson, html, basedOn, at)

  test('is saved clean, with its words counted', async () => {
    const updatedAt = await save('<p>Three <b>good</b> words</p><script>no()</script>', 0)
    expect(now()).toEqual({ html: '<p>Three <strong>good</strong> words</p>', words: 3, updatedAt })
  })

  test('words in neighbouring blocks are counted as two', async () => {
    await save('<h2>Madder</h2><p>and weld</p>', 0)
    expect(now().words).toBe(3)
  })

  test('is not overwritten by who has not seen the last state', async () => {
    const first = await save('<p>one</p>', 0)
    await save('<p>two</p>', first)
    await expect(save('<p>three</p>', first)).rejects.toBeInstanceOf(BodyChangedElsewhere)
    expect(now().html).toBe('<p>two</p>')
  })

  test('of two who save upon the same state at the same moment one is refused', async () => {
    const first = await save('<p>one</p>', 0)
    const both = await Promise.allSettled([save('<p>a</p>', first), save('<p>b</p>', first)])
    expect(both.map((one) => one.status)).toEqual(['fulfilled', 'rejected'])
    expect(now().html).toBe('<p>a</p>')
  })

  test('two saves in one millisecond are still two states', async () => {
    const first = await save('<p>one</p>', 0, 1_000)
    const second = await save('<p>two</p>', first, 1_000)
    expect(second).toBeGreaterThan(first)
    await expect(save('<p>three</p>', first, 1_000)).rejects.toBeInstanceOf(BodyChangedElsewhere)
  })

  test('a save that comes again, its answer having been lost, is taken', async () => {
    const first = await save('<p>one</p>', 0)
    const second = await save('<p>two</p>', first)
    expect(await save('<p>two</p>', first)).toBe(second)
  })

  test('editing after publishing leaves the published text as it was', async () => {
    const first = await save('<p>published</p>', 0)
    const version = await publishCourse(tenant, schools.owner.id, course)
    const shown = () => {
      const outline = tenant.read((db) => publishedVersion(db, version.id))!.outline
      const { bodyId } = lessonsOf(outline).find((one) => one.id === lesson)!
      return tenant.read((db) => lessonBody(db, bodyId)).html
    }
    const second = await save('<p>draft</p>', first)
    await save('<p>draft, longer</p>', second)
    expect([shown(), now().html]).toEqual(['<p>published</p>', '<p>draft, longer</p>'])
    await publishCourse(tenant, schools.owner.id, course)
    expect(shown()).toBe('<p>published</p>')
  })

  test('of another school or another course cannot be saved', async () => {
    await expect(saveLessonBody(await schools.school('weld'), 'person_test', course, lesson, '<p>x</p>', 0)).rejects.toBeInstanceOf(
      LessonUnknown,
    )
    await expect(saveLessonBody(tenant, 'person_test', 'course_x', lesson, '<p>x</p>', 0)).rejects.toBeInstanceOf(LessonUnknown)
  })
})
