import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import sharp from 'sharp'
import { urls } from '#app/urls.ts'
import { lessonById } from '#tenants/courses/find.ts'
import { lessonBody } from '#tenants/courses/lesson-body.ts'
import { publishCourse } from '#tenants/courses/versions.ts'
import { GOOGLE, GOOGLE_CLEAN, WORD, WORD_CLEAN } from './clipboard.ts'
import { aScene, enrolled, type Scene, signIn, takenOver } from './scene.ts'
import { expect, test } from './setup.ts'

// What a lesson's text can hold besides words: put there with "/", by paste and from files, and read by students.

const editor = (page: Page) => page.locator('.tiptap[contenteditable=true]')
const options = (page: Page) => page.getByRole('listbox', { name: 'Blocks' }).getByRole('option')
const saved = (page: Page) => expect(page.getByText(/^Saved/).first()).toBeVisible()

async function open(page: Page, scene: Scene): Promise<void> {
  await page.goto(scene.platform + urls.dashboard.lesson(scene.slug, scene.course.id, scene.lessons[0]?.id ?? ''))
  await takenOver(page)
  await editor(page).click()
}

const stored = (scene: Scene) =>
  scene.inside((tenant) => tenant.read((db) => lessonBody(db, lessonById(db, scene.course.id, scene.lessons[0]?.id ?? '').bodyId).html))

/** Into an empty text. */
async function empty(page: Page): Promise<void> {
  await editor(page).click()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
}

const paste = (page: Page, data: Readonly<Record<string, string>>) =>
  editor(page).evaluate((text, pieces) => {
    const clipboardData = new DataTransfer()
    for (const [type, value] of Object.entries(pieces)) clipboardData.setData(type, value)
    text.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, data)

async function slash(page: Page, typed: string): Promise<void> {
  await page.keyboard.press('Control+End')
  await page.keyboard.press('Enter')
  await page.keyboard.type(`/${typed}`)
  await expect(options(page).first()).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('listbox')).toHaveCount(0)
}

/** Behind a block that the cursor does not leave by Enter. */
const paragraphAtEnd = (page: Page) => page.locator('.tiptap > p').last().click()

const clean = async (page: Page, ...unfinished: string[]) => {
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').disableRules(unfinished).analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
}

