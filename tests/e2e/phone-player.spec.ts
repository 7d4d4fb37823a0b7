import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { publishCaptions, uploadCaptions } from '#tenants/captions/change-captions.ts'
import { saveChapters } from '#tenants/chapters/save-chapters.ts'
import { lessons } from '#tenants/courses/schema.ts'
import { aScene, enrolled, play, playedTo, type Scene, signIn, withFilm } from './scene.ts'
import { expect, test } from './setup.ts'

// What the line at the bottom of a small film has no room for, and what stands beside it.

const STUDENT = 'ines@school.test'
const SRT = `1
00:00:01,000 --> 00:00:05,000
Put the alum in first.

2
00:00:05,000 --> 00:00:09,000
Stir until nothing is left at the bottom.

3
00:00:09,500 --> 00:00:14,000
Then the madder goes in, slowly.
`

/** A film with chapters and captions in two languages, and a student who may see it. */
async function aTaughtFilm(staff: Page, scene: Scene): Promise<void> {
  await withFilm(staff, scene)
  await enrolled(scene, STUDENT)
  const { id: by } = scene.owner
  await scene.inside(async (tenant) => {
    const found = tenant.read((db) => db.select().from(lessons).all())
    const assetId = found.find(({ id }) => id === scene.lessons[0]?.id)?.assetId ?? ''
    const list = [
      { at: 0, title: 'What you need' },
      { at: 8, title: 'The mordant bath, and why alum comes first' },
      { at: 16, title: 'Madder' },
    ]
    await saveChapters(tenant, by, { assetId, list, basedOn: 0 })
    for (const language of ['en', 'de']) {
      await publishCaptions(tenant, by, assetId, await uploadCaptions(tenant, by, { assetId, language, file: Buffer.from(SRT) }))
    }
  })
}

