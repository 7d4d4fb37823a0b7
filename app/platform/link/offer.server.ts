import type { AppLoadContext } from '@remix-run/node'
import { Offer } from '#tenants/registry/ownership.ts'
import { personById } from '#tenants/registry/people.ts'
import type { PersonLink } from '#tenants/registry/person-links.ts'

/** Which school is offered, and by whom. */
export interface ShownOffer {
  readonly school: string
  readonly from: string
}

export function showOffer({ lectern }: AppLoadContext, purpose: PersonLink, about: unknown): ShownOffer | null {
  if (purpose !== 'ownership') return null
  const { schoolId, from } = Offer.parse(about)
  const { registry } = lectern.schools
  return { school: registry.byId(schoolId)?.name ?? '', from: personById(registry, from)?.name ?? '' }
}
