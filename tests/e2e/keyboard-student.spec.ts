import { desc } from 'drizzle-orm'
import { urls } from '#app/urls.ts'
import { LINK_SEAL, sealedLink } from '#tenants/people/one-time-links.ts'
import { studentLinks } from '#tenants/people/schema.ts'
import { codesOf, createBatch } from '#tenants/sales/batches.ts'
import { PASSWORD } from '../setup/kit.ts'
import { Hands } from './keyboard.ts'
import { aScene, enrolled, playedTo, type Scene, signIn, takenOver, withFilm } from './scene.ts'
import { expect, test } from './setup.ts'

// What a student does, by Tab and keys alone: nothing here is clicked, nor given the focus by script.

/** Where the link leads that was mailed last. */
const mailedLink = (scene: Scene) =>
  scene.inside((tenant) => {
    const made = tenant.read((db) => db.select().from(studentLinks).orderBy(desc(studentLinks.createdAt)).limit(1).get())
    return scene.school + urls.school.link(tenant.seal(LINK_SEAL, sealedLink(made?.id ?? '')))
  })

test('by keyboard alone a code is redeemed, a film watched and wound, and its lesson marked as done', async ({ server, newcomer }) => {
  test.setTimeout(180_000)
  const scene = await aScene(server)
  const { page: staff } = await newcomer()
  await withFilm(staff, scene)
  const code = await scene.inside(async (tenant) => {
    const { id } = await createBatch(tenant, scene.owner.id, { courseId: scene.course.id, label: 'Fair', count: 1, expiresAt: null })
    return tenant.read((db) => codesOf(db, id))[0]?.text ?? ''
  })
  const { page } = await newcomer()
  const hands = new Hands(page)

  await test.step('redeems a code', async () => {
    await page.goto(scene.school + urls.school.redeem())
    await takenOver(page)
    await hands.write('Access code', 'AAAABBBBCCCCDDDD')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('textbox', { name: 'Access code' })).toHaveAttribute('aria-invalid', 'true')
    await expect(page.getByRole('textbox', { name: 'Access code' })).toBeFocused()
    await hands.write('Access code', code)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'Your code is good' })).toBeVisible()
    await hands.write('Your name', 'Ines Bakker')
    await hands.write('E-mail', 'ines@student.test')
    await hands.write('Password', 'indigo in winter')
    await hands.press('button', 'Open the course')
    await expect(page.getByRole('heading', { name: 'First', level: 1 })).toBeVisible()
    await hands.keepFocus()
  })

  await test.step('watches, winds by the slider and by letters, and slows down', async () => {
    const film = page.getByRole('region', { name: 'Video: First' })
    const slider = film.getByRole('slider', { name: 'Position' })
    await hands.press('button', 'Play', { within: film })
    await expect.poll(() => playedTo(page)).toBeGreaterThan(0.5)
    await hands.keepFocus()
    // Out of sight, and yet there for who listens.
    await expect(film).not.toHaveAttribute('data-controls')
    await expect(slider).toHaveCount(1)
    await hands.to('slider', 'Position', film)
    await expect(film.getByRole('button', { name: 'Pause' })).toBeInViewport()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => playedTo(page)).toBeGreaterThan(10)
    await page.keyboard.press('k')
    await expect(film.getByRole('button', { name: 'Play' })).toBeVisible()
    await hands.press('button', /^Speed/, { within: film })
    await expect(page.getByRole('menu')).toBeVisible()
    await expect(page.getByRole('menuitemradio', { checked: true })).toBeFocused()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('menu')).toHaveCount(0)
    await expect.poll(() => page.evaluate(() => document.querySelector('video')?.playbackRate)).not.toBe(1)
    await hands.keepFocus()
    await page.keyboard.press('9')
    await page.keyboard.press('k')
    const card = page.getByRole('region', { name: 'The end of this video' })
    await expect(card.getByRole('button', { name: 'Continue' })).toBeFocused()
  })

  await test.step('goes on and marks the next as done', async () => {
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { name: 'Second', level: 1 })).toBeVisible()
    await hands.keepFocus()
    await hands.press('button', 'Mark as done')
    await expect(page.getByRole('status').filter({ hasText: 'Done' }).first()).toBeAttached()
    await hands.keepFocus()
  })
})

