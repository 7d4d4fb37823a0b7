import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { rootPath } from '#lib/paths.ts'

/** Who begins a session of staff without asking for a second step, and why that is right. */
const WITHOUT_SECOND_STEP: Readonly<Record<string, string>> = {
  'tenants/registry/second-step.ts': 'it was taken, or a passkey was both',
  'tenants/registry/people.ts': 'the account has this moment been made',
  'tenants/registry/person-identities.ts': 'the account has this moment been made',
  'tenants/registry/accept-invitation.ts': 'the account has this moment been made',
  'tenants/registry/person-password.ts': 'who is signed in goes on with a new password',
}

const callers = (call: RegExp) =>
  ['app', 'tenants', 'workers', 'bin']
    .flatMap((folder) => readdirSync(rootPath(folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`))
    .filter((file) => /(?<!\.test)\.tsx?$/.test(file))
    .filter((file) => call.test(readFileSync(rootPath(file), 'utf8')))
    .sort()

test('a session of staff begins in one place, and whoever begins one past the second step is known', () => {
  expect(callers(/startSession\(\s*tx,\s*sessions\b/)).toEqual(['tenants/registry/admission.ts'])
  expect(callers(/(?<!function )\b(openSession|continueSession)\(/).filter((file) => file !== 'tenants/registry/admission.ts')).toEqual(
    Object.keys(WITHOUT_SECOND_STEP).sort(),
  )
})