test('every block is put by its name, saved, there after a reload, and read on a phone without script', async ({
  server,
  newcomer,
  browser,
}) => {
  const scene = await aScene(server)
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await open(page, scene)
  await empty(page)

  await page.keyboard.type('/')
  await expect(options(page)).toHaveCount(14)
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('option', { name: 'Heading', exact: true })).toHaveAttribute('aria-selected', 'true')
  expect(await editor(page).getAttribute('aria-activedescendant')).toBe(
    await page.getByRole('option', { selected: true }).getAttribute('id'),
  )
  await clean(page)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('listbox')).toHaveCount(0)
  await page.keyboard.press('Backspace')
  await page.keyboard.type('Before all.')

  await slash(page, 'tip')
  await page.keyboard.type('Wet the wool first.')
  await paragraphAtEnd(page).catch(() => undefined)
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await slash(page, 'code')
  await page.keyboard.type('const vat = "madder" // red')
  await page.getByLabel('Language of the code').selectOption('javascript')
  // The cursor comes back from the list a frame later.
  await expect(editor(page)).toBeFocused()
  await expect(editor(page).locator('.hljs-keyword')).toHaveText('const')
  await page.keyboard.press('Control+End')
  await page.keyboard.press('ArrowDown')
  await slash(page, 'table')
  await page.keyboard.type('Plant')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Grams')
  await expect(page.getByRole('toolbar', { name: 'Table' })).toBeVisible()
  await page.keyboard.press('Alt+F10')
  await expect(page.getByRole('button', { name: 'Add a row below' })).toBeFocused()
  await page.keyboard.press('ArrowRight')
  // The toolbar moves the focus a task later.
  await expect(page.getByRole('button', { name: 'Add a column after' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(editor(page).locator('tr').first().locator('th')).toHaveCount(4)
  await paragraphAtEnd(page)
  await slash(page, 'youtube')
  await page.getByLabel('Address').fill('https://evil.example/watch?v=dQw4w9WgXcQ')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByText('Only pages of YouTube')).toBeVisible()
  await page.getByLabel('Address').fill('https://youtu.be/dQw4w9WgXcQ?si=spy')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByLabel('Title of the video or page').fill('Dyeing with madder')

  const picture = await sharp({ create: { width: 1600, height: 900, channels: 3, background: '#a33' } })
    .png()
    .toBuffer()
  const chosen = page.waitForEvent('filechooser')
  await paragraphAtEnd(page)
  await page.getByRole('button', { name: 'Picture', exact: true }).click()
  await (await chosen).setFiles({ name: 'vat.png', mimeType: 'image/png', buffer: picture })
  await expect(editor(page).locator('.picture-block img[srcset]')).toBeVisible({ timeout: 60_000 })
  await page.getByLabel('Description of the picture').fill('A red vat')
  await page.getByLabel('Caption').fill('Day two')
  await saved(page)
  // The headings of the table are still being written.
  await clean(page, 'empty-table-header')

  await page.reload()
  await takenOver(page)
  await expect(editor(page).locator('.picture-block img[srcset]')).toBeVisible()
  await expect(page.getByLabel('Description of the picture')).toHaveValue('A red vat')
  await expect(page.getByLabel('Title of the video or page')).toHaveValue('Dyeing with madder')
  const html = await stored(scene)
  expect(html).toMatch(/<img data-asset="asset_\w+" alt="A red vat" title="Day two" \/>/)
  expect(html).toContain('<a data-embed="youtube" href="https://www.youtube.com/watch?v=dQw4w9WgXcQ"')
  expect(html).not.toMatch(/\ssrc=/)

  await scene.inside((tenant) => publishCourse(tenant, scene.owner.id, scene.course.id))
  await enrolled(scene, 'ines@student.test')
  const { page: phone, context } = await newcomer({ phone: true })
  await context.route('https://www.youtube-nocookie.com/**', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><html lang="en"><title>film</title><p>the film</p></html>' }),
  )
  await signIn(phone, scene.school, 'ines@student.test')
  const lesson = urls.school.lesson(scene.course.slug, scene.lessons[0]?.id ?? '')
  const answer = await phone.goto(scene.school + lesson)
  expect(answer?.headers()['content-security-policy']).toContain("frame-src 'self' https://www.youtube-nocookie.com;")
  await expect(phone.getByRole('img', { name: 'A red vat' })).toBeVisible()
  await expect
    .poll(() => phone.getByRole('img', { name: 'A red vat' }).evaluate((img: HTMLImageElement) => img.naturalWidth))
    .toBeGreaterThan(0)
  await expect(phone.getByText('Day two')).toBeVisible()
  await expect(phone.getByRole('note', { name: 'Tip' })).toContainText('Wet the wool first.')
  await expect(phone.locator('pre .hljs-keyword')).toHaveText('const')
  await expect(phone.locator('iframe[title="Dyeing with madder"]')).toHaveAttribute('sandbox', /allow-scripts/)
  await phone.locator('iframe').scrollIntoViewIfNeeded()
  await expect(phone.frameLocator('iframe').getByText('the film')).toBeVisible()
  expect(await phone.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  await clean(phone)

  // From a lesson without a frame to this one: the new document's policy allows it.
  const other = await phone.goto(scene.school + urls.school.lesson(scene.course.slug, scene.lessons[1]?.id ?? ''))
  expect(other?.headers()['content-security-policy']).toContain("frame-src 'self';")
  await takenOver(phone)
  await phone
    .locator(`a[href="${lesson}"]`)
    .first()
    .evaluate((link: HTMLElement) => link.click())
  await phone.waitForURL(`**${lesson}`)
  await phone.locator('iframe').scrollIntoViewIfNeeded()
  await expect(phone.frameLocator('iframe').getByText('the film')).toBeVisible()

  const plain = await browser.newContext({ javaScriptEnabled: false, storageState: await context.storageState() })
  const still = await plain.newPage()
  await still.goto(scene.school + lesson)
  await expect(still.locator('pre .hljs-string')).toHaveText('"madder"')
  await plain.close()
})

test('what Word and Google Docs copy arrives as clean blocks; Markdown does too, and can stay text', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await open(page, scene)
  for (const [copied, clean] of [
    [WORD, WORD_CLEAN],
    [GOOGLE, GOOGLE_CLEAN],
  ] as const) {
    await empty(page)
    await paste(page, { 'text/html': copied, 'text/plain': 'x' })
    await expect.poll(() => stored(scene)).toBe(clean)
  }

  await empty(page)
  await paste(page, { 'text/plain': '## Vat\n\n> [!TIP]\n> Wet the **wool**.\n\n```python\nx = 1\n```' })
  await expect
    .poll(() => stored(scene))
    .toBe(
      '<h2>Vat</h2><div data-callout="tip"><p>Wet the <strong>wool</strong>.</p></div><pre><code class="language-python">x = 1</code></pre>',
    )
  await page.getByRole('button', { name: 'Keep as text' }).click()
  await expect.poll(() => stored(scene)).toContain('<p>## Vat</p>')

  await empty(page)
  await paste(page, { 'text/plain': 'https://vimeo.com/76979871' })
  await expect.poll(() => stored(scene)).toContain('<p><a href="https://vimeo.com/76979871"')
  await page.getByRole('button', { name: 'Show it' }).click()
  await expect.poll(() => stored(scene)).toContain('<a data-embed="vimeo" href="https://vimeo.com/76979871"')
  await page.keyboard.press('Control+z')
  await expect.poll(() => stored(scene)).toBe('')
})

