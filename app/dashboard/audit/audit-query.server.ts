import { z } from 'zod'
import { AUDIT_KINDS, type AuditQuery, type AuditSubjectKind } from '#tenants/insights/audit-log.ts'

export const ABOUTS = Object.keys(AUDIT_KINDS) as AuditSubjectKind[]

const DAY = 86_400_000

const Page = z.coerce.number().int().min(1).max(10_000).catch(1)

export interface AuditAsked {
  readonly by: string
  readonly about: AuditSubjectKind | ''
  readonly from: string
  readonly until: string
}

/** What the form of the log asks for; what it cannot have sent counts for nothing. Days are days by UTC. */
export function auditAsked(request: Request): { asked: AuditAsked; page: number; query: AuditQuery & { readonly page: number } } {
  const { searchParams } = new URL(request.url)
  const [from, until] = [dayOf(searchParams.get('from')), dayOf(searchParams.get('until'))]
  const by = searchParams.get('by')?.slice(0, 64) ?? ''
  const about = ABOUTS.find((one) => one === searchParams.get('about'))
  const page = Page.parse(searchParams.get('page'))
  return {
    asked: { by, about: about ?? '', from: from?.text ?? '', until: until?.text ?? '' },
    page,
    query: { actor: by || undefined, about, from: from?.at, until: until && until.at + DAY, page },
  }
}

function dayOf(said: string | null): { text: string; at: number } | undefined {
  if (!said || !/^\d{4}-\d\d-\d\d$/.test(said)) return undefined
  const at = Date.parse(`${said}T00:00:00Z`)
  return Number.isNaN(at) ? undefined : { text: said, at }
}
