import { domainToASCII } from 'node:url'
import { and, asc, desc, eq } from 'drizzle-orm'
import { Failure, fail } from '#lib/failure.ts'
import type { Reading, Writing } from '#tenants/database/handle.ts'
import type { Device } from '#tenants/people/sessions.ts'
import type { Schools } from '#tenants/schools.ts'
import { writeAudit } from './audit.ts'
import { type Domain, domains, type School } from './schema.ts'

export class DomainRefused extends Failure {
  constructor(readonly why: 'shape' | 'platform' | 'taken' | 'unknown') {
    super(`domain.${why}`, why === 'unknown' ? 404 : 400)
  }
}

export interface Adding {
  /** Links are to lead there, also where the school has another. */
  readonly isCanonical: boolean
  readonly device: Device
}

/**
 * Serves a school at an address of its own as well. Whose the address is, and that its DNS and certificate lead here, the caller has
 * made sure of. The first becomes the one that links lead to. Adding one again only changes that.
 * @throws DomainRefused
 */
export async function addDomain(
  all: Schools,
  school: School,
  typed: string,
  { isCanonical, device }: Adding,
  now = Date.now(),
): Promise<Domain> {
  const host = hostOfDomain(typed)
  if (all.isOwnHost(host)) throw new DomainRefused('platform')
  return all.registry.transact((tx) => {
    const known = tx.select().from(domains).where(eq(domains.host, host)).get()
    if (known && known.schoolId !== school.id) throw new DomainRefused('taken')
    const others = domainsOf(tx, school.id)
    const domain = { host, schoolId: school.id, canonical: isCanonical || !others.some(({ canonical }) => canonical), addedAt: now }
    if (domain.canonical) tx.update(domains).set({ canonical: false }).where(eq(domains.schoolId, school.id)).run()
    tx.insert(domains)
      .values(domain)
      .onConflictDoUpdate({ target: domains.host, set: { canonical: domain.canonical || known?.canonical === true } })
      .run()
    writeAudit(tx, { type: 'school.domain_added', schoolId: school.id, actor: 'operator', subject: host, data: {} }, device, now)
    return domain
  })
}

/** The school is not served there any more. Of several, the oldest that is left becomes the one that links lead to. @throws DomainRefused */
export async function removeDomain(all: Schools, school: School, typed: string, device: Device): Promise<void> {
  const host = hostOfDomain(typed)
  await all.registry.transact((tx) => {
    const { changes } = tx
      .delete(domains)
      .where(and(eq(domains.host, host), eq(domains.schoolId, school.id)))
      .run()
    if (changes === 0) fail(new DomainRefused('unknown'))
    haveCanonical(tx, school.id)
    writeAudit(tx, { type: 'school.domain_removed', schoolId: school.id, actor: 'operator', subject: host, data: {} }, device)
  })
}

function haveCanonical(tx: Writing, schoolId: string): void {
  const [first] = domainsOf(tx, schoolId)
  if (!first || first.canonical) return
  tx.update(domains).set({ canonical: true }).where(eq(domains.host, first.host)).run()
}

/** The canonical one first, then the oldest. */
export const domainsOf = (db: Reading, schoolId: string): Domain[] =>
  db.select().from(domains).where(eq(domains.schoolId, schoolId)).orderBy(desc(domains.canonical), asc(domains.addedAt)).all()

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/** A name in DNS as browsers send it: `Bücher.example.` → `xn--bcher-kva.example`. @throws DomainRefused */
function hostOfDomain(typed: string): string {
  const name = typed.trim().replace(/\.$/, '')
  // What follows a host in an address would be dropped without a word.
  const host = /^[\p{L}\p{M}\p{N}.-]+$/u.test(name) ? domainToASCII(name) : ''
  const labels = host.split('.')
  // Whose last label is a number is an address of the network (https://url.spec.whatwg.org/#ends-in-a-number-checker).
  const isName = labels.length > 1 && labels.every((label) => LABEL.test(label)) && !/^\d/.test(labels.at(-1) ?? '')
  if (!isName || host.length > 253) throw new DomainRefused('shape')
  return host
}
