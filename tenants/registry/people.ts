import { and, asc, eq, inArray, isNull } from 'drizzle-orm'
import { newId } from '#lib/ids.ts'
import { isTaken } from '#tenants/database/connection.ts'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import { EmailTaken, SignInRefused } from '#tenants/people/failures.ts'
import { hashPassword, isPassword } from '#tenants/people/passwords.ts'
import type { Grants } from '#tenants/people/permissions.ts'
import { type Device, endSession, findSession, rotateSession, type Session } from '#tenants/people/sessions.ts'
import { normaliseEmail } from '#tenants/people/students.ts'
import { type Admission, admit, openSession } from './admission.ts'
import { auditOwn } from './audit.ts'
import { isHeldForSomebody } from './person-links.ts'
import type { Registry } from './registry.ts'
import { memberships, type Person, people, type School, schools, sessions } from './schema.ts'
import { grantsFor } from './staff-rules.ts'

/** Makes a staff account and signs it in. @throws EmailTaken */
export async function registerPerson(
  registry: Registry,
  who: { email: string; name: string; password: string },
  device: Device,
  now = Date.now(),
): Promise<{ person: Person; token: string }> {
  const passwordHash = await hashPassword(who.password)
  return registry.transact((tx) => {
    const person: Person = {
      id: newId('person', now),
      email: normaliseEmail(who.email),
      name: who.name.trim(),
      passwordHash,
      createdAt: now,
    }
    addPerson(tx, person, device)
    return { person, token: openSession(tx, person.id, device, now) }
  })
}

/** For verbs that make an account on the way. @throws EmailTaken */
export function addPerson(tx: Writing, person: Person, device: Device): void {
  const { id, email, createdAt } = person
  if (isHeldForSomebody(tx, email, undefined, createdAt)) throw new EmailTaken()
  try {
    tx.insert(people).values(person).run()
  } catch (error) {
    throw isTaken(error, 'people.email') ? new EmailTaken() : error
  }
  auditOwn(tx, id, 'person.registered', {}, device, createdAt)
}

/** The password, and the question for the second step where there is one. @throws SignInRefused, the same for an unknown e-mail and a wrong password. */
export async function signInPerson(
  registry: Registry,
  credentials: { email: string; password: string },
  device: Device,
  now = Date.now(),
): Promise<Admission> {
  const person = registry.read((db) =>
    db
      .select()
      .from(people)
      .where(eq(people.email, normaliseEmail(credentials.email)))
      .get(),
  )
  const right = await isPassword(person?.passwordHash, credentials.password)
  if (!person || !right) throw new SignInRefused()
  return registry.transact((tx) => {
    // Meanwhile, while the hash was made, the password may have become another one.
    if (personNow(tx, person.id)?.passwordHash !== person.passwordHash) throw new SignInRefused()
    return admit(tx, person, device, now)
  })
}

const personNow = (db: Reading, id: string): Person | undefined => db.select().from(people).where(eq(people.id, id)).get()

export const renamePerson = (registry: Registry, person: Person, name: string, device: Device): Promise<void> =>
  registry.transact((tx) => {
    tx.update(people).set({ name }).where(eq(people.id, person.id)).run()
    auditOwn(tx, person.id, 'person.renamed', {}, device)
  })

export function personBySession(registry: Registry, token: string, now = Date.now()): { person: Person; session: Session } | undefined {
  return registry.read((db) => {
    const session = findSession(db, sessions, token, now)
    const person = session && db.select().from(people).where(eq(people.id, session.ownerId)).get()
    return session && person ? { person, session } : undefined
  })
}

export const rotatePersonSession = (registry: Registry, session: Session): Promise<string | undefined> =>
  registry.transact((tx) => rotateSession(tx, sessions, session))

export const signOutPerson = (registry: Registry, token: string): Promise<void> =>
  registry.transact((tx) => endSession(tx, sessions, token))

export const personById = (registry: Registry, id: string): Person | undefined =>
  registry.read((db) => db.select().from(people).where(eq(people.id, id)).get())

export const personByEmail = (registry: Registry, email: string): Person | undefined =>
  registry.read((db) =>
    db
      .select()
      .from(people)
      .where(eq(people.email, normaliseEmail(email)))
      .get(),
  )

/** The schools a person works in, oldest first. */
export function schoolsOf(registry: Registry, personId: string): { school: School; role: string }[] {
  return registry.read((db) =>
    db
      .select({ school: schools, role: memberships.role })
      .from(memberships)
      .innerJoin(schools, eq(schools.id, memberships.schoolId))
      .where(and(eq(memberships.personId, personId), isNull(schools.deletedAt)))
      .orderBy(asc(schools.createdAt))
      .all(),
  )
}

/** What a person may do in a school; undefined for who does not work there. */
export const grantsIn = (registry: Registry, personId: string, schoolId: string): Grants | undefined =>
  registry.read((db) => grantsFor(db, personId, schoolId))

/** The names of the people among some ids, by id; who has closed their account is not among them. An object, because it travels to a page. */
export function namesOf(registry: Registry, ids: readonly (string | null | undefined)[]): Record<string, string> {
  const asked = [...new Set(ids)].filter((id) => id?.startsWith('person_')).filter((id) => typeof id === 'string')
  if (!asked.length) return {}
  const found = registry.read((db) => db.select({ id: people.id, name: people.name }).from(people).where(inArray(people.id, asked)).all())
  return Object.fromEntries(found.map(({ id, name }) => [id, name]))
}
