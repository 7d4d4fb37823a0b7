import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { chromium, type Locator, type Page } from '@playwright/test'
import sharp from 'sharp'
import { urls } from '#app/urls.ts'
import { newId } from '#lib/ids.ts'
import { rootPath } from '#lib/paths.ts'
import { changeLesson } from '#tenants/courses/curriculum.ts'
import { lessons } from '#tenants/courses/schema.ts'
import { publishCourse } from '#tenants/courses/versions.ts'
import type { Interval } from '#tenants/learning/coverage.ts'
import { assets } from '#tenants/media/schema.ts'
import { schools as schoolRows } from '#tenants/registry/schema.ts'
import { openSchools } from '#tests/setup/kit.ts'
import { studentIn } from '#tests/setup/learn-course.ts'
import { random } from '#tests/setup/random.ts'
import { TestServer } from '#tests/setup/server.ts'
import { play } from '#tests/setup/watching.ts'
import { COURSES } from './demo-courses.ts'

// Takes the pictures of docs/guides: walks through the built server as a new school does. A picture that looks as it did stays the file it was.

const FOLDER = rootPath('docs/guides/pictures')
const MOST_BYTES = 150_000
/** Of all pixels; below it is what letters differ in from run to run. */
const SAME = 0.002

/** What was told a moment ago stands before what is to be seen. */
const TOLD = 'ol[tabindex="-1"] { visibility: hidden }'

const server = await TestServer.start({ port: 4310 })
const browser = await chromium.launch({
  ...(process.env.CHROMIUM ? { executablePath: process.env.CHROMIUM } : {}),
  args: ['--no-sandbox', '--disable-gpu'],
})
/** Those that are not taken here were taken by hand, of the demo: they need a film with captions. */
const sizes: Record<string, { width: number; height: number }> = JSON.parse(await readFile(`${FOLDER}/sizes.json`, 'utf8'))
try {
  await mkdir(FOLDER, { recursive: true })
  const desk = await browser.newPage({ viewport: { width: 1080, height: 720 }, deviceScaleFactor: 2, reducedMotion: 'reduce' })
  await openASchool(desk)
  await makeACourse(desk)
  await inviteStudents(desk)
  await watchLessons(desk)
  await protectVideos(desk)
  await workWithOthers(desk)
  await writeFile(`${FOLDER}/sizes.json`, `${JSON.stringify(sizes, null, 2)}\n`)
} finally {
  await browser.close()
  await server.remove()
}

async function openASchool(page: Page): Promise<void> {
  await page.goto(server.origin(server.platform) + urls.platform.signUp())
  await page.getByLabel('Your name').fill('Mara Okafor')
  await page.getByLabel('E-mail').fill('mara@example.com')
  await page.getByLabel('Password', { exact: true }).fill('madder and weld')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByLabel('Name of the school').pressSequentially('Madder & Weld')
  await page.getByText(/is free$/).waitFor()
  await take(page, 'new-school')
  await page.getByRole('button', { name: 'Open the school' }).click()
  await page.getByRole('button', { name: 'Orchard' }).click()
  await page.frameLocator('iframe').locator('body').waitFor()
  await take(page, 'look')
  await page.getByRole('button', { name: 'Use this look' }).click()
  await page.getByRole('textbox', { name: 'Title' }).fill('Natural Dyeing')
  const [course] = COURSES
  const outline = (course?.sections ?? []).map(({ title, lessons }) => [title, ...lessons.map((one) => `  ${one.title}`)].join('\n'))
  await page.getByLabel('Outline').fill(outline.join('\n'))
  await take(page, 'first-course')
  await page.getByRole('button', { name: 'Make the course' }).click()
  await page.getByRole('heading', { name: 'From here to your first student' }).waitFor()
  await take(page, 'first-steps', page.locator('section').filter({ hasText: 'From here to your first student' }).first())
}

async function makeACourse(page: Page): Promise<void> {
  await page.goto(server.origin(server.platform) + urls.dashboard.courses('madder-weld'))
  await page.getByRole('link', { name: 'Natural Dyeing' }).first().click()
  await page.getByRole('heading', { name: 'Natural Dyeing' }).waitFor()
  await take(page, 'curriculum')
  await page.locator('main a[href*="/lessons/"]').first().click()
  const text = page.locator('[contenteditable=true]')
  await text.click()
  await text.pressSequentially(
    'Cut weld in flower, in the morning, when the dew is off. Dry it in the shade, and it keeps its yellow for a year.',
  )
  await page
    .getByText(/^Saved/)
    .first()
    .waitFor()
  await text.blur()
  await take(page, 'lesson')
}

