import type { Staff } from '#app/sessions.server.ts'
import { type AuditQuery, auditPage } from '#tenants/insights/audit-log.ts'
import { auditSubjects } from '#tenants/insights/audit-subjects.ts'
import { namesOf } from '#tenants/registry/names.ts'
import type { Registry } from '#tenants/registry/registry.ts'
import { browserOf, pageOf } from './audit-words.ts'

/** A page of the log as people read it. */
export function auditRows({ tenant }: Staff, registry: Registry, query: AuditQuery) {
  const { list, subjects } = tenant.read((db) => {
    const read = auditPage(db, query)
    return {
      list: read,
      subjects: auditSubjects(
        db,
        read.entries.map(({ subject }) => subject),
      ),
    }
  })
  const names = namesOf(
    registry,
    list.entries.map(({ actor }) => actor),
  )
  const rows = list.entries.map(({ seq, type, actor, subject, at, address, userAgent }) => {
    const about = subjects.get(subject)
    // The school itself is the one this page is of.
    const title = subject === tenant.id ? '' : (about?.title ?? subject)
    return {
      ...{ seq, type, at, address, userAgent, subject, title },
      to: pageOf(tenant.slug, about?.at ?? null),
      who: names.get(actor) ?? null,
      browser: browserOf(userAgent),
    }
  })
  return { rows, total: list.total, page: list.page }
}
