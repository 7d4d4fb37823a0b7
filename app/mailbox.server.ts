import type { AppLoadContext } from '@remix-run/node'
import { urls } from './urls.ts'

/** Where letters that did not leave can be read: in development, while no mail server is set. */
export function mailboxUrl({ lectern: { schools } }: AppLoadContext): string | null {
  const { production, mail } = schools.env
  return production || mail.smtpUrl ? null : schools.platformOrigin + urls.platform.mailbox()
}