async function inviteStudents(page: Page): Promise<void> {
  await page.goto(server.origin(server.platform) + urls.dashboard.courses('madder-weld'))
  await page.getByRole('link', { name: 'Natural Dyeing' }).first().click()
  await page.getByRole('button', { name: /^Publish/ }).click()
  await page.getByRole('button', { name: 'Publish anyway' }).click()
  await page.getByText('Students see everything you have').waitFor()
  await page.getByRole('link', { name: /^Access codes/ }).click()
  await page.getByLabel('What they are for').fill('Spring workshop')
  await page.getByLabel('How many').fill('24')
  await take(page, 'new-batch')
  await page.goto(server.origin(server.platform) + urls.dashboard.newStudent('madder-weld'))
  await page.getByLabel('Name', { exact: true }).fill('Ines Bakker')
  await take(page, 'add-student')
  await page.goto(server.origin(server.host('madder-weld')) + urls.school.redeem())
  await page.getByLabel('Access code').fill('7K2M-QX4T-9WBD-3HFN')
  await take(page, 'redeem')
}

async function protectVideos(page: Page): Promise<void> {
  await page.goto(server.origin(server.platform) + urls.dashboard.protection('madder-weld'))
  await page.getByText('Name and e-mail address').click()
  await page.getByLabel('Devices of one student').selectOption('2')
  await take(page, 'video-protection')
}

/** Thirty students have watched the first lesson, each in their way. */
async function watchLessons(page: Page): Promise<void> {
  const schools = openSchools(server.dataDir, server.port)
  const [school] = schools.registry.read((db) => db.select().from(schoolRows).all())
  const tenant = schools.openById(school?.id ?? '')
  const found = tenant.read((db) => db.select().from(lessons).orderBy(lessons.position).get())
  if (!found) throw new Error('the school has no lesson')
  const film = { lessonId: found.id, assetId: newId('asset'), seconds: 1_284 }
  const about = { kind: 'video', state: 'ready', name: 'lesson.mp4', size: 1, createdBy: 'person_guide', createdAt: Date.now() } as const
  await tenant.transact(
    (tx) =>
      tx
        .insert(assets)
        .values({ ...about, id: film.assetId, seconds: film.seconds })
        .run().changes,
  )
  await changeLesson(tenant, 'person_guide', found.courseId, found.id, { assetId: film.assetId, kind: 'video' })
  await publishCourse(tenant, 'person_guide', found.courseId)
  const chance = random(7)
  for (let n = 0; n < 30; n++) {
    const end = n % 3 ? film.seconds * Math.min(1, 0.2 + chance()) : film.seconds
    const again: Interval[] = n % 2 ? [[460, 520]] : n % 3 ? [] : [[830, 880]]
    const student = await studentIn(tenant, { id: found.courseId, slug: '', lessons: [] })
    await play(tenant, film, student, [[0, end], ...again.filter(([, to]) => to < end)])
  }
  schools.close()
  await page.goto(server.origin(server.platform) + urls.dashboard.lessonWatching('madder-weld', found.courseId, found.id))
  await page.getByRole('heading', { name: 'Who is still there' }).waitFor()
  await take(page, 'how-lessons-are-watched')
}

async function workWithOthers(page: Page): Promise<void> {
  await page.goto(server.origin(server.platform) + urls.dashboard.inviteStaff('madder-weld'))
  await page.getByLabel('E-mail').fill('tomas@example.com')
  await page.getByText('Natural Dyeing', { exact: true }).click()
  await take(page, 'invite-staff')
  await page.goto(server.origin(server.platform) + urls.platform.twoFactor())
  await page.getByRole('heading', { level: 1 }).waitFor()
  await take(page, 'two-factor')
}

/** Of the window, or of one part of it with some room around. */
async function take(page: Page, name: string, part?: Locator): Promise<void> {
  await page.evaluate(async (port) => {
    await document.fonts.ready
    await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)))
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    // Where this server happens to be is nobody's address.
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = texts.nextNode(); node; node = texts.nextNode())
      node.nodeValue = (node.nodeValue ?? '').replace(`localhost:${port}`, 'lectern.school')
  }, server.port)
  const png = await (part ?? page).screenshot({ animations: 'disabled', caret: 'hide', style: TOLD })
  const picture = sharp(png)
  const { width, height } = await picture.metadata()
  sizes[name] = { width, height }
  const file = `${FOLDER}/${name}.webp`
  if (await looksLike(file, png)) return
  const webp = await picture.webp({ quality: 78, effort: 6 }).toBuffer()
  if (webp.length > MOST_BYTES) throw new Error(`${name} has ${webp.length} bytes: show less`)
  await writeFile(file, webp)
  process.stdout.write(`${name}: ${Math.round(webp.length / 1024)} kB\n`)
}

async function looksLike(file: string, png: Buffer): Promise<boolean> {
  const known = await readFile(file).catch(() => undefined)
  if (!known) return false
  const [before, now] = await Promise.all([known, png].map((one) => sharp(one).removeAlpha().greyscale().raw().toBuffer()))
  if (!before || !now || before.length !== now.length) return false
  let other = 0
  for (let at = 0; at < now.length; at++) if (Math.abs((now[at] ?? 0) - (before[at] ?? 0)) > 48) other++
  return other / now.length < SAME
}
