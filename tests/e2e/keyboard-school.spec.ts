import { urls } from '#app/urls.ts'
import { deleteCourse } from '#tenants/courses/change-course.ts'
import { duplicateCourse } from '#tenants/courses/duplicate.ts'
import { PASSWORD } from '../setup/kit.ts'
import { Hands } from './keyboard.ts'
import { aScene, enrolled, signIn, takenOver } from './scene.ts'
import { expect, test } from './setup.ts'

// The school itself and one's own account, by Tab and keys alone: nothing here is clicked, nor given the focus by script.

test('by keyboard alone the school is described, notices are read and muted, jobs looked through, and the trash emptied', async ({
  server,
  newcomer,
}) => {
  test.setTimeout(120_000)
  const scene = await aScene(server)
  await enrolled(scene, 'ines@student.test')
  await scene.inside(async (tenant) => {
    for (const word of ['Madder', 'Weld']) {
      const { id } = await duplicateCourse(tenant, scene.owner.id, scene.course.id, () => word)
      await deleteCourse(tenant, scene.owner.id, id)
    }
  })
  const { page } = await newcomer()
  const hands = new Hands(page)
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.settings(scene.slug))
  await takenOver(page)

  await test.step('settings and brand', async () => {
    await hands.write(/^Tagline/, 'Colour that lasts')
    await hands.press('button', 'Save changes')
    await expect(page.getByRole('status').filter({ hasText: 'Saved' }).first()).toBeAttached()
    await hands.keepFocus()
    await hands.press('link', 'Colour, fonts and logo')
    await expect(page.getByRole('heading', { name: 'Brand', level: 1 })).toBeVisible()
    await hands.press('button', 'Madder red')
    await expect(page.getByRole('button', { name: 'Madder red' })).toHaveAttribute('aria-pressed', 'true')
    await hands.press('button', /^Save/)
    await expect(page.getByRole('status').filter({ hasText: 'Saved' }).first()).toBeAttached()
    await hands.keepFocus()
  })

  await test.step('jobs', async () => {
    await hands.press('link', 'Jobs')
    await expect(page.getByRole('heading', { name: 'Jobs', level: 1 })).toBeVisible()
    await hands.press('link', /^Needs you/)
    await expect(page).toHaveURL(/show=/)
    await hands.keepFocus()
    await hands.write(/^Search/, 'vat', 'searchbox')
    await expect(page).toHaveURL(/q=vat/)
    await expect(page.getByRole('searchbox')).toBeFocused()
    await hands.to('combobox', 'Kind')
    await page.keyboard.press('ArrowDown')
    await expect(page).toHaveURL(/kind=video/)
    await hands.keepFocus()
  })

  await test.step('notifications', async () => {
    const tray = page.getByRole('dialog', { name: 'Notifications' })
    await hands.press('link', /^Notifications/)
    await expect(tray).toBeVisible()
    await expect.poll(() => tray.evaluate((element) => element.contains(document.activeElement))).toBe(true)
    await page.keyboard.press('Escape')
    await expect(tray).toHaveCount(0)
    await expect(page.getByRole('link', { name: /^Notifications/ }).first()).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(tray).toBeVisible()
    await hands.press('button', 'Mark all as read', { within: tray })
    await expect(tray.getByRole('button', { name: 'Mark all as read' })).toHaveCount(0)
    await hands.keepFocus()
    await hands.press('link', 'All notifications and settings', { within: tray })
    await expect(page.getByRole('heading', { name: 'Notifications', level: 1 })).toBeVisible()
    await hands.keepFocus()
    await hands.press('button', 'Mute: Students who join')
    await expect(page.getByRole('button', { name: 'Hear again: Students who join' })).toBeFocused()
  })

  await test.step('the trash', async () => {
    await hands.press('link', 'Trash')
    await hands.press('button', 'Restore Madder')
    await expect(page.getByText('It is back where it was.').first()).toBeVisible()
    await expect(page.getByRole('button', { name: 'Restore Madder' })).toHaveCount(0)
    await hands.keepFocus()
    await hands.press('link', 'Delete Weld for good')
    const question = page.getByRole('dialog')
    await expect(question).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(question).toHaveCount(0)
    await expect(page.getByRole('link', { name: 'Delete Weld for good' })).toBeFocused()
    await page.keyboard.press('Enter')
    await hands.write('Type its title to confirm', 'Weld', 'textbox', question)
    await hands.press('button', 'Delete for good', { within: question })
    await expect(page.getByText('Nothing has been deleted')).toBeVisible()
    await hands.keepFocus()
  })
})

test('by keyboard alone somebody on the staff changes their name and password, and ends what is open elsewhere', async ({
  server,
  newcomer,
}) => {
  const scene = await aScene(server)
  for (const { page: elsewhere } of [await newcomer(), await newcomer()]) await signIn(elsewhere, scene.platform, scene.owner.email)
  const { page } = await newcomer()
  const hands = new Hands(page)
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.home(scene.slug))
  await takenOver(page)

  await hands.press('link', /^Your account/)
  await expect(page.getByRole('heading', { name: 'Your account', level: 1 })).toBeVisible()
  await hands.write('Name', 'Olga Owner')
  await hands.press('button', 'Save')
  await expect(page.getByRole('status').filter({ hasText: 'Saved' }).first()).toBeAttached()
  await hands.keepFocus()

  await hands.press('link', 'Signing in')
  const part = page.getByRole('main').locator('section', { has: page.getByRole('heading', { name: 'Password', exact: true }) })
  const wrong = part.getByRole('textbox', { name: 'Your password' })
  await hands.write('Your password', 'not mine at all', 'textbox', part)
  await hands.write('New password', 'weld and woad and madder', 'textbox', part)
  await expect(page.getByRole('textbox', { name: 'New e-mail' })).not.toHaveAttribute('aria-invalid')
  await page.keyboard.press('Enter')
  await expect(wrong).toHaveAttribute('aria-invalid', 'true')
  await expect(wrong).toBeFocused()
  await hands.write('Your password', PASSWORD, 'textbox', part)
  await hands.write('New password', 'weld and woad and madder', 'textbox', part)
  await hands.press('button', 'Change the password', { within: part })
  await expect(page.getByRole('status').filter({ hasText: 'Your password is a new one now' })).toBeVisible()
  await hands.keepFocus()

  const { page: again } = await newcomer()
  await again.goto(scene.platform + urls.platform.signIn())
  const others = new Hands(again)
  await takenOver(again)
  await others.write('E-mail', scene.owner.email)
  await others.write('Password', 'weld and woad and madder')
  await again.keyboard.press('Enter')
  await again.waitForURL(/dashboard/)
  await hands.press('link', 'Devices')
  await hands.press('button', /^Sign out (?!every)/, { within: page.getByRole('main').getByRole('list') })
  await expect(page.getByText('You are signed in nowhere else.')).toBeVisible()
  await hands.keepFocus()
  await again.reload()
  await expect(again).toHaveURL(/sign-in/)
})
