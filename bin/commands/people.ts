import { Failure, fail } from '#lib/failure.ts'
import { personByEmail } from '#tenants/registry/people.ts'
import { resetTwoFactor } from '#tenants/registry/two-factor-changes.ts'
import { type Output, print, withSchools } from './output.ts'

class PersonUnknown extends Failure {
  constructor(email: string) {
    super('people.nobody_with_email', 404, { email })
  }
}

/** Lets somebody of the staff back in who lost app, passkeys and recovery codes. Who they are, the operator has made sure of. */
export const turnTwoFactorOffFor = (email: string, output: Output) =>
  withSchools(async (schools) => {
    const person = personByEmail(schools.registry, email) ?? fail(new PersonUnknown(email))
    const wasOn = await resetTwoFactor(schools.registry, person.id, { userAgent: 'bin/lectern', address: '' })
    print(output, { id: person.id, email: person.email, wasOn }, () => [
      wasOn
        ? `${person.name} signs in with the password alone from now on. Every device was signed out, and a letter says so.`
        : `${person.name} has no two-factor sign-in. Nothing was changed.`,
    ])
  })
