import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SignInRefused } from '#tenants/people/failures.ts'
import { makeLink, sealedLink } from '#tenants/people/one-time-links.ts'
import type { Schools } from '#tenants/schools.ts'
import { DEVICE, PASSWORD, type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { aPerson, aPersonWithApp, codeAt, nextCode } from '#tests/setup/two-factor.ts'
import { addAuthenticator, newAuthenticator, removeAuthenticator } from './authenticator.ts'
import { demandTwoFactor } from './demand-two-factor.ts'
import { personBySession, signInPerson } from './people.ts'
import { takeEmailBack } from './person-email.ts'
import { changePassword } from './person-password.ts'
import { renewRecoveryCodes } from './recovery-codes.ts'
import { audit, authenticators, personLinks, platformMails, recoveryCodes } from './schema.ts'
import { passByCode, proveByPassword } from './second-step.ts'
import { isProven, PROOF_LIFE_MS } from './session-proof.ts'
import { twoFactorOf } from './two-factor.ts'
import { resetTwoFactor, turnTwoFactorOff } from './two-factor-changes.ts'
import { CodeWrong, OwnTwoFactorFirst, ProofNeeded, SetUpSpent, TicketSpent, TwoFactorNeeded } from './two-factor-failures.ts'

const MINUTE = 60_000

let all: TestSchools
let schools: Schools
beforeAll(async () => {
  all = await temporarySchools()
  schools = all.schools
})
afterAll(() => all.close())

const stateOf = (id: string) => schools.registry.read((db) => twoFactorOf(db, id))
const auditOf = (id: string) =>
  schools.registry.read((db) => db.select().from(audit).where(eq(audit.subject, id)).all()).map(({ type }) => type)
const lettersTo = (id: string) =>
  schools.registry.read((db) => db.select().from(platformMails).where(eq(platformMails.personId, id)).all()).map(({ letter }) => letter)
const isIn = (token: string) => personBySession(schools.registry, token) !== undefined
const isFresh = (token: string, now?: number) => schools.registry.read((db) => isProven(db, token, now))

/** The password is right; what comes of it. */
async function ticketFor(email: string, now?: number) {
  const { ticket, token } = await signInPerson(schools.registry, { email, password: PASSWORD }, DEVICE, now)
  expect(token).toBeUndefined()
  return ticket
}

test('an app counts from its first right code on; its secret is kept sealed, and every session begun without it ends', async () => {
  const ines = await aPerson(schools, 'ines')
  const elsewhere = await signInPerson(schools.registry, { email: ines.person.email, password: PASSWORD }, DEVICE)
  const { offered, key, uri } = newAuthenticator(schools, ines.person)
  expect(uri).toContain(`secret=${key}`)
  await expect(addAuthenticator(schools, ines, { offered, code: '000000' })).rejects.toThrow(CodeWrong)
  expect(stateOf(ines.person.id).isOn).toBe(false)
  const mallory = await aPerson(schools, 'mallory')
  await expect(addAuthenticator(schools, mallory, { offered, code: codeAt(key) })).rejects.toThrow(SetUpSpent)
  await expect(addAuthenticator(schools, ines, { offered, code: codeAt(key) }, Date.now() + 16 * MINUTE)).rejects.toThrow(SetUpSpent)

  const codes = await addAuthenticator(schools, ines, { offered, code: codeAt(key) })
  expect(new Set(codes)).toHaveLength(10)
  expect(stateOf(ines.person.id)).toMatchObject({ isOn: true, recoveryCodesLeft: 10 })
  const row = schools.registry.read((db) => db.select().from(authenticators).where(eq(authenticators.personId, ines.person.id)).get())
  expect(JSON.stringify(row)).not.toContain(key)
  const kept = schools.registry.read((db) => db.select().from(recoveryCodes).all())
  expect(kept.some(({ codeHash }) => codes?.includes(codeHash))).toBe(false)
  expect([isIn(ines.token), isIn(elsewhere.token ?? '')]).toEqual([true, false])
  expect(lettersTo(ines.person.id)).toEqual(['two_factor.on'])
  expect(auditOf(ines.person.id)).toEqual(expect.arrayContaining(['authenticator.added', 'two_factor.on']))
})

test('a code works once, half a minute early or late, and a ticket once', async () => {
  const now = 1_800_000_000_000
  const { person, key } = await aPersonWithApp(schools, 'aiko', now - 10 * MINUTE)
  const late = codeAt(key, now - 30_000)
  const first = await ticketFor(person.email, now)
  const token = await passByCode(schools, first, late, DEVICE, now)
  expect(personBySession(schools.registry, token, now)?.person.id).toBe(person.id)
  await expect(passByCode(schools, first, codeAt(key, now), DEVICE, now)).rejects.toThrow(TicketSpent)

  const ticket = await ticketFor(person.email, now)
  await expect(passByCode(schools, ticket, late, DEVICE, now)).rejects.toThrow(CodeWrong)
  await expect(passByCode(schools, ticket, codeAt(key, now - 60_000), DEVICE, now)).rejects.toThrow(CodeWrong)
  await expect(passByCode(schools, ticket, codeAt(key, now + 60_000), DEVICE, now)).rejects.toThrow(CodeWrong)
  await passByCode(schools, ticket, nextCode(key, now), DEVICE, now)
  // Older than the one that was used, though never used itself.
  await expect(passByCode(schools, await ticketFor(person.email, now), codeAt(key, now), DEVICE, now)).rejects.toThrow(CodeWrong)
})

test('of two who send the same code at the same moment one gets in', async () => {
  const { person, key } = await aPersonWithApp(schools, 'bo')
  const tickets = [await ticketFor(person.email), await ticketFor(person.email)]
  const came = await Promise.allSettled(tickets.map((ticket) => passByCode(schools, ticket, nextCode(key), DEVICE)))
  expect(came.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('a ticket is one person’s, for five minutes, and ends with the password it was given for', async () => {
  const { person, token, key } = await aPersonWithApp(schools, 'cleo')
  const other = await aPersonWithApp(schools, 'dan')
  const ticket = await ticketFor(person.email)
  await expect(passByCode(schools, ticket, nextCode(other.key), DEVICE)).rejects.toThrow(CodeWrong)
  await expect(passByCode(schools, ticket, other.codes[0] ?? '', DEVICE)).rejects.toThrow(CodeWrong)
  const sealed = schools.seal('another purpose', ticket ?? {})
  await expect(passByCode(schools, schools.unseal('second-step', sealed), nextCode(key), DEVICE)).rejects.toThrow(TicketSpent)
  await expect(passByCode(schools, ticket, nextCode(key), DEVICE, Date.now() + 5 * MINUTE)).rejects.toThrow(TicketSpent)
  const fresh = await changePassword(schools.registry, person, 'another password entirely', DEVICE)
  await expect(passByCode(schools, ticket, nextCode(key), DEVICE)).rejects.toThrow(TicketSpent)
  // A password that was found out, on a laptop that was left open, is not a second step.
  expect([isIn(token), isIn(fresh), isFresh(fresh)]).toEqual([false, true, false])
})

test('a recovery code works once, however it is typed; its owner is told, and new ones end those before', async () => {
  const ella = await aPersonWithApp(schools, 'ella')
  const [one = '', two = ''] = ella.codes
  await passByCode(schools, await ticketFor(ella.person.email), ` ${one.toUpperCase().replace('-', ' ')} `, DEVICE)
  await expect(passByCode(schools, await ticketFor(ella.person.email), one, DEVICE)).rejects.toThrow(CodeWrong)
  expect(stateOf(ella.person.id).recoveryCodesLeft).toBe(9)
  expect(lettersTo(ella.person.id)).toContain('recovery_code.used')
  const renewed = await renewRecoveryCodes(schools, ella.person.id, ella.token, DEVICE)
  expect(stateOf(ella.person.id).recoveryCodesLeft).toBe(10)
  await expect(passByCode(schools, await ticketFor(ella.person.email), two, DEVICE)).rejects.toThrow(CodeWrong)
  await passByCode(schools, await ticketFor(ella.person.email), renewed[0] ?? '', DEVICE)
  expect(auditOf(ella.person.id)).toEqual(expect.arrayContaining(['recovery_code.used', 'recovery_codes.made']))
})

test('what decides who gets in needs a proof of the last ten minutes: password and code, not the password alone', async () => {
  const fay = await aPersonWithApp(schools, 'fay')
  const later = Date.now() + PROOF_LIFE_MS + 1
  for (const change of [
    () => turnTwoFactorOff(schools.registry, fay, later),
    () => removeAuthenticator(schools, fay, later),
    () => renewRecoveryCodes(schools, fay.person.id, fay.token, DEVICE, later),
  ])
    await expect(change()).rejects.toThrow(ProofNeeded)
  const prove = (password: string, code: string) => proveByPassword(schools, fay, { password, code }, later)
  await expect(prove(PASSWORD, '')).rejects.toThrow(CodeWrong)
  await expect(prove('not the password', codeAt(fay.key, later))).rejects.toThrow(SignInRefused)
  expect(isFresh(fay.token, later)).toBe(false)
  await prove(PASSWORD, codeAt(fay.key, later))
  expect(isFresh(fay.token, later)).toBe(true)
  await turnTwoFactorOff(schools.registry, fay, later)
  expect(stateOf(fay.person.id)).toEqual({ isOn: false, appSince: null, passkeys: [], recoveryCodesLeft: 0 })
  expect(lettersTo(fay.person.id)).toContain('two_factor.off')
  expect((await signInPerson(schools.registry, { email: fay.person.email, password: PASSWORD }, DEVICE)).token).toBeDefined()
})

test('an operator lets somebody back in who lost everything: every device is signed out, a letter and the audit say so', async () => {
  const gil = await aPersonWithApp(schools, 'gil')
  expect(await resetTwoFactor(schools.registry, gil.person.id, { userAgent: 'bin/lectern', address: '' })).toBe(true)
  expect(isIn(gil.token)).toBe(false)
  expect((await signInPerson(schools.registry, { email: gil.person.email, password: PASSWORD }, DEVICE)).token).toBeDefined()
  expect(lettersTo(gil.person.id)).toContain('two_factor.reset')
  expect(auditOf(gil.person.id)).toContain('two_factor.reset')
  expect(await resetTwoFactor(schools.registry, gil.person.id, DEVICE)).toBe(false)
})

test('who brings an account back by their old address is not kept out by an app that came after', async () => {
  const back = async (name: string, appAt: number) => {
    const now = Date.now()
    const { person } = await aPersonWithApp(schools, name, appAt)
    const link = { ownerId: person.id, purpose: 'email_back', data: { email: person.email }, lifeMs: 7 * 86_400_000 }
    const id = await schools.registry.transact((tx) => makeLink(tx, personLinks, link, now - MINUTE))
    await takeEmailBack(schools.registry, sealedLink(id), DEVICE)
    return stateOf(person.id)
  }
  expect(await back('hana', Date.now())).toMatchObject({ isOn: false, recoveryCodesLeft: 0 })
  // Of whoever made the way for themselves, before they changed the address.
  expect(await back('jo', Date.now() - 2 * MINUTE)).toMatchObject({ isOn: false })
  expect(await back('ivo', Date.now() - 8 * 86_400_000)).toMatchObject({ isOn: true, recoveryCodesLeft: 10 })
})

test('a school that demands a second step opens for nobody else, and its owner does not lock themselves out', async () => {
  const tenant = await all.school('madder')
  const { owner } = all
  const open = () => schools.openForStaff('madder', { personId: owner.id, permission: 'school.see', device: DEVICE }).tenant.id
  const demand = (demanded: boolean) =>
    demandTwoFactor(schools.registry, { schoolId: tenant.id, owner: owner.id, demanded, device: DEVICE })
  await expect(demand(true)).rejects.toThrow(OwnTwoFactorFirst)
  const { token = '' } = await signInPerson(schools.registry, { email: owner.email, password: PASSWORD }, DEVICE)
  const changing = { person: owner, token, device: DEVICE }
  const { offered, key } = newAuthenticator(schools, owner)
  await addAuthenticator(schools, changing, { offered, code: codeAt(key) })
  await demand(true)
  expect(open()).toBe(tenant.id)
  await turnTwoFactorOff(schools.registry, changing)
  expect(open).toThrow(TwoFactorNeeded)
  await demand(false)
  expect(open()).toBe(tenant.id)
  expect(auditOf(tenant.id)).toEqual(expect.arrayContaining(['school.two_factor_demanded', 'school.two_factor_not_demanded']))
})
