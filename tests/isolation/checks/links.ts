import { captionsObject, STORYBOARD, urls } from '#app/urls.ts'
import { type MediaLink, mediaToken } from '#tenants/media/links.ts'
import type { Answer, TestServer } from '#tests/setup/server.ts'
import { marksIn } from '../kit/canaries.ts'
import { MASTER, type Twins, visitorHash } from '../kit/twins.ts'

const HOUR = 3_600_000

/** Links to media: good for the very person, school and hour they were made for. */
export async function linkFindings(server: TestServer, pair: Twins): Promise<string[]> {
  const { a, b, rows } = pair
  const findings: string[] = []
  const shown = { a: rows.film, l: rows.lesson.id, c: rows.course.slug }
  const open = { ...shown, l: rows.preview.id }
  const forStudent: Omit<MediaLink, 'e'> = { ...shown, s: rows.student.id, as: 'student' }
  const forVisitor: Omit<MediaLink, 'e'> = { ...open, s: visitorHash(a), as: 'visitor' }
  const forStaff: Omit<MediaLink, 'e'> = { a: rows.film, l: '', c: '', s: a.owner.id, as: 'staff' }
  const token = mediaToken(a.tenant, forStudent)
  const visitorToken = mediaToken(a.tenant, forVisitor)
  const staffToken = mediaToken(a.tenant, forStaff)
  const at = (slug: string, link: string, cookie?: string) =>
    server.ask(server.host(slug), urls.school.media(link, MASTER), cookie ? { cookie } : {})
  const atPlatform = (school: string, link: string, cookie?: string) =>
    server.ask(server.platform, urls.dashboard.media(school, link, MASTER), cookie ? { cookie } : {})
  const visitor = `lectern-visitor=${a.visitor}`

  const good = async (what: string, asked: Promise<Answer>) => {
    const { status, text } = await asked
    if (status !== 200 || !marksIn(text, a.word).length) findings.push(`${what} should be served: ${status}`)
  }
  const bad = async (what: string, asked: Promise<Answer>, expected: readonly number[] = [403]) => {
    const { status, text } = await asked
    if (!expected.includes(status) || marksIn(text, 'object').length) findings.push(`${what}: answered ${status}`)
  }

  await good('the student’s own link', at(a.slug, token, a.studentCookie))
  await good('the visitor’s own link', at(a.slug, visitorToken, visitor))
  await good('the link of staff', atPlatform(a.tenant.id, staffToken, a.staffCookie))

  await bad('a link of A at B, by the student with the same id', at(b.slug, token, b.studentCookie))
  await bad('a link of A at B, with A’s cookie', at(b.slug, token, a.studentCookie))
  await bad('a student’s link by another student', at(a.slug, token, a.strangerCookie))
  await bad('a student’s link by a visitor', at(a.slug, token))
  await bad('a student’s link on the platform', atPlatform(a.tenant.id, token, a.staffCookie))
  await bad(
    'a student’s link under a path of the platform without a school',
    server.ask(server.platform, urls.school.media(token, MASTER)),
    [404],
  )
  await bad('a visitor’s link by another visitor', at(a.slug, visitorToken, `lectern-visitor=${b.visitor}`))
  await bad('a visitor’s link without a cookie', at(a.slug, visitorToken))
  await bad('a visitor’s link at B', at(b.slug, visitorToken, visitor))
  await bad('a link of staff on the school’s host', at(a.slug, staffToken, a.staffCookie))
  await bad('a link of staff by staff of another school', atPlatform(a.tenant.id, staffToken, b.staffCookie))
  await bad('a link of staff under another school', atPlatform(b.tenant.id, staffToken, a.staffCookie))
  await bad('a link of staff by nobody', atPlatform(a.tenant.id, staffToken))

  // Captions are behind the same token.
  const captions = captionsObject(rows.captions, 1)
  const drafted = captionsObject(rows.draftCaptions, 1)
  const captionsAt = (slug: string, link: string, object: string, cookie: string) =>
    server.ask(server.host(slug), urls.school.media(link, object), { cookie })
  await good('the student’s captions', captionsAt(a.slug, token, captions, a.studentCookie))
  await good('the visitor’s captions of a free lesson', captionsAt(a.slug, visitorToken, captions, visitor))
  await good(
    'a draft of captions, by staff',
    server.ask(server.platform, urls.dashboard.media(a.tenant.id, staffToken, drafted), { cookie: a.staffCookie }),
  )
  const none = async (what: string, asked: Promise<Answer>, expected: number) => {
    const { status, text } = await asked
    if (status !== expected || marksIn(text, a.word).length || marksIn(text, b.word).length) findings.push(`${what}: answered ${status}`)
  }
  await none('a draft of captions, by a student', captionsAt(a.slug, token, drafted, a.studentCookie), 404)
  await none('a draft of captions, by a visitor', captionsAt(a.slug, visitorToken, drafted, visitor), 404)
  await none('captions of A at B', captionsAt(b.slug, token, captions, b.studentCookie), 403)
  await none('captions by another student', captionsAt(a.slug, token, captions, a.strangerCookie), 403)
  const ofPicture = mediaToken(a.tenant, { ...forStaff, a: rows.picture })
  await none(
    'captions of one film with the token of another file',
    server.ask(server.platform, urls.dashboard.media(a.tenant.id, ofPicture, captions), { cookie: a.staffCookie }),
    404,
  )
  await none('captions under a name that is a path', captionsAt(a.slug, token, 'captions/..%2f..%2fmaster.m3u8', a.studentCookie), 404)

  // So are small pictures of the film.
  for (const picture of [STORYBOARD, 'storyboard-0.jpg']) {
    await good(`the student’s ${picture}`, captionsAt(a.slug, token, picture, a.studentCookie))
    await good(
      `the ${picture} of staff`,
      server.ask(server.platform, urls.dashboard.media(a.tenant.id, staffToken, picture), { cookie: a.staffCookie }),
    )
    await bad(`${picture} of A at B, by the student with the same id`, captionsAt(b.slug, token, picture, b.studentCookie))
    await bad(`${picture} by another student`, captionsAt(a.slug, token, picture, a.strangerCookie))
    await bad(
      `${picture} by staff of another school`,
      server.ask(server.platform, urls.dashboard.media(a.tenant.id, staffToken, picture), { cookie: b.staffCookie }),
    )
  }

  await bad('an expired link', at(a.slug, mediaToken(a.tenant, forStudent, Date.now() - 10 * HOUR), a.studentCookie), [410])
  await bad(
    'a link for a lesson that is not free, by a visitor',
    at(a.slug, mediaToken(a.tenant, { ...forVisitor, l: rows.lesson.id }), visitor),
  )
  await bad(
    'a link for a lesson of another course',
    at(a.slug, mediaToken(a.tenant, { ...forStudent, c: rows.draft.slug }), a.studentCookie),
  )
  await bad(
    'a link for a student who is not in the course',
    at(a.slug, mediaToken(a.tenant, { ...forStudent, s: rows.stranger.id }), a.strangerCookie),
  )
  await bad(
    'a link for another file than the lesson’s',
    at(a.slug, mediaToken(a.tenant, { ...forStudent, a: rows.picture }), a.studentCookie),
  )
  const sealed = { ...forStudent, e: Date.now() + HOUR }
  await bad('a seal for another purpose', at(a.slug, a.tenant.seal('upload-part', sealed), a.studentCookie))
  await bad('B’s seal at A', at(a.slug, b.tenant.seal('media', sealed), a.studentCookie))
  const [body = '', mac = ''] = token.split('.')
  const changed = Buffer.from(JSON.stringify({ ...sealed, s: rows.stranger.id })).toString('base64url')
  await bad('a link with another payload', at(a.slug, `${changed}.${mac}`, a.strangerCookie))
  const later = Buffer.from(JSON.stringify({ ...sealed, e: Date.now() + 9_000 * HOUR })).toString('base64url')
  await bad('a link that lives longer', at(a.slug, `${later}.${mac}`, a.studentCookie))
  await bad('a link with another signature', at(a.slug, `${body}.${mac.split('').reverse().join('')}`, a.studentCookie))
  await bad('a link without a signature', at(a.slug, `${body}.`, a.studentCookie))
  return findings
}
