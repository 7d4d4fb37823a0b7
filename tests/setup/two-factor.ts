import { Secret, TOTP } from 'otpauth'
import { addAuthenticator, newAuthenticator } from '#tenants/registry/authenticator.ts'
import { registerPerson } from '#tenants/registry/people.ts'
import type { Person } from '#tenants/registry/schema.ts'
import type { Changing } from '#tenants/registry/two-factor-changes.ts'
import type { Schools } from '#tenants/schools.ts'
import { DEVICE, PASSWORD } from './kit.ts'

const STEP_MS = 30_000

/** What an app shows at a moment, after its key was typed into it. */
export const codeAt = (key: string, at = Date.now()): string =>
  new TOTP({ secret: Secret.fromBase32(key.replaceAll(' ', '')) }).generate({ timestamp: at })

/** A code of now that is not one of those: an app's next one, which is taken half a minute early. */
export const nextCode = (key: string, at = Date.now()): string => codeAt(key, at + STEP_MS)

/** Somebody of the staff who has just signed in. */
export async function aPerson(schools: Schools, name: string, now = Date.now()): Promise<Changing> {
  const who = { email: `${name}@staff.test`, name, password: PASSWORD }
  const { person, token } = await registerPerson(schools.registry, who, DEVICE, now)
  return { person, token, device: DEVICE }
}

export interface WithApp extends Changing {
  readonly person: Person
  readonly key: string
  readonly codes: readonly string[]
}

/** The same with an app set up, whose code of now is used. */
export async function aPersonWithApp(schools: Schools, name: string, now = Date.now()): Promise<WithApp> {
  const changing = await aPerson(schools, name, now)
  const { offered, key } = newAuthenticator(schools, changing.person, now)
  const codes = await addAuthenticator(schools, changing, { offered, code: codeAt(key, now) }, now)
  return { ...changing, key, codes: codes ?? [] }
}
