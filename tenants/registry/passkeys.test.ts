import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Schools } from '#tenants/schools.ts'
import { DEVICE, PASSWORD, type TestSchools, temporarySchools } from '#tests/setup/kit.ts'
import { PasskeyDevice } from '#tests/setup/passkey-device.ts'
import { aPerson } from '#tests/setup/two-factor.ts'
import { askForNewPasskey, askForPasskey } from './passkey-ceremony.ts'
import type { PasskeyPurpose } from './passkey-challenges.ts'
import { addPasskey, removePasskey, renamePasskey } from './passkeys.ts'
import { personBySession, signInPerson } from './people.ts'
import { platformMails } from './schema.ts'
import { passByPasskey, proveByPasskey, signInByPasskey } from './second-step.ts'
import { isProven, PROOF_LIFE_MS } from './session-proof.ts'
import { twoFactorOf } from './two-factor.ts'
import type { Changing } from './two-factor-changes.ts'
import { PasskeyRefused, PasskeyUnknown, ProofNeeded } from './two-factor-failures.ts'

let all: TestSchools
let schools: Schools
beforeAll(async () => {
  all = await temporarySchools()
  schools = all.schools
})
afterAll(() => all.close())

const stateOf = ({ person }: Changing) => schools.registry.read((db) => twoFactorOf(db, person.id))
const ask = (purpose: PasskeyPurpose, personId?: string, now?: number) =>
  askForPasskey(schools, { purpose, ...(personId !== undefined && { personId }) }, now)

async function withPasskey(name: string) {
  const changing = await aPerson(schools, name)
  const device = new PasskeyDevice(schools.platformOrigin)
  const codes = await addPasskey(schools, changing, device.make(await askForNewPasskey(schools, changing.person)), 'Laptop')
  const id = stateOf(changing).passkeys[0]?.id ?? ''
  return { ...changing, key: device, id, codes }
}

async function ticketOf({ person }: Changing) {
  const { ticket } = await signInPerson(schools.registry, { email: person.email, password: PASSWORD }, DEVICE)
  return ticket
}

test('a passkey signs in without a password, and is a second step after one; its answer counts once', async () => {
  const ines = await withPasskey('ines')
  expect(ines.codes).toHaveLength(10)
  const question = await ask('sign_in')
  // Tells a stranger nothing of who has one.
  expect(question.allowCredentials).toBeUndefined()
  const answer = ines.key.answer(question)
  const token = await signInByPasskey(schools, answer, DEVICE)
  expect(personBySession(schools.registry, token)?.person.id).toBe(ines.person.id)
  await expect(signInByPasskey(schools, answer, DEVICE)).rejects.toThrow(PasskeyRefused)
  const ticket = await ticketOf(ines)
  await passByPasskey(schools, ticket, ines.key.answer(await ask('second_step', ines.person.id)), DEVICE)
  expect(stateOf(ines).passkeys[0]?.usedAt).not.toBeNull()
})

test('an answer to another question, for another site or without making sure who is there is refused', async () => {
  const aiko = await withPasskey('aiko')
  const { key, person } = aiko
  const later = Date.now() + 6 * 60_000
  const elsewhere = new PasskeyDevice('https://elsewhere.example')
  const sealed = Buffer.from(schools.seal('one-time-link', { w: 'sign_in', n: 'n', x: later })).toString('base64url')
  const refused: [string, () => Promise<unknown>][] = [
    ['asked as a second step', async () => signInByPasskey(schools, key.answer(await ask('second_step', person.id)), DEVICE)],
    ['asked for a new passkey', async () => signInByPasskey(schools, key.answer(await askForNewPasskey(schools, person)), DEVICE)],
    ['asked as a proof', async () => passByPasskey(schools, await ticketOf(aiko), key.answer(await ask('proof', person.id)), DEVICE)],
    ['invented', () => signInByPasskey(schools, key.answer({ challenge: Buffer.from('invented').toString('base64url') }), DEVICE)],
    ['sealed for something else', () => signInByPasskey(schools, key.answer({ challenge: sealed }), DEVICE)],
    ['too old', async () => signInByPasskey(schools, key.answer(await ask('sign_in')), DEVICE, later)],
    [
      'on a school’s page',
      async () => signInByPasskey(schools, key.answer(await ask('sign_in'), { origin: schools.originOf('madder') }), DEVICE),
    ],
    ['on another site', async () => signInByPasskey(schools, key.answer(await ask('sign_in'), { origin: elsewhere.origin }), DEVICE)],
    ['without who is there', async () => signInByPasskey(schools, key.answer(await ask('sign_in'), { verified: false }), DEVICE)],
    [
      'of a key nobody added',
      async () => signInByPasskey(schools, new PasskeyDevice(schools.platformOrigin).answer(await ask('sign_in')), DEVICE),
    ],
  ]
  for (const [what, send] of refused) await expect(send(), what).rejects.toThrow(PasskeyRefused)
  const made = elsewhere.make(await askForNewPasskey(schools, person))
  await expect(addPasskey(schools, aiko, made, 'Elsewhere'), 'made on another site').rejects.toThrow(PasskeyRefused)
})