test('by keyboard alone a student comes by a link, changes everything of the account, takes the data and goes', async ({
  server,
  newcomer,
}) => {
  test.setTimeout(120_000)
  const scene = await aScene(server)
  await enrolled(scene, 'ines@student.test')
  const { page: elsewhere } = await newcomer()
  await signIn(elsewhere, scene.school, 'ines@student.test')
  const { page } = await newcomer()
  const hands = new Hands(page)

  await test.step('mistypes the password, and comes by a link', async () => {
    await page.goto(scene.school + urls.school.signIn())
    await takenOver(page)
    await hands.write('E-mail', 'ines@student.test')
    await hands.write('Password', 'not mine at all')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('alert')).toBeVisible()
    await expect(page.getByRole('textbox', { name: 'Password' })).toBeFocused()
    await expect(page.getByRole('textbox', { name: 'Password' })).toHaveAccessibleDescription(
      (await page.getByRole('alert').textContent()) ?? '',
    )
    await hands.press('button', 'Mail me a link instead')
    await expect(page.getByText('a link to sign in is on its way')).toBeVisible()
    await hands.keepFocus()
    await page.goto(await mailedLink(scene))
    await takenOver(page)
    await hands.press('button', 'Go to my courses')
    await page.waitForURL(scene.school + urls.school.learn())
  })

  await test.step('changes the name, and what letters come', async () => {
    await takenOver(page)
    await hands.press('summary', 'Your account, Ines Bakker')
    await hands.press('link', 'Account')
    await expect(page.getByRole('textbox', { name: 'Name' })).toBeVisible()
    await hands.write('Name', 'Ines de Bakker')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible()
    await hands.keepFocus()
    await hands.press('link', 'Notifications')
    await hands.press('checkbox', 'By mail', { key: 'Space', within: page.getByRole('group', { name: 'Reminders to go on' }) })
    await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible()
    await hands.keepFocus()
  })

  await test.step('changes the address, and the password, and ends what is open elsewhere', async () => {
    await hands.press('link', 'Sign-in')
    const { page: third } = await newcomer()
    await signIn(third, scene.school, 'ines@student.test')
    await page.reload()
    await takenOver(page)
    await hands.write('New e-mail', 'ines@new.test')
    await hands.press('button', 'Change e-mail')
    await expect(page.getByText('A link is on its way to ines@new.test')).toBeVisible()
    await hands.keepFocus()
    const ends = page.getByRole('button', { name: /^Sign out .+,/ })
    const before = await ends.count()
    await hands.press('button', /^Sign out .+,/)
    await expect(ends).toHaveCount(before - 1)
    await hands.keepFocus()
    await hands.press('button', 'Sign out everywhere else')
    await expect(ends).toHaveCount(0)
    await hands.keepFocus()
    await page.goto(await mailedLink(scene))
    await takenOver(page)
    await hands.press('button', 'Use ines@new.test')
    await expect(page.getByText('From now on you sign in with ines@new.test')).toBeVisible()
    await takenOver(page)
    const part = page.getByRole('region', { name: 'Password', exact: true })
    await hands.write('Current password', PASSWORD, 'textbox', part)
    await hands.write('New password', 'weld and woad and madder', 'textbox', part)
    await hands.press('button', 'Change password', { within: part })
    await expect(page.getByText('Your password was changed.')).toBeVisible()
    await hands.keepFocus()
  })

  await test.step('takes the data and goes', async () => {
    await hands.press('link', 'My data')
    const download = page.waitForEvent('download')
    await hands.press('link', 'Download my data')
    expect((await download).suggestedFilename()).toMatch(/\.json$/)
    await hands.write('Current password', 'weld and woad and madder')
    await hands.press('button', 'Delete my account')
    await expect(page.getByText(/Your account will be deleted on/)).toBeVisible()
  })
})
