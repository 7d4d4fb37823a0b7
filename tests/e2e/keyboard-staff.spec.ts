import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { urls } from '#app/urls.ts'
import { aFilm, PASSWORD } from '../setup/kit.ts'
import { Hands } from './keyboard.ts'
import { aScene, enrolled, signIn, takenOver, videoReady } from './scene.ts'
import { expect, test } from './setup.ts'

// What somebody on the staff does, by Tab and keys alone: nothing here is clicked, nor given the focus by script.

test('by keyboard alone a course is made, filled with a text and a film, priced, published, and opened by codes', async ({
  server,
  newcomer,
}) => {
  test.setTimeout(180_000)
  const scene = await aScene(server)
  const folder = await mkdtemp(join(tmpdir(), 'lectern-hands-'))
  const film = await aFilm(folder, { seconds: 2, size: '320x180' })
  const { page } = await newcomer()
  const hands = new Hands(page)
  await page.goto(scene.platform + urls.platform.signIn())
  await takenOver(page)
  await hands.write('E-mail', scene.owner.email)
  await hands.write('Password', PASSWORD)
  await page.keyboard.press('Enter')
  await page.waitForURL(/dashboard/)
  await takenOver(page)

  await test.step('makes a course in three steps', async () => {
    await hands.press('link', 'Courses')
    await expect(page.getByRole('heading', { name: 'Courses', level: 1 })).toBeVisible()
    await hands.press('link', 'New course')
    await expect(page.getByRole('textbox', { name: 'Title' })).toBeFocused()
    await page.keyboard.type('Natural Dyeing')
    await hands.press('button', 'Next')
    await hands.write('Price', '240')
    await hands.press('button', 'Next')
    await hands.write(/^Outline/, 'Weld')
    await page.keyboard.press('Enter')
    await page.keyboard.type('Madder')
    await hands.press('button', 'Create course')
    await expect(page.getByRole('heading', { name: 'Natural Dyeing', level: 1 })).toBeVisible()
    await hands.keepFocus()
  })

  await test.step('writes a lesson and adds its film', async () => {
    await hands.press('link', 'Weld')
    await expect(page.getByRole('textbox', { name: /text/i }).last()).toBeVisible()
    await hands.keepFocus()
    const chooser = page.waitForEvent('filechooser')
    await hands.to('button', /video/i, page.getByRole('main').locator('label'))
    await page.keyboard.press('Enter')
    await (await chooser).setFiles(film)
    await videoReady(page)
    await hands.to('textbox', /text/i)
    await page.keyboard.type('/heading')
    await expect(page.getByRole('listbox')).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('listbox')).toHaveCount(0)
    await page.keyboard.type('In flower')
    await expect(page.getByText(/^Saved/).first()).toBeVisible()
    await hands.press('switch', /Free preview/, { key: 'Space' })
    await expect(page.getByRole('switch', { name: /Free preview/ })).toBeChecked()
  })

  await test.step('deletes the lesson it does not need, and has it back', async () => {
    await hands.press('link', 'Natural Dyeing')
    await hands.press('button', 'More about Madder')
    await expect(page.getByRole('menuitem').first()).toBeFocused()
    await page.keyboard.press('End')
    await expect(page.getByRole('menuitem', { name: 'Delete' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('link', { name: 'Madder' })).toHaveCount(0)
    await hands.keepFocus()
    await hands.press('button', 'Undo')
    await expect(page.getByRole('link', { name: 'Madder' })).toBeVisible()
    await hands.keepFocus()
  })

  await test.step('publishes, asks another price and makes codes', async () => {
    await hands.press('button', 'Publish')
    await expect(page.getByRole('dialog', { name: /lessons? (is|are) empty/ })).toBeVisible()
    await hands.press('button', 'Publish anyway')
    await expect(page.getByText('Students see everything you have')).toBeVisible()
    await hands.press('link', 'Details')
    await hands.write('Price', '180')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('status').filter({ hasText: 'Saved' }).first()).toBeAttached()
    await hands.press('link', /^Access codes/)
    await hands.write('What they are for', 'Spring workshop')
    await hands.write('How many', '3', 'spinbutton')
    await hands.press('radio', 'For a number of days', { key: 'ArrowDown' })
    await expect(page.getByRole('radio', { name: 'Until they are used or withdrawn' })).toBeChecked()
    await hands.press('button', 'Make codes')
    await expect(page.getByText(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/)).toHaveCount(3)
    await hands.keepFocus()
  })
  await rm(folder, { recursive: true, force: true })
})

test('by keyboard alone a student is given a course, which is taken away and given back, and the focus is never lost', async ({
  server,
  newcomer,
}) => {
  const scene = await aScene(server)
  const ines = await enrolled(scene, 'ines@student.test')
  const { page } = await newcomer()
  const hands = new Hands(page)
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.student(scene.slug, ines))
  await takenOver(page)
  await hands.press('button', /^Revoke/)
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible()
  await expect(page.getByRole('button', { name: /^Revoke/ })).toHaveCount(0)
  await hands.keepFocus()
  await hands.press('button', 'Give access')
  await expect(page.getByRole('button', { name: /^Revoke/ })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Give access' })).toHaveCount(0)
  await hands.keepFocus()
})