const isSound = async (page: Page, what: string) => {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${what}: ${id} ${nodes[0]?.html.slice(0, 200)}`)).toEqual([])
}

const fitsThumbs = (page: Page, role: 'menuitem' | 'menuitemradio') =>
  expect
    .poll(() =>
      page
        .getByRole(role)
        .evaluateAll((rows) => rows.every((row) => row.clientHeight >= 44 && row.getBoundingClientRect().bottom <= innerHeight)),
    )
    .toBe(true)

test('on a phone what the line has no room for is under More, in levels, and nothing is there twice', async ({ server, newcomer }) => {
  test.setTimeout(240_000)
  const scene = await aScene(server)
  const { page: staff } = await newcomer()
  await aTaughtFilm(staff, scene)
  const { page } = await newcomer({ phone: true })
  await signIn(page, scene.school, STUDENT)
  await play(page, scene)
  const film = page.getByRole('region', { name: 'Video: First' })
  await page.keyboard.press('k')
  await expect(film.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  for (const name of ['Next lesson', 'Mute', 'More', 'Fullscreen'])
    await expect(film.getByRole('button', { name, exact: true })).toBeInViewport()
  await expect(film.getByRole('button', { name: /^(Speed|Captions|Chapters)/ })).toHaveCount(0)
  const more = film.getByRole('button', { name: 'More', exact: true })

  await test.step('a speed, by the way back from another level', async () => {
    await more.tap()
    const menu = page.getByRole('menu', { name: 'More' })
    await expect(menu.getByRole('menuitem')).toHaveText([/^Captions.*Off/, /^Chapters/, /^Speed.*1×/, 'Picture in picture'])
    await fitsThumbs(page, 'menuitem')
    await isSound(page, 'the menu')
    await menu.getByRole('menuitem', { name: /^Chapters/ }).tap()
    await expect(page.getByRole('menuitemradio', { name: /Madder/ })).toBeVisible()
    await expect(page.getByRole('menuitem')).toHaveText([/^Chapters/])
    await page.getByRole('menuitem', { name: /^Chapters/ }).tap()
    await menu.getByRole('menuitem', { name: /^Speed/ }).tap()
    await fitsThumbs(page, 'menuitemradio')
    await page.getByRole('menuitemradio', { name: '1.5×' }).tap()
    await expect(menu).toBeHidden()
    await expect.poll(() => page.evaluate(() => document.querySelector('video')?.playbackRate)).toBe(1.5)
  })

  await test.step('captions, and how they look, without scrolling; it begins at its beginning', async () => {
    await more.tap()
    await expect(page.getByRole('menuitem', { name: /^Speed.*1.5×/ })).toBeVisible()
    await page.getByRole('menuitem', { name: /^Captions/ }).tap()
    await page.getByRole('menuitem', { name: /^Style/ }).tap()
    await fitsThumbs(page, 'menuitemradio')
    await isSound(page, 'the look of captions')
    await page.getByRole('menuitemradio', { name: 'Very large' }).tap()
    await page.getByRole('menuitemradio', { name: 'Yellow' }).tap()
    await page.getByRole('menuitem', { name: /^Style/ }).tap()
    await page.getByRole('menuitemradio', { name: 'Deutsch' }).tap()
    await expect(page.locator('.player-captions')).toHaveAttribute('data-size', 'xl')
    await expect(page.locator('.player-captions')).toHaveAttribute('data-ink', 'yellow')
    await page.keyboard.press('2')
    await expect(page.locator('.player-captions [data-part="cue"]')).toBeVisible()
  })

  await test.step('a tap beside it closes it and presses nothing below', async () => {
    const before = page.url()
    await more.tap()
    await expect(page.getByRole('menu', { name: 'More' })).toBeVisible()
    await page.touchscreen.tap(195, 30)
    await expect(page.getByRole('menu', { name: 'More' })).toBeHidden()
    expect(page.url()).toBe(before)
  })

  await test.step('in landscape and in full screen it fits too', async () => {
    await page.setViewportSize({ width: 844, height: 390 })
    for (const name of [/^Speed/, /^Captions/]) await expect(film.getByRole('button', { name })).toBeVisible()
    await film.getByRole('button', { name: /^Captions/ }).tap()
    await page.getByRole('menuitem', { name: /^Style/ }).tap()
    await fitsThumbs(page, 'menuitemradio')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await film.getByRole('button', { name: 'Fullscreen', exact: true }).tap()
    await film.getByRole('button', { name: /^Speed/ }).tap()
    await fitsThumbs(page, 'menuitemradio')
    await expect(page.getByRole('menuitemradio', { name: '2×', exact: true })).toBeInViewport()
    await page.getByRole('menuitemradio', { name: '2×', exact: true }).tap()
    await expect.poll(() => page.evaluate(() => document.querySelector('video')?.playbackRate)).toBe(2)
  })
})

test('by keyboard a level is entered and left, and the list of keys opens over a film that fills the screen', async ({
  server,
  newcomer,
}) => {
  test.setTimeout(240_000)
  const scene = await aScene(server)
  const { page: staff } = await newcomer()
  await aTaughtFilm(staff, scene)
  const { page } = await newcomer()
  await signIn(page, scene.school, STUDENT)
  await play(page, scene)
  await page.keyboard.press('k')
  const captions = page.getByRole('button', { name: /^Captions/ })
  await captions.press('Enter')
  await expect(page.getByRole('menuitemradio', { name: 'Off' })).toBeFocused()
  await page.keyboard.press('End')
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('menuitemradio', { name: 'Medium' })).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await expect(page.getByRole('menuitem', { name: /^Style/ })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(captions).toBeFocused()

  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await page.keyboard.press('?')
  await expect(list).toBeVisible()
  await isSound(page, 'the keys')
  const at = await playedTo(page)
  await page.keyboard.press('l')
  expect(await playedTo(page)).toBe(at)
  await page.keyboard.press('Escape')
  await expect(list).toBeHidden()
  await expect(captions).toBeFocused()

  const more = page.getByRole('button', { name: 'More', exact: true })
  await more.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Keyboard shortcuts' })).toBeFocused()
  await page.keyboard.press('Space')
  await expect(list).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(more).toBeFocused()

  await page.keyboard.press('f')
  await expect.poll(() => page.evaluate(() => document.fullscreenElement !== null)).toBe(true)
  await page.keyboard.press('?')
  await expect(list).toBeVisible()
  expect(await list.evaluate((shown) => document.fullscreenElement?.contains(shown))).toBe(true)
  await list.getByRole('button', { name: 'Close' }).press('Enter')
  await expect(list).toBeHidden()
  await expect(more).toBeFocused()
  await page.keyboard.press('?')
  await page.evaluate(() => document.exitFullscreen())
  await expect(list).toBeHidden()
})
