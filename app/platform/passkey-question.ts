import type { LoaderFunctionArgs } from '@remix-run/node'
import { z } from 'zod'
import { answerAnyScript } from '#app/dashboard/answers.server.ts'
import { RequestUnreadable } from '#app/forms.server.ts'
import { isFresh, optionalPerson, ticketOf } from '#app/sessions.server.ts'
import { fail } from '#lib/failure.ts'
import { SignInNeeded } from '#tenants/people/failures.ts'
import { askForNewPasskey, askForPasskey } from '#tenants/registry/passkey-ceremony.ts'
import { PASSKEY_PURPOSES } from '#tenants/registry/passkey-challenges.ts'
import { lookAtTicket } from '#tenants/registry/second-step.ts'
import { ProofNeeded } from '#tenants/registry/two-factor-failures.ts'

const Purpose = z.enum(PASSKEY_PURPOSES)

/** What a browser needs to ask for a passkey, or to make one. Signed, so that asking writes nothing. */
export const loader = ({ context, request }: LoaderFunctionArgs) =>
  answerAnyScript(context, () => {
    const { schools } = context.lectern
    const purpose = Purpose.safeParse(new URL(request.url).searchParams.get('for')).data ?? fail(new RequestUnreadable())
    if (purpose === 'sign_in') return askForPasskey(schools, { purpose })
    if (purpose === 'second_step') {
      const { person } = schools.registry.read((db) => lookAtTicket(db, ticketOf(context, request)))
      return askForPasskey(schools, { purpose, personId: person.id })
    }
    const person = optionalPerson(context, request) ?? fail(new SignInNeeded())
    if (purpose === 'proof') return askForPasskey(schools, { purpose, personId: person.id })
    if (!isFresh(context, request)) throw new ProofNeeded()
    return askForNewPasskey(schools, person)
  })
