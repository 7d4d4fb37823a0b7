import { z } from 'zod'
import { AUDIT_KINDS, type AuditQuery, type AuditSubjectKind } from '#tenants/insights/audit-log.ts'
import type { TypedWord } from '#tenants/insights/audit-search.ts'
import { typedWords } from './typed-words.server.ts'

export const ABOUTS = Object.keys(AUDIT_KINDS) as AuditSubjectKind[]

const DAY = 86_400_000

const Page = z.coerce.number().int().min(1).max(10_000).catch(1)

/** What a search may hold. */
const MOST_LETTERS = 200

export interface AuditAsked {
  readonly q: string
  /** Empty for the newest first. */
  readonly sort: 'oldest' | ''
  readonly by: string
  readonly about: AuditSubjectKind | ''
  readonly from: string
  readonly until: string
}

/** What the form of the log asks for; what it cannot have sent counts for nothing. Days are days by UTC. */
export function auditAsked(request: Request): {
  asked: AuditAsked
  page: number
  typed: readonly TypedWord[]
  query: Omit<AuditQuery, 'words'> & { readonly page: number }
} {
  const { searchParams } = new URL(request.url)
  const [from, until] = [dayOf(searchParams.get('from')), dayOf(searchParams.get('until'))]
  const by = searchParams.get('by')?.slice(0, 64) ?? ''
  const about = ABOUTS.find((one) => one === searchParams.get('about'))
  const page = Page.parse(searchParams.get('page'))
  const q = searchParams.get('q')?.trim().slice(0, MOST_LETTERS) ?? ''
  const sort = searchParams.get('sort') === 'oldest' ? 'oldest' : ''
  return {
    asked: { q, by, about: about ?? '', from: from?.text ?? '', until: until?.text ?? '', sort },
    page,
    typed: typedWords(q),
    query: { actor: by || undefined, about, from: from?.at, until: until && until.at + DAY, oldestFirst: sort === 'oldest', page },
  }
}

function dayOf(said: string | null): { text: string; at: number } | undefined {
  if (!said || !/^\d{4}-\d\d-\d\d$/.test(said)) return undefined
  const at = Date.parse(`${said}T00:00:00Z`)
  return Number.isNaN(at) ? undefined : { text: said, at }
}
