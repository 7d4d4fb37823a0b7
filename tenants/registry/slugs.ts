import { Failure } from '#lib/failure.ts'
import { fold } from '#lib/fold.ts'
import type { Registry } from './registry.ts'

/** Addresses the platform keeps for itself, or that would mislead a visitor. */
const RESERVED = new Set(
  `www app api admin dashboard mail email smtp ftp blog help support status docs static assets cdn media files
   account accounts login signin signup auth billing pay payments secure security root system internal platform
   lectern school schools course courses test staging dev localhost ns1 ns2 mx postmaster abuse webmaster`.split(/\s+/),
)

export class SlugRefused extends Failure {
  constructor(readonly why: 'shape' | 'reserved' | 'taken') {
    super(`school.slug_${why}`, 400)
  }
}

/** Letters, digits and inner dashes, 3 to 40: what a DNS label and a person can both bear. */
export const isSlug = (text: string): boolean => /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text) && text.length >= 3 && text.length <= 40

/** Why a slug cannot be had, or undefined when it can. Taken ones stay taken after their school is gone. */
export function slugProblem(registry: Registry, slug: string): SlugRefused['why'] | undefined {
  if (!isSlug(slug)) return 'shape'
  if (RESERVED.has(slug) || slug.startsWith('xn--')) return 'reserved'
  return registry.isSlugFree(slug) ? undefined : 'taken'
}

/** A free slug made from a school's name: “Madder & Weld” → `madder-weld`. */
export const suggestSlug = (registry: Registry, name: string): string => suggestSlugs(registry, name, 1)[0] ?? ''

/** So many free slugs made from a school's name, the best first. */
export function suggestSlugs(registry: Registry, name: string, count = 3): string[] {
  const free: string[] = []
  for (const candidate of candidates(slugify(name) || 'my-school')) {
    if (!free.includes(candidate) && !slugProblem(registry, candidate)) free.push(candidate)
    if (free.length === count) break
  }
  return free
}

function* candidates(base: string): Generator<string> {
  for (const one of [base, `${base}-school`, `learn-${base}`, `${base}-academy`]) if (one.length <= 40) yield one
  for (let n = 2; ; n++) yield `${base.slice(0, 34).replace(/-+$/, '')}-${n}`
}

export function slugify(text: string): string {
  return fold(text.normalize('NFKC'))
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '')
}
