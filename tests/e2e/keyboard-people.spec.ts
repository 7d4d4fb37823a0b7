import { urls } from '#app/urls.ts'
import { duplicateCourse } from '#tenants/courses/duplicate.ts'
import { registerStudent } from '#tenants/people/students.ts'
import { DEVICE, PASSWORD } from '../setup/kit.ts'
import { Hands } from './keyboard.ts'
import { anAssistant, aScene, enrolled, signIn, takenOver } from './scene.ts'
import { expect, test } from './setup.ts'

// Students and staff are looked after by Tab and keys alone: nothing here is clicked, nor given the focus by script.

test('by keyboard alone students are found, filtered, changed together, suspended and imported, and the focus is never lost', async ({
  server,
  newcomer,
}) => {
  test.setTimeout(120_000)
  const scene = await aScene(server)
  await enrolled(scene, 'ines@student.test')
  await scene.inside(async (tenant) => {
    await duplicateCourse(tenant, scene.owner.id, scene.course.id, () => 'Weaving')
    await registerStudent(tenant, { name: 'Aiko Mori', email: 'aiko@student.test', password: PASSWORD }, DEVICE)
  })
  const { page } = await newcomer()
  const hands = new Hands(page)
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.people(scene.slug))
  await takenOver(page)
  const rows = page.getByRole('table').getByRole('row')

  await test.step('searches, and filters by course and by list', async () => {
    await hands.write(/^Search/, 'aiko', 'searchbox')
    await expect(page).toHaveURL(/search=aiko/)
    await expect(rows).toHaveCount(2)
    await expect(page.getByRole('searchbox')).toBeFocused()
    await hands.write(/^Search/, 'i', 'searchbox')
    await expect(rows).toHaveCount(3)
    await hands.to('combobox', 'Course')
    await page.keyboard.type('Weav')
    await expect(page).toHaveURL(/course=/)
    await expect(page.getByRole('heading', { name: 'No matches' })).toBeVisible()
    await hands.keepFocus()
    await hands.press('link', 'Show everyone')
    await expect(rows).toHaveCount(3)
    await hands.keepFocus()
    await hands.press('link', /^Never began/)
    await expect(page).toHaveURL(/segment=never/)
    await hands.keepFocus()
    await hands.press('link', /^All/, { within: page.getByRole('navigation', { name: 'Which students' }) })
    await expect(page).not.toHaveURL(/segment=/)
  })

  await test.step('changes all that match', async () => {
    await hands.press('checkbox', 'Pick Aiko Mori', { key: 'Space' })
    await expect(page.getByText('1 picked')).toBeVisible()
    await hands.press('checkbox', 'All 2 that match', { key: 'Space' })
    await expect(page.getByRole('checkbox', { name: 'All 2 that match' })).toBeChecked()
    await hands.press('summary', 'Give access')
    const bar = page.getByRole('region', { name: 'Students who are picked' })
    await hands.to('combobox', 'Course', bar)
    await page.keyboard.type('Weav')
    await hands.press('button', 'Give access', { within: bar })
    await expect(page.getByText(/given/i).first()).toBeVisible()
    await hands.keepFocus()
  })

  await test.step('opens one, suspends her and lets her in again', async () => {
    await hands.press('link', /^Aiko Mori/)
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Aiko Mori')
    await hands.keepFocus()
    await hands.press('summary', 'Suspend')
    await hands.write(/^Reason/, 'Has not paid.')
    await hands.press('button', 'Suspend')
    await expect(page.getByText(/They are told: “Has not paid\.”/)).toBeVisible()
    await hands.keepFocus()
    await hands.press('button', 'Let in again')
    await expect(page.getByRole('button', { name: 'Let in again' })).toHaveCount(0)
    await hands.keepFocus()
  })

  await test.step('imports a table', async () => {
    await hands.press('link', 'People', { within: page.getByRole('navigation', { name: 'Main' }) })
    await expect(page.getByRole('heading', { name: 'People', level: 1 })).toBeVisible()
    await hands.press('link', 'Import')
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Import')
    const chooser = page.waitForEvent('filechooser')
    await hands.to('button', /^File/)
    await page.keyboard.press('Enter')
    await (await chooser).setFiles({
      name: 'students.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('Name;E-Mail\nNell;nell@student.test\nNobody;not an address'),
    })
    await hands.press('button', 'Check the file')
    await expect(page.getByText('1 row would be left out')).toBeVisible()
    await hands.keepFocus()
    await hands.press('button', 'Add 1 student')
    await expect(page.getByText('1 student added.')).toBeVisible()
    await hands.keepFocus()
    await hands.press('link', 'See the new student')
    await expect(rows.filter({ hasText: 'nell@student.test' })).toBeVisible()
    await hands.keepFocus()
  })
})

test('by keyboard alone staff are invited and the invitation withdrawn, a role is changed, somebody removed and taken back', async ({
  server,
  newcomer,
}) => {
  const scene = await aScene(server)
  await anAssistant(server, scene, `abel@${scene.slug}.test`)
  const { page } = await newcomer()
  const hands = new Hands(page)
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.staff(scene.slug))
  await takenOver(page)

  await test.step('invites, is told what is wrong, and withdraws', async () => {
    await hands.press('link', 'Invite somebody')
    await hands.write('E-mail', 'nell')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('textbox', { name: 'E-mail' })).toHaveAccessibleDescription(/e-mail/i)
    await expect(page.getByRole('textbox', { name: 'E-mail' })).toBeFocused()
    await page.keyboard.type('@staff.test')
    await hands.to('radio', /^Instructor/)
    await page.keyboard.press('ArrowDown')
    await expect(page.getByRole('radio', { name: /^Assistant/ })).toBeChecked()
    await hands.press('button', 'Send the invitation')
    const withdraw = page.getByRole('button', { name: 'Withdraw the invitation to nell@staff.test' })
    await expect(withdraw).toBeVisible()
    await hands.keepFocus()
    await hands.press('button', 'Withdraw the invitation to nell@staff.test')
    await expect(withdraw).toHaveCount(0)
    await hands.keepFocus()
  })

  await test.step('changes a role', async () => {
    await hands.press('link', 'Change Abel Assistant')
    await hands.to('radio', /^Assistant/)
    await page.keyboard.press('ArrowUp')
    await expect(page.getByRole('radio', { name: /^Instructor/ })).toBeChecked()
    await hands.press('button', 'Save')
    await expect(page.getByRole('row', { name: /Abel/ })).toContainText('Instructor')
    await hands.keepFocus()
  })

  await test.step('removes somebody and takes them back', async () => {
    await hands.press('link', 'Change Abel Assistant')
    await hands.press('button', 'Remove from the staff')
    await expect(page.getByText('Abel Assistant is not on the staff any more.')).toBeVisible()
    await hands.keepFocus()
    await hands.press('button', 'Undo')
    await expect(page.getByRole('row', { name: /Abel/ })).toBeVisible()
    await hands.keepFocus()
  })
})
