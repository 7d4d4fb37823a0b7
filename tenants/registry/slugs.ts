import { Failure } from '#lib/failure.ts'
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
export function suggestSlug(registry: Registry, name: string): string {
  const base = slugify(name) || 'my-school'
  for (const candidate of [base, `${base}-school`, `learn-${base}`, `${base}-academy`]) {
    if (candidate.length <= 40 && !slugProblem(registry, candidate)) return candidate
  }
  for (let n = 2; ; n++) {
    const candidate = `${base.slice(0, 34)}-${n}`
    if (!slugProblem(registry, candidate)) return candidate
  }
}

export function slugify(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '')
}