test('another person’s passkey passes nobody’s second step and proves nothing for them, and cannot be taken over', async () => {
  const bo = await withPasskey('bo')
  const mallory = await withPasskey('mallory')
  const ticket = await ticketOf(bo)
  for (const asked of [bo, mallory]) {
    const answer = mallory.key.answer(await ask('second_step', asked.person.id))
    await expect(passByPasskey(schools, ticket, answer, DEVICE)).rejects.toThrow(PasskeyRefused)
    const proof = mallory.key.answer(await ask('proof', asked.person.id))
    await expect(proveByPasskey(schools, bo, proof)).rejects.toThrow(PasskeyRefused)
  }
  await expect(renamePasskey(schools.registry, mallory, bo.id, 'Mine')).rejects.toThrow(PasskeyUnknown)
  await expect(removePasskey(schools.registry, mallory, bo.id)).rejects.toThrow(PasskeyUnknown)
  const again = bo.key.make(await askForNewPasskey(schools, mallory.person))
  await expect(addPasskey(schools, mallory, again, 'Theirs')).rejects.toThrow(PasskeyRefused)
  expect(stateOf(bo).passkeys.map(({ name }) => name)).toEqual(['Laptop'])
})

test('a counter that did not grow is that of a copy, and is refused', async () => {
  const cleo = await withPasskey('cleo')
  const signIn = async (counter: number) => signInByPasskey(schools, cleo.key.answer(await ask('sign_in'), { counter }), DEVICE)
  await signIn(5)
  for (const counter of [5, 4, 0]) await expect(signIn(counter)).rejects.toThrow(PasskeyRefused)
  await signIn(6)
})

test('adding and removing need a fresh proof, which a passkey gives; letters tell of both, and with the last one the second step ends', async () => {
  const dan = await withPasskey('dan')
  const later = Date.now() + PROOF_LIFE_MS + 1
  await expect(removePasskey(schools.registry, dan, dan.id, later)).rejects.toThrow(ProofNeeded)
  const second = new PasskeyDevice(schools.platformOrigin)
  const add = async () => addPasskey(schools, dan, second.make(await askForNewPasskey(schools, dan.person, later)), 'Phone', later)
  await expect(add()).rejects.toThrow(ProofNeeded)
  await proveByPasskey(schools, dan, dan.key.answer(await ask('proof', dan.person.id, later)), later)
  expect(schools.registry.read((db) => isProven(db, dan.token, later))).toBe(true)
  expect(await add()).toBeNull()
  await renamePasskey(schools.registry, dan, dan.id, 'Old laptop')
  expect(stateOf(dan).passkeys.map(({ name }) => name)).toEqual(['Old laptop', 'Phone'])
  await removePasskey(schools.registry, dan, dan.id, later)
  await expect(signInByPasskey(schools, dan.key.answer(await ask('sign_in')), DEVICE)).rejects.toThrow(PasskeyRefused)
  const [last] = stateOf(dan).passkeys
  await removePasskey(schools.registry, dan, last?.id ?? '', later)
  expect(stateOf(dan)).toMatchObject({ isOn: false, recoveryCodesLeft: 0 })
  const letters = schools.registry
    .read((db) => db.select().from(platformMails).where(eq(platformMails.personId, dan.person.id)).all())
    .map(({ letter }) => letter)
  expect(letters.sort()).toEqual(
    ['passkey.added', 'passkey.added', 'passkey.removed', 'passkey.removed', 'two_factor.off', 'two_factor.on'].sort(),
  )
})
