import type { Staff } from '#app/sessions.server.ts'
import { auditPage } from '#tenants/insights/audit-log.ts'
import { soughtWords, type TypedWord } from '#tenants/insights/audit-search.ts'
import { auditSubjects, staffSubjects } from '#tenants/insights/audit-subjects.ts'
import { namesOf } from '#tenants/registry/people.ts'
import type { Registry } from '#tenants/registry/registry.ts'
import { browserOf, pageOf } from './audit-words.ts'

interface RowsAsked {
  readonly typed: readonly TypedWord[]
  readonly query: Omit<Parameters<typeof auditPage>[2], 'words'>
}

/** A page of the log as people read it; `actors`: everybody of the staff who ever did something here. */
export function auditRows({ tenant }: Staff, registry: Registry, actors: readonly string[], { typed, query }: RowsAsked) {
  const words = soughtWords(registry, tenant.id, actors, typed)
  const { entries, total, page, pages } = auditPage(tenant, registry, { ...query, words })
  const ids = entries.map(({ subject }) => subject)
  const subjects = new Map([...tenant.read((db) => auditSubjects(db, ids)), ...staffSubjects(registry, tenant.id, ids)])
  const names = namesOf(
    registry,
    entries.map(({ actor }) => actor),
  )
  const rows = entries.map(({ seq, type, actor, subject, at, address, userAgent }) => {
    const about = subjects.get(subject)
    // The school itself is the one this page is of.
    const title = subject === tenant.id ? '' : (about?.title ?? subject)
    return {
      ...{ id: `${type} ${seq}`, type, at, address, userAgent, subject, title },
      to: pageOf(tenant.slug, about?.at ?? null),
      who: names[actor] ?? null,
      browser: browserOf(userAgent),
    }
  })
  return { rows, total, page, pages }
}
