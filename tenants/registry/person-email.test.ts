import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { EmailTaken, LinkSpent, SignInRefused } from '#tenants/people/failures.ts'
import { sealedLink } from '#tenants/people/one-time-links.ts'
import { registerPerson, signInPerson } from '#tenants/registry/people.ts'
import { DEVICE, PASSWORD } from '#tests/setup/kit.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
import { askForEmail, confirmEmail, takeEmailBack } from './person-email.ts'
import { isHeldForSomebody } from './person-links.ts'
import { changePassword } from './person-password.ts'
import { people, personLinks } from './schema.ts'

const WEEK = 7 * 86_400_000

async function aChanger() {
  const { schools } = await oneSchool()
  const { registry } = schools
  const { person } = await registerPerson(registry, { email: 'a@staff.test', name: 'Ada', password: PASSWORD }, DEVICE)
  const now = () => registry.read((db) => db.select().from(people).where(eq(people.id, person.id)).get())!
  const links = (purpose: string) =>
    registry
      .read((db) => db.select().from(personLinks).where(eq(personLinks.purpose, purpose)).all())
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id }) => sealedLink(id))
  const change = async (email: string, at?: number) => {
    await askForEmail(registry, now(), email, DEVICE, at)
    await confirmEmail(registry, links('email').at(-1), DEVICE, at)
  }
  return { registry, person, now, links, change }
}

test('the first address wins over whoever took the account over, however often they change it', async () => {
  const { registry, now, links, change } = await aChanger()
  // Whoever has the password moves the account twice, so that a way back of their own is the newest.
  await change('mallory@evil.test')
  await change('mallory2@evil.test')
  await changePassword(registry, now(), 'a password of mallory', DEVICE)
  const [first, second] = links('email_back')
  await takeEmailBack(registry, first, DEVICE)
  expect(now().email).toBe('a@staff.test')
  await expect(takeEmailBack(registry, second, DEVICE)).rejects.toThrow(LinkSpent)
  const credentials = { email: 'a@staff.test', password: 'a password of mallory' }
  await expect(signInPerson(registry, credentials, DEVICE)).rejects.toThrow(SignInRefused)
})

test('the address before is nobody else’s for a week, and then it is free and the way back closed', async () => {
  const { registry, person, links, change } = await aChanger()
  await change('b@staff.test')
  const stranger = { email: 'A@staff.test', name: 'Stranger', password: PASSWORD }
  await expect(registerPerson(registry, stranger, DEVICE)).rejects.toThrow(EmailTaken)
  const later = Date.now() + WEEK + 60_000
  expect(registry.read((db) => isHeldForSomebody(db, 'a@staff.test', undefined, later))).toBe(false)
  await expect(takeEmailBack(registry, links('email_back')[0], DEVICE, later)).rejects.toThrow(LinkSpent)
  await registerPerson(registry, stranger, DEVICE, later)
  expect(registry.read((db) => db.select().from(people).where(eq(people.id, person.id)).get())?.email).toBe('b@staff.test')
})

test('an address somebody has by now is not taken from them', async () => {
  const { registry, now, links } = await aChanger()
  await askForEmail(registry, now(), 'c@staff.test', DEVICE)
  await registerPerson(registry, { email: 'c@staff.test', name: 'Cleo', password: PASSWORD }, DEVICE)
  await expect(confirmEmail(registry, links('email')[0], DEVICE)).rejects.toThrow(EmailTaken)
  expect(now().email).toBe('a@staff.test')
  // A link of one purpose is none of another.
  await expect(takeEmailBack(registry, links('email')[0], DEVICE)).rejects.toThrow(LinkSpent)
})
