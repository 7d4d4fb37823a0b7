import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { urls } from '#app/urls.ts'
import { aScene, enrolled, playedTo, signIn, withFilm } from './scene.ts'
import { expect, test } from './setup.ts'

const SECONDS = 20
const SRT = `1
00:00:01,000 --> 00:00:03,000
Put the alum in first.

2
00:00:12,000 --> 00:00:16,000
Now the madder, <i>slowly</i>.
`
const isSound = async (page: Page, what: string) => {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => `${what}: ${id} ${nodes[0]?.html.slice(0, 200)}`)).toEqual([])
}
const file = (name: string, text: string) => ({ name, mimeType: 'application/x-subrip', buffer: Buffer.from(text) })

test('a file of captions goes up, is mended beside the film, and is what students see, search and go by', async ({
  server,
  browser,
  newcomer,
}) => {
  test.setTimeout(240_000)
  const scene = await aScene(server, { lessons: ['First', 'The bath'] })
  const [, lesson] = scene.lessons
  const { page: staff } = await newcomer()
  await withFilm(staff, scene, { at: 1, seconds: SECONDS })
  await staff.goto(scene.platform + urls.dashboard.lesson(scene.slug, scene.course.id, lesson?.id ?? ''))
  await staff.getByRole('link', { name: 'Captions', exact: true }).click()
  await expect(staff.getByRole('heading', { name: 'No captions yet' })).toBeVisible()

  // A file that is wrong says where, and what was chosen stays.
  const upload = staff.getByRole('button', { name: 'Upload', exact: true })
  await staff.getByLabel('VTT or SRT file').setInputFiles(file('bath.srt', SRT.replace('00:00:16,000', '00:00:10,000')))
  await staff.getByRole('combobox', { name: 'Language' }).first().selectOption('en')
  await upload.click()
  await expect(staff.getByRole('alert')).toContainText('Line 6: this caption ends before it begins.')
  // `-->` is what has to be typed, and no arrow.
  await expect(staff.getByRole('alert').getByRole('list')).toHaveCSS('font-variant-ligatures', 'none')
  await isSound(staff, 'a refused file')
  await staff.getByLabel('VTT or SRT file').setInputFiles(file('bath.srt', SRT))
  await expect(staff.getByRole('combobox', { name: 'Language' }).first()).toHaveValue('en')
  await upload.click()

  // Mended with the keyboard: the text, then a split where the cursor stands.
  await expect(staff.getByRole('heading', { name: 'Captions: English' })).toBeVisible()
  await staff.getByRole('button', { name: /Put the alum in first/ }).press('Enter')
  const text = staff.getByLabel('Caption 1', { exact: true })
  await expect(text).toBeFocused()
  await text.fill('Put the alum in. Then wait.')
  for (let letter = 0; letter < 'Then wait.'.length; letter++) await text.press('ArrowLeft')
  await text.press('Alt+KeyS')
  await expect(staff.getByLabel('Caption 2', { exact: true })).toHaveValue('Then wait.')
  await staff.getByLabel('To', { exact: true }).fill('0:01.5')
  await staff.getByLabel('To', { exact: true }).press('Enter')
  await expect(staff.getByText('It ends before it begins. It is not saved like this.')).toBeVisible()
  await expect(staff.getByLabel('To', { exact: true })).toHaveAttribute('aria-invalid', 'true')
  await expect(staff.getByLabel('Caption 2', { exact: true })).not.toHaveAttribute('aria-invalid')
  await expect(staff.getByText(/^Not saved yet: the caption at /)).toBeVisible()
  await expect(staff.getByRole('button', { name: 'Try again' })).toHaveCount(0)
  await isSound(staff, 'the editor')
  await staff.getByRole('button', { name: 'Undo' }).click()
  await expect(staff.getByText('It ends before it begins. It is not saved like this.')).toHaveCount(0)
  await expect(staff.getByText('Saved', { exact: false }).first()).toBeVisible()
  await staff.getByRole('button', { name: 'Publish', exact: true }).click()
  await expect(staff.getByText('Published', { exact: true })).toBeVisible()
  await expect(staff.getByText('3 captions')).toBeVisible()
  await isSound(staff, 'the list')

  await enrolled(scene, 'ines@school.test')
  const { page } = await newcomer()
  await signIn(page, scene.school, 'ines@school.test')
  const at = scene.school + urls.school.lesson(scene.course.slug, lesson?.id ?? '')
  await page.goto(at)
  await page.getByRole('button', { name: 'Transcript' }).click()
  const transcript = page.getByRole('region', { name: 'Transcript' })
  await expect(transcript.getByRole('button', { name: /Put the alum in. Then wait/ })).toBeVisible()
  await transcript.getByPlaceholder('Search the transcript').fill('MADDER')
  await expect(transcript.getByText('1 of 1')).toBeVisible()
  await expect(transcript.locator('mark')).toHaveText('madder')
  await isSound(page, 'the transcript')
  // The paragraph that is gone to plays, and is marked as what is said now.
  const said = transcript.getByRole('button', { name: /Now the madder/ })
  await said.press('Enter')
  await expect.poll(() => playedTo(page), { timeout: 30_000 }).toBeGreaterThanOrEqual(12)
  await expect(said).toHaveAttribute('aria-current', 'true')
  await expect(transcript.locator('[data-said]')).toHaveText(['Now the', 'madder', ', slowly.'])

  // Captions are off until somebody turns them on; then at the next visit too, and in the look that was chosen.
  await expect(page.locator('.player-captions [data-part="cue"]')).toHaveCount(0)
  const menu = page.getByRole('button', { name: /^Captions/ })
  await menu.press('Enter')
  const style = page.getByRole('menuitem', { name: /^Style/ })
  await style.press('Enter')
  await page.getByRole('menuitemradio', { name: 'Large', exact: true }).click()
  await page.keyboard.press('End')
  await expect(page.getByRole('menuitemradio', { name: 'None' })).toBeFocused()
  await expect(page.getByRole('menuitemradio', { name: 'None' })).toBeInViewport()
  await isSound(page, 'the captions menu')
  await style.press('Enter')
  await page.getByRole('menuitemradio', { name: 'English' }).click()
  await page.goto(`${at}?t=12`)
  await page.getByRole('button', { name: 'Play the video' }).click()
  await expect(page.locator('.player-captions')).toHaveAttribute('data-size', 'l')
  await expect(page.locator('.player-captions [data-part="cue"]')).toHaveText('Now the madder, slowly.', { timeout: 30_000 })

  // Without script it is a page, which leads into the film.
  const bare = await browser.newContext({ javaScriptEnabled: false, storageState: await page.context().storageState() })
  const plain = await bare.newPage()
  await plain.goto(at)
  await plain.getByRole('link', { name: 'Transcript' }).click()
  await expect(plain.getByText('Now the madder, slowly.')).toBeVisible()
  await expect(plain.getByRole('link', { name: '0:12' })).toHaveAttribute('href', /\?t=12$/)
  await bare.close()
})
