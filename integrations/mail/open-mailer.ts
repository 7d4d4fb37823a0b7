import { join } from 'node:path'
import type { Env } from '#lib/env.ts'
import { mailboxMailer } from './mailbox.ts'
import type { Mailer } from './mailer.ts'
import { smtpMailer } from './smtp.ts'

export const mailboxFolder = ({ dataDir }: Pick<Env, 'dataDir'>): string => join(dataDir, 'mailbox')

export const openMailer = (env: Env): Mailer => (env.mail.smtpUrl ? smtpMailer(env.mail.smtpUrl) : mailboxMailer(mailboxFolder(env)))
