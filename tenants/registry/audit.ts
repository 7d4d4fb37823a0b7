import { z } from 'zod'
import type { Writing } from '#tenants/database/handle.ts'
import type { Device } from '#tenants/people/sessions.ts'
import { audit } from './schema.ts'

const nothing = z.object({})

/** What happens to accounts and to who works where, with what it carries besides actor and subject: ids, never a name or an address. */
export const auditCatalogue = {
  'person.registered': nothing,
  'person.signed_in': z.object({ by: z.enum(['app', 'recovery_code', 'passkey']).optional() }),
  'person.renamed': nothing,
  'password.link_asked': nothing,
  'password.reset': nothing,
  'password.changed': nothing,
  'email.change_asked': nothing,
  'email.changed': nothing,
  'identity.linked': z.object({ provider: z.string() }),
  'identity.unlinked': z.object({ provider: z.string() }),
  'identity.link_asked': z.object({ provider: z.string() }),
  'email.taken_back': nothing,
  'invitation.made': z.object({ role: z.string() }),
  'invitation.sent_again': nothing,
  'invitation.withdrawn': nothing,
  'invitation.accepted': z.object({ role: z.string() }),
  'staff.role_changed': z.object({ from: z.string(), to: z.string() }),
  'staff.removed': z.object({ role: z.string() }),
  'staff.restored': z.object({ role: z.string() }),
  'role.made': z.object({ permissions: z.array(z.string()) }),
  'role.changed': z.object({ permissions: z.array(z.string()) }),
  'role.deleted': z.object({ instead: z.string() }),
  'ownership.offered': nothing,
  'ownership.withdrawn': nothing,
  'ownership.transferred': z.object({ from: z.string() }),
  'second_step.asked': nothing,
  'two_factor.on': nothing,
  'two_factor.off': nothing,
  'two_factor.reset': nothing,
  'authenticator.added': nothing,
  'authenticator.removed': nothing,
  'passkey.added': z.object({ passkeyId: z.string() }),
  'passkey.renamed': z.object({ passkeyId: z.string() }),
  'passkey.removed': z.object({ passkeyId: z.string() }),
  'recovery_codes.made': nothing,
  'recovery_code.used': z.object({ left: z.number().int() }),
  'school.two_factor_demanded': nothing,
  'school.two_factor_not_demanded': nothing,
  'school.domain_added': nothing,
  'school.domain_removed': nothing,
  'session.ended': nothing,
  'sessions.ended': z.object({ count: z.number().int() }),
} satisfies Record<string, z.ZodObject>

export type AuditType = keyof typeof auditCatalogue

export interface AuditEntry<T extends AuditType> {
  readonly type: T
  /** The school it is about, where it is about one. */
  readonly schoolId?: string
  readonly actor: string
  readonly subject: string
  readonly data: z.infer<(typeof auditCatalogue)[T]>
}

/** Written in the transaction that did it, with from where. */
export function writeAudit<T extends AuditType>(tx: Writing, entry: AuditEntry<T>, device: Device, now = Date.now()): void {
  const { type, schoolId = null, actor, subject } = entry
  const data = auditCatalogue[type].parse(entry.data)
  tx.insert(audit)
    .values({ type, schoolId, actor, subject, data, address: device.address, userAgent: device.userAgent.slice(0, 300), at: now })
    .run()
}

/** What a person does to their own account. */
export const auditOwn = <T extends AuditType>(
  tx: Writing,
  personId: string,
  type: T,
  data: z.infer<(typeof auditCatalogue)[T]>,
  device: Device,
  now = Date.now(),
): void => writeAudit(tx, { type, actor: personId, subject: personId, data }, device, now)