test('a Markdown file is brought in and the text is downloaded as one', async ({ server, newcomer }) => {
  const scene = await aScene(server)
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await open(page, scene)
  await empty(page)
  const chosen = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Add a block or a file' }).click()
  await page.getByRole('menuitem', { name: 'Import a Markdown file' }).click()
  const text = '## Vat\n\n| Plant | Grams |\n| --- | --- |\n| Weld | 400 |\n\n> [!NOTE]\n> Alum first.\n'
  await (await chosen).setFiles({ name: 'vat.md', mimeType: 'text/markdown', buffer: Buffer.from(text) })
  await expect(editor(page).locator('th').first()).toHaveText('Plant')
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Add a block or a file' }).click()
  await page.getByRole('menuitem', { name: 'Download as Markdown' }).click()
  const file = await saving
  expect(file.suggestedFilename()).toBe('First.md')
  const chunks: Buffer[] = []
  for await (const chunk of await file.createReadStream()) chunks.push(Buffer.from(chunk))
  const words = Buffer.concat(chunks).toString()
  for (const piece of ['## Vat', 'Plant', 'Weld', '> [!NOTE]\n> Alum first.']) expect(words).toContain(piece)
})

test('a table at the end of a text lets the cursor go: by arrow, by Enter on an empty line, and to the end', async ({
  server,
  newcomer,
}) => {
  const scene = await aScene(server, { html: '<table><tbody><tr><td><p>Weld</p></td><td><p>400</p></td></tr></tbody></table>' })
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await open(page, scene)
  const cell = editor(page).locator('td').last()
  const after = editor(page).locator(':scope > p').last()
  await cell.click()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.type('One.')
  await expect(after).toHaveText('One.')
  await cell.click()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Two. ')
  await expect(after).toHaveText('Two. One.')
  await cell.click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(' Three.')
  await expect(after).toHaveText('Two. One. Three.')
  await expect(cell).toHaveText('400')
  const [table, text] = await Promise.all([editor(page).locator('tbody').boundingBox(), after.boundingBox()])
  expect(table?.width).toBeCloseTo(text?.width ?? 0, 0)
})

test('a paste brings the pictures whose data it holds, names those it cannot bring, and each block runs its own way', async ({
  server,
  newcomer,
}) => {
  const scene = await aScene(server)
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await open(page, scene)
  await empty(page)
  const picture = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#a33' } })
    .png()
    .toBuffer()
  const own = `<img src="data:image/png;base64,${picture.toString('base64')}">`
  await paste(page, { 'text/html': `<p>One</p>${own}<p>שלום עולם</p><img src="https://elsewhere.example/a.png">` })
  await expect(page.getByText('One picture could not be taken along: put it in by the + menu.', { exact: true })).toBeVisible()
  await expect(editor(page).locator('.picture-block img[srcset]')).toBeVisible({ timeout: 60_000 })
  await expect(editor(page).getByText('שלום עולם')).toHaveCSS('direction', 'rtl')
  await expect(editor(page).getByText('One', { exact: true })).toHaveCSS('direction', 'ltr')
  await expect.poll(() => stored(scene)).toMatch(/^<p>One<\/p><p>שלום עולם<\/p><img data-asset="asset_\w+" alt="" \/>$/)
})
