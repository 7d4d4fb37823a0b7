import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { PROVIDERS, type ProviderName } from '#integrations/oauth/provider.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { LinkSpent } from './failures.ts'
import { openLink } from './one-time-links.ts'
import { studentLinks, students } from './schema.ts'
import type { LinkPurpose } from './student-links.ts'

const Purpose: z.ZodType<LinkPurpose> = z.enum(['sign_in', 'password', 'email', 'email_back', 'identity'])
const Address = z.object({ email: z.string() })
const Provider = z.object({ provider: z.enum(PROVIDERS) })

export interface LinkSeen {
  readonly purpose: LinkPurpose
  readonly studentId: string
  /** The address it is about, where it is about another one than the account has. */
  readonly email: string | null
  /** Whose account it links, where it links one. */
  readonly provider: ProviderName | null
}

/** What a link is good for, for the page it opens; nothing is used up. @throws LinkSpent */
export function lookAtLink(db: Reading, unsealed: unknown, now = Date.now()): LinkSeen {
  const link = openLink(db, studentLinks, unsealed, now)
  const purpose = Purpose.safeParse(link.purpose)
  const student = db.select({ eraseAt: students.eraseAt }).from(students).where(eq(students.id, link.ownerId)).get()
  if (!purpose.success || !student || (student.eraseAt !== null && student.eraseAt <= now)) throw new LinkSpent()
  const address = Address.safeParse(link.data)
  const provider = Provider.safeParse(link.data)
  return {
    purpose: purpose.data,
    studentId: link.ownerId,
    email: address.success ? address.data.email : null,
    provider: provider.success ? provider.data.provider : null,
  }
}
