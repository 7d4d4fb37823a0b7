import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { codesOf, createBatch } from '#tenants/sales/batches.ts'
import { redeemCodeAsNewStudent } from '#tenants/sales/redeem-code.ts'
import { aPublishedCourse, aSchool, DEVICE, openSchools, PASSWORD } from '../setup/kit.ts'
import { expect, test } from './setup.ts'

// Every screen that is there, with something in it, by the rules of accessibility: on a desk in light, on a phone in dark.

async function signIn(page: Page, origin: string, email: string): Promise<void> {
  await page.goto(`${origin}/sign-in`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => !url.pathname.includes('sign-in'))
}

for (const phone of [false, true]) {
  test(`axe finds nothing on any screen, ${phone ? 'phone, dark' : 'desk, light'}`, async ({ server, newcomer }) => {
    test.setTimeout(300_000)
    const slug = phone ? 'axe-phone' : 'axe-desk'
    const schools = openSchools(server.dataDir, server.port)
    const { tenant, owner } = await aSchool(schools, slug)
    const { course, lessons } = await aPublishedCourse(tenant, owner.id, {
      title: 'A course with a title that is long enough to take two lines on a phone',
    })
    const batch = await createBatch(tenant, owner.id, { courseId: course.id, label: 'Workshop', count: 12, expiresAt: null })
    const [code] = tenant.read((db) => codesOf(db, batch.id))
    await redeemCodeAsNewStudent(tenant, { name: 'Ines Bakker', email: 'ines@school.test', password: PASSWORD }, code?.text ?? '', DEVICE)
    const lesson = lessons[0]?.id ?? ''
    schools.close()

    const platform = server.origin(server.platform)
    const school = server.origin(server.host(slug))
    const { page: visitor } = await newcomer({ phone, dark: phone })
    const { page: staff } = await newcomer({ phone, dark: phone })
    const { page: student } = await newcomer({ phone, dark: phone })
    await signIn(staff, platform, owner.email)
    await signIn(student, school, 'ines@school.test')
    const screens: [Page, string][] = [
      ...[urls.platform.home(), urls.platform.signUp(), urls.platform.signIn()].map((path): [Page, string] => [visitor, platform + path]),
      ...[
        urls.school.home(),
        urls.school.course(course.slug),
        urls.school.signIn(),
        urls.school.redeem(),
        urls.school.lesson(course.slug, lesson),
      ].map((path): [Page, string] => [visitor, school + path]),
      ...[
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
        urls.dashboard.settings(slug),
      ].map((path): [Page, string] => [staff, platform + path]),
      ...[urls.school.learn(), urls.school.lesson(course.slug, lesson)].map((path): [Page, string] => [student, school + path]),
    ]
    const found: string[] = []
    for (const [page, address] of screens) {
      const answer = await page.goto(address, { waitUntil: 'networkidle' })
      expect(answer?.status(), address).toBe(200)
      const { violations } = await new AxeBuilder({ page }).analyze()
      for (const violation of violations)
        found.push(`${new URL(address).pathname}: ${violation.id} ${violation.nodes[0]?.html.slice(0, 160)}`)
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      if (wide > 0) found.push(`${new URL(address).pathname}: ${wide} px too wide`)
    }
    expect(found).toEqual([])
  })
}
