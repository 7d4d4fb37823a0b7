import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { changeCourse } from '#tenants/courses/change-course.ts'
import { codesOf, createBatch } from '#tenants/sales/batches.ts'
import { redeemCodeAsNewStudent } from '#tenants/sales/redeem-code.ts'
import type { Schools } from '#tenants/schools.ts'
import { changeSchool } from '#tenants/site/school-profile.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { aPublishedCourse, aSchool, DEVICE, openSchools, PASSWORD } from '../setup/kit.ts'
import type { TestServer } from '../setup/server.ts'
import { expect, test } from './setup.ts'

// Every screen that is there, with something in it, by the rules of accessibility: on a desk in light, on a phone in dark.

async function signIn(page: Page, origin: string, email: string): Promise<void> {
  await page.goto(`${origin}/sign-in`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => !url.pathname.includes('sign-in'))
}

interface Words {
  readonly course: string
  readonly section?: string
  readonly lessons?: readonly string[]
  readonly student: string
  readonly batch: string
}

type Newcomer = (options?: { phone?: boolean; dark?: boolean }) => Promise<{ page: Page }>

/** Every screen with something in it, and who looks at it; the school is told of before anything is made in it. */
async function everyScreen(
  server: TestServer,
  newcomer: Newcomer,
  slug: string,
  phone: boolean,
  words: Words,
  prepare: (schools: Schools, tenant: Tenant, owner: string) => Promise<void> = () => Promise.resolve(),
): Promise<[Page, string][]> {
  const schools = openSchools(server.dataDir, server.port)
  const { tenant, owner } = await aSchool(schools, slug)
  await prepare(schools, tenant, owner.id)
  const { course, lessons } = await aPublishedCourse(tenant, owner.id, {
    title: words.course,
    ...(words.section ? { section: words.section } : {}),
    ...(words.lessons ? { lessons: words.lessons, html: `<p>${words.lessons[0]}</p><h2>${words.lessons[0]}</h2>` } : {}),
  })
  if (words.section) await changeCourse(tenant, owner.id, course.id, { outcome: words.section, description: words.section })
  const batch = await createBatch(tenant, owner.id, { courseId: course.id, label: words.batch, count: 12, expiresAt: null })
  const [code, unused] = tenant.read((db) => codesOf(db, batch.id))
  await redeemCodeAsNewStudent(tenant, { name: words.student, email: 'ines@school.test', password: PASSWORD }, code?.text ?? '', DEVICE)
  const lesson = lessons[0]?.id ?? ''
  schools.close()

  const platform = server.origin(server.platform)
  const school = server.origin(server.host(slug))
  const { page: visitor } = await newcomer({ phone, dark: phone })
  const { page: staff } = await newcomer({ phone, dark: phone })
  const { page: student } = await newcomer({ phone, dark: phone })
  await signIn(staff, platform, owner.email)
  await signIn(student, school, 'ines@school.test')
  const at = (page: Page, origin: string, ...paths: string[]) => paths.map((path): [Page, string] => [page, origin + path])
  return [
    ...at(visitor, platform, urls.platform.home(), urls.platform.signUp(), urls.platform.signIn()),
    ...at(
      visitor,
      school,
      urls.school.home(),
      urls.school.course(course.slug),
      urls.school.courseOfLesson(course.slug, lessons[1]?.id ?? ''),
      urls.school.signIn(),
      urls.school.redeem(),
      urls.school.redeem(unused?.text),
      urls.school.lesson(course.slug, lesson),
    ),
    ...at(
      staff,
      platform,
      urls.platform.newSchool(),
      urls.dashboard.home(slug),
      urls.dashboard.courses(slug),
      urls.dashboard.newCourse(slug),
      urls.dashboard.course(slug, course.id),
      urls.dashboard.courseDetails(slug, course.id),
      urls.dashboard.courseCodes(slug, course.id),
      urls.dashboard.batch(slug, course.id, batch.id),
      urls.dashboard.lesson(slug, course.id, lesson),
      urls.dashboard.people(slug),
      urls.dashboard.jobs(slug),
      urls.dashboard.jobs(slug, { show: 'done' }),
      urls.dashboard.audit(slug),
      urls.dashboard.settings(slug),
      urls.dashboard.brand(slug),
      urls.dashboard.welcome(slug),
      urls.dashboard.firstCourse(slug),
      urls.dashboard.help(slug),
      urls.dashboard.help(slug, 'codes'),
      urls.dashboard.guide(slug, 'start-a-school'),
    ),
    ...at(student, school, urls.school.learn(), urls.school.lesson(course.slug, lesson)),
  ]
}

/** By how much a page is wider than its window, and the innermost element that reaches farthest. */
const tooWide = (page: Page) =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth <= clientWidth) return undefined
    const ends = [...document.body.querySelectorAll('*')].map((element) => ({ element, end: element.getBoundingClientRect().right }))
    const farthest = Math.max(...ends.map(({ end }) => end))
    const innermost = ends.filter(({ end }) => end > farthest - 1).at(-1)?.element
    return `${scrollWidth - clientWidth} px too wide: ${innermost?.outerHTML.slice(0, 200)}`
  })

for (const phone of [false, true]) {
  test(`axe finds nothing on any screen, ${phone ? 'phone, dark @full' : 'desk, light'}`, async ({ server, newcomer }) => {
    test.setTimeout(300_000)
    const screens = await everyScreen(server, newcomer, phone ? 'axe-phone' : 'axe-desk', phone, {
      course: 'A course with a title that is long enough to take two lines on a phone',
      student: 'Ines Bakker',
      batch: 'Workshop',
    })
    const found: string[] = []
    for (const [page, address] of screens) {
      const answer = await page.goto(address, { waitUntil: 'networkidle' })
      expect(answer?.status(), address).toBe(200)
      const { violations } = await new AxeBuilder({ page }).analyze()
      for (const violation of violations)
        found.push(`${new URL(address).pathname}: ${violation.id} ${violation.nodes[0]?.html.slice(0, 160)}`)
      const wide = await tooWide(page)
      if (wide) found.push(`${new URL(address).pathname}: ${wide}`)
    }
    expect(found).toEqual([])
  })

  test(`a word of seventy letters makes no screen wider than its window, ${phone ? 'phone' : 'desk'} @full`, async ({
    server,
    newcomer,
  }) => {
    test.setTimeout(300_000)
    const word = 'Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamten'
    const slug = phone ? 'word-phone' : 'word-desk'
    const words = { course: word, section: word, lessons: [word, `${word}a`, `${word}b`], student: word, batch: word }
    const screens = await everyScreen(server, newcomer, slug, phone, words, async (schools, tenant, owner) => {
      await changeSchool(schools, tenant, owner, { name: word, tagline: word, about: `${word}\n\n${word}`, instructorName: word })
    })
    const found: string[] = []
    for (const [page, address] of screens) {
      await page.goto(address, { waitUntil: 'networkidle' })
      const wide = await tooWide(page)
      if (wide) found.push(`${new URL(address).pathname}: ${wide}`)
    }
    expect(found).toEqual([])
  })
}
