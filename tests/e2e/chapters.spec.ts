import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { chaptersOf } from '#tenants/chapters/find.ts'
import { saveChapters } from '#tenants/chapters/save-chapters.ts'
import { lessons } from '#tenants/courses/schema.ts'
import { aScene, enrolled, playedTo, type Scene, signIn, takenOver, withFilm } from './scene.ts'
import { expect, test } from './setup.ts'

const SECONDS = 20
const isSound = async (page: Page, what: string) => {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${what}: ${id} ${nodes[0]?.html.slice(0, 200)}`)).toEqual([])
}

/** What is kept for the film of the scene's second lesson. */
const kept = (scene: Scene) =>
  scene.inside((tenant) =>
    tenant.read((db) => {
      const found = db.select().from(lessons).all()
      const assetId = found.find(({ id }) => id === scene.lessons[1]?.id)?.assetId ?? ''
      return { assetId, ...chaptersOf(db, assetId) }
    }),
  )
const titles = async (scene: Scene) => (await kept(scene)).list.map(({ at, title }) => `${at} ${title}`)

test('a pasted list becomes chapters that are mended beside the film, and students see them, go to them and know where they are', async ({
  server,
  browser,
  newcomer,
}) => {
  test.setTimeout(300_000)
  const scene = await aScene(server, { lessons: ['First', 'The loom'] })
  const [, lesson] = scene.lessons
  const { page: staff } = await newcomer()
  await withFilm(staff, scene, { at: 1, seconds: SECONDS })
  await staff.goto(scene.platform + urls.dashboard.lesson(scene.slug, scene.course.id, lesson?.id ?? ''))
  await staff.getByRole('link', { name: 'Add chapters' }).click()
  await expect(staff.getByText('Play the video and add a chapter')).toBeVisible()
  await takenOver(staff)

  // A list that is wrong says in which line, and stays as it was pasted.
  const list = staff.getByLabel('A chapter in each line')
  const wrong = '0:00 Intro\nWarp\n0:08 The <b>heddles</b> --> and reeds\n0:45 Weft'
  await list.fill(wrong)
  await staff.getByRole('button', { name: 'Use this list' }).click()
  await expect(staff.getByText('Line 2 has no time such as 2:15: “Warp”')).toBeVisible()
  await expect(staff.getByText('Line 4 is after the end of the video: “0:45 Weft”')).toBeVisible()
  await expect(list).toHaveValue(wrong)
  await expect(list).toBeFocused()
  await isSound(staff, 'a refused list')
  await list.fill(wrong.replace('Warp', '4 Warp').replace('4 Warp', '0:04 Warp').replace('0:45', '0:15'))
  await staff.getByRole('button', { name: 'Use this list' }).click()
  await expect(staff.getByLabel('Title of chapter 2')).toHaveValue('Warp')
  await expect.poll(() => titles(scene)).toEqual(['0 Intro', '4 Warp', '8 The <b>heddles</b> --> and reeds', '15 Weft'])

  // A time goes to its place when it is written; one that is none stays, says so, and nothing is saved until it is mended.
  const time = staff.getByLabel('Time of chapter 2')
  await time.fill('0:75')
  await time.press('Enter')
  await expect(staff.getByText('Write a time such as 7:42 or 1:02:03.')).toBeVisible()
  await expect(staff.getByText('Not saved yet: chapter 2 has to be looked at')).toBeVisible()
  await isSound(staff, 'a wrong time')
  await time.fill('12')
  await time.press('Enter')
  await expect(staff.getByLabel('Title of chapter 3')).toHaveValue('Warp')
  await expect(staff.getByLabel('Time of chapter 3')).toHaveValue('0:12')
  await expect(staff.getByLabel('Time of chapter 3')).toBeFocused()
  await expect.poll(() => titles(scene)).toEqual(['0 Intro', '8 The <b>heddles</b> --> and reeds', '12 Warp', '15 Weft'])

  // A title that is cleared takes no chapter away.
  const title = staff.getByLabel('Title of chapter 3')
  await title.fill('')
  await title.press('Tab')
  await expect(staff.getByText('This chapter needs a title. To do without it, delete it.')).toBeVisible()
  await expect(title).toHaveAttribute('aria-invalid', 'true')
  await expect(staff.getByText('Not saved yet: the chapter at 0:12 has to be looked at')).toBeVisible()
  await title.fill('Warp')

  // Where the film stands; and what was deleted comes back.
  await staff.getByRole('button', { name: 'Play from chapter 2' }).click()
  await expect.poll(() => playedTo(staff), { timeout: 30_000 }).toBeGreaterThan(8)
  await staff.evaluate(() => {
    const film = document.querySelector('video')
    film?.pause()
    if (film) film.currentTime = 10.6
  })
  await expect.poll(() => playedTo(staff)).toBe(10.6)
  await staff.getByRole('button', { name: 'Add a chapter here' }).click()
  await expect(staff.getByLabel('Title of chapter 3')).toBeFocused()
  await expect(staff.getByText('Without a title it is left out.')).toBeVisible()
  await staff.keyboard.type('Sleying')
  await expect.poll(async () => (await titles(scene))[2]).toBe('10 Sleying')
  await staff.getByRole('button', { name: 'Delete chapter 3' }).click()
  await expect.poll(async () => (await titles(scene)).length).toBe(4)
  await staff.getByRole('button', { name: 'Undo' }).last().click()
  await expect.poll(async () => (await titles(scene))[2]).toBe('10 Sleying')

  // Somebody else saves in between: who comes later is told, and chooses.
  const { assetId, version } = await kept(scene)
  await scene.inside((tenant) => saveChapters(tenant, scene.owner.id, { assetId, list: [{ at: 2, title: 'Theirs' }], basedOn: version }))
  await staff.getByLabel('Title of chapter 1').fill('Welcome')
  const told = staff.getByRole('status').filter({ hasText: 'Somebody else changed these chapters meanwhile.' }).first()
  await expect(told).toBeVisible()
  await isSound(staff, 'a conflict')
  await staff.getByRole('button', { name: 'Keep mine' }).click()
  await expect.poll(async () => (await titles(scene))[0]).toBe('0 Welcome')

  await enrolled(scene, 'ines@school.test')
  const { page } = await newcomer()
  await signIn(page, scene.school, 'ines@school.test')
  const at = scene.school + urls.school.lesson(scene.course.slug, lesson?.id ?? '')
  await page.goto(at)
  const chapters = page.getByRole('navigation', { name: 'Chapters' })
  await expect(chapters.getByRole('listitem')).toHaveCount(5)
  await isSound(page, 'the list')
  // A press plays from there, though nothing was begun yet.
  await chapters.getByRole('link', { name: /Warp/ }).press('Enter')
  await expect.poll(() => playedTo(page), { timeout: 30_000 }).toBeGreaterThan(12)
  await expect(chapters.getByRole('link', { name: /Warp/ })).toHaveAttribute('aria-current', 'true')
  expect(new URL(page.url()).search).toBe('')

  // By keyboard through the menu; what runs is named on its button.
  await page.evaluate(() => document.querySelector('video')?.pause())
  const menu = page.getByRole('button', { name: /^Chapters/ })
  await expect(menu).toHaveAccessibleName('Chapters. Now: Warp')
  await menu.press('Enter')
  await expect(page.getByRole('menuitemradio', { name: /Warp/ })).toHaveAttribute('aria-checked', 'true')
  await isSound(page, 'the chapters menu')
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('menuitemradio', { name: /heddles/ })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect.poll(() => playedTo(page), { timeout: 30_000 }).toBeLessThan(10)
  await expect(menu).toBeFocused()
  await expect(menu).toHaveAccessibleName('Chapters. Now: The <b>heddles</b> --> and reeds')

  // Over the line: the cuts, and which chapter the pointer would lead into.
  await expect(page.locator('.player-mark')).toHaveCount(4)
  const slider = page.getByRole('slider', { name: 'Position' })
  const box = await slider.boundingBox()
  await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) * 0.8, (box?.y ?? 0) + (box?.height ?? 0) / 2)
  await expect(page.locator('.player-preview')).toContainText('Weft')
  await expect(page.locator('.player-preview')).toContainText('0:1')

  // Without script a list whose times are links into the film; who makes the chapters has a form.
  const bare = await browser.newContext({ javaScriptEnabled: false, storageState: await page.context().storageState() })
  const plain = await bare.newPage()
  await plain.goto(at)
  await expect(plain.getByRole('link', { name: /Sleying/ })).toHaveAttribute('href', /\?t=10$/)
  await bare.close()
  const bareStaff = await browser.newContext({ javaScriptEnabled: false, storageState: await staff.context().storageState() })
  const form = await bareStaff.newPage()
  await form.goto(scene.platform + urls.dashboard.chapters(scene.slug, scene.course.id, lesson?.id ?? ''))
  await form.getByLabel('Time of chapter 6').fill('0:99')
  await form.getByLabel('Title of chapter 6').fill('The end')
  await form.getByRole('button', { name: 'Save the chapters' }).click()
  await expect(form.getByText('1 chapter has to be looked at. Nothing was saved.')).toBeVisible()
  await expect(form.getByLabel('Time of chapter 6')).toHaveValue('0:99')
  await form.getByLabel('Time of chapter 6').fill('0:19')
  await form.getByLabel('Time of chapter 1').fill('')
  await form.getByLabel('Title of chapter 1').fill('')
  await form.getByRole('button', { name: 'Save the chapters' }).click()
  await expect(form.getByLabel('Title of chapter 5', { exact: true })).toHaveValue('The end')
  expect((await titles(scene)).at(-1)).toBe('19 The end')
  await bareStaff.close()

  // On a phone they are under More, and every button of the film has its place in it.
  const { page: phone } = await newcomer({ phone: true, dark: true })
  await signIn(phone, scene.school, 'ines@school.test')
  await phone.goto(`${at}?t=12`)
  await phone.getByRole('button', { name: 'Play the video' }).click()
  await expect.poll(() => playedTo(phone), { timeout: 30_000 }).toBeGreaterThanOrEqual(12)
  await phone.evaluate(() => document.querySelector('video')?.pause())
  await phone.getByRole('button', { name: 'More', exact: true }).press('Enter')
  await phone.getByRole('menuitem', { name: /^Chapters.*Warp/ }).press('Enter')
  await expect(phone.getByRole('menuitemradio', { name: /Warp/ })).toBeInViewport()
  await isSound(phone, 'on a phone')
  await phone.keyboard.press('Escape')
  await phone.keyboard.press('Escape')
  await expect(phone.getByRole('menu')).toHaveCount(0)
  await expect
    .poll(() =>
      phone.evaluate(() => {
        const film = document.querySelector('.player')?.getBoundingClientRect()
        const inside = [...document.querySelectorAll('.player button')].map((one) => one.getBoundingClientRect())
        return inside.filter(
          ({ left, right, top, bottom, width }) =>
            film && width > 0 && (left < film.left || right > film.right + 1 || top < film.top || bottom > film.bottom + 1),
        ).length
      }),
    )
    .toBe(0)
  // The list leads back up to the film, which is out of sight by then.
  const end = phone.getByRole('navigation', { name: 'Chapters' }).getByRole('link', { name: /The end/ })
  await end.click()
  await expect.poll(() => playedTo(phone), { timeout: 30_000 }).toBeGreaterThanOrEqual(19)
  await expect(phone.locator('video')).toBeInViewport({ ratio: 0.9 })
})
