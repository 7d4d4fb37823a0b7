import AxeBuilder from '@axe-core/playwright'
import { urls } from '#app/urls.ts'
import { INVITATION_SEAL, sealedInvitation } from '#tenants/registry/invitation-seal.ts'
import { openInvitations } from '#tenants/registry/invitations.ts'
import { openSchools, PASSWORD } from '../setup/kit.ts'
import { aScene, signIn, takenOver } from './scene.ts'
import { expect, test } from './setup.ts'

test('an owner invites a teacher, who makes an account by the link, teaches one course, and is removed and taken back', async ({
  server,
  newcomer,
}) => {
  const scene = await aScene(server, { title: 'Dyeing wool' })
  const { page: owner } = await newcomer()
  await signIn(owner, scene.platform, scene.owner.email)
  await owner.goto(scene.platform + urls.dashboard.staff(scene.slug))
  await takenOver(owner)
  await owner.getByRole('link', { name: 'Invite somebody' }).click()
  await owner.getByLabel('E-mail').fill('nell@staff.test')
  await owner.getByLabel('Instructor').check()
  await owner.getByLabel('Dyeing wool').check()
  await owner.getByRole('button', { name: 'Send the invitation' }).click()
  await expect(owner.getByText('nell@staff.test')).toBeVisible()

  const schools = openSchools(server.dataDir, server.port)
  const school = schools.registry.bySlug(scene.slug)
  const [invitation] = schools.registry.read((db) => openInvitations(db, school?.id ?? ''))
  const link = schools.seal(INVITATION_SEAL, sealedInvitation(invitation?.id ?? ''))
  schools.close()
  const { page: teacher } = await newcomer({ phone: true, dark: true })
  await teacher.goto(scene.platform + urls.platform.link(link))
  await takenOver(teacher)
  await expect(teacher.getByText('The invitation is for nell@staff.test.')).toBeVisible()
  await teacher.getByLabel('Your name').fill('Nell Dyer')
  await teacher.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await teacher.getByRole('button', { name: 'Make an account and join' }).click()
  await teacher.waitForURL((url) => url.pathname === urls.dashboard.home(scene.slug))
  await teacher.goto(scene.platform + urls.dashboard.courses(scene.slug))
  await expect(teacher.getByRole('link', { name: 'Dyeing wool' })).toBeVisible()

  await owner.goto(scene.platform + urls.dashboard.staff(scene.slug))
  await takenOver(owner)
  await owner.getByRole('link', { name: 'Change Nell Dyer' }).click()
  await owner.getByRole('button', { name: 'Remove from the staff' }).click()
  await expect(owner.getByText('Nell Dyer is not on the staff any more.')).toBeVisible()
  await owner.getByRole('button', { name: 'Undo' }).click()
  await expect(owner.getByRole('link', { name: 'Change Nell Dyer' })).toBeVisible()
})

test('the screens of an account and of the staff keep the rules of accessibility, on a desk and on a phone @full', async ({
  server,
  newcomer,
}) => {
  const scene = await aScene(server)
  for (const phone of [false, true]) {
    const { page } = await newcomer({ phone, dark: phone })
    await page.goto(scene.platform + urls.platform.forgot())
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
    await signIn(page, scene.platform, scene.owner.email)
    const { account, signingIn, sessions } = urls.platform
    const { staff, inviteStaff, roles, role, ownership } = urls.dashboard
    const inSchool = [staff, inviteStaff, roles, ownership].map((url) => url(scene.slug))
    for (const path of [account(), signingIn(), sessions(), ...inSchool, role(scene.slug, 'new')]) {
      await page.goto(scene.platform + path)
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id, nodes }) => `${path}: ${id} ${nodes[0]?.html}`)).toEqual([])
    }
  }
})
