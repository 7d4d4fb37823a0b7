import type { AppLoadContext } from '@remix-run/node'
import { z } from 'zod'
import { RequestUnreadable } from '#app/forms.server.ts'
import { catalogue } from '#app/locales/catalogue.ts'
import { fail } from '#lib/failure.ts'
import { removeAuthenticator } from '#tenants/registry/authenticator.ts'
import { Attestation } from '#tenants/registry/passkey-ceremony.ts'
import { addPasskey, removePasskey, renamePasskey } from '#tenants/registry/passkeys.ts'
import { type Changing, turnTwoFactorOff } from '#tenants/registry/two-factor-changes.ts'
import { passkeyAnswer } from '../passkey-answer.server.ts'
import { deviceName } from './device-name.server.ts'

/** What was done, and the recovery codes where there are some to be shown. */
interface Changed {
  readonly done: string
  readonly codes?: readonly string[] | null
}

type Change = (context: AppLoadContext, changing: Changing, form: FormData) => Promise<Changed>

const idOf = (form: FormData): string => z.string().max(64).safeParse(form.get('passkey')).data ?? fail(new RequestUnreadable())

const Name = z.string().trim().min(1).max(60)

/** What each button of the page does. The verbs ask themselves for a fresh proof. */
export const changes: Readonly<Record<string, Change>> = {
  async add_passkey({ lectern }, changing, form) {
    const codes = await addPasskey(lectern.schools, changing, passkeyAnswer(form, Attestation), nameOf(changing.device.userAgent))
    return { done: 'passkey_added', codes }
  },
  async rename_passkey({ lectern }, changing, form) {
    const name = Name.safeParse(form.get('name')).data ?? fail(new RequestUnreadable())
    await renamePasskey(lectern.schools.registry, changing, idOf(form), name)
    return { done: 'renamed' }
  },
  async remove_passkey({ lectern }, changing, form) {
    await removePasskey(lectern.schools.registry, changing, idOf(form))
    return { done: 'passkey_removed' }
  },
  async remove_app({ lectern }, changing) {
    await removeAuthenticator(lectern.schools, changing)
    return { done: 'app_removed' }
  },
  async off({ lectern }, changing) {
    await turnTwoFactorOff(lectern.schools.registry, changing)
    return { done: 'off' }
  },
}

/** What a passkey is called until its owner says better: the device it was made on. */
function nameOf(userAgent: string): string {
  const { t } = catalogue('en')
  const device = deviceName(userAgent)
  return device ? t('twoFactor.passkeys.device', device) : t('twoFactor.passkeys.unnamed')
}
