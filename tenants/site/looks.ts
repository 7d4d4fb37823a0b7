import { Failure, fail } from '#lib/failure.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { type Brand, changeBrand } from './brand.ts'

export class LookUnknown extends Failure {
  constructor() {
    super('school.look_unknown', 400)
  }
}

/** A finished brand to begin with. Its name is the catalogue's (`brand.looks.<id>`). */
export interface Look extends Brand {
  readonly id: 'atelier' | 'gallery' | 'studio' | 'evening' | 'orchard'
}

export const LOOKS: readonly Look[] = [
  { id: 'atelier', accent: '#156a40', fonts: 'newsreader-geist', corners: 'soft', theme: 'system' },
  { id: 'gallery', accent: '#1c1917', fonts: 'playfair-source-serif', corners: 'sharp', theme: 'light' },
  { id: 'studio', accent: '#2f55d4', fonts: 'bricolage-dm-sans', corners: 'round', theme: 'system' },
  { id: 'evening', accent: '#c8873a', fonts: 'lora-inter', corners: 'soft', theme: 'dark' },
  { id: 'orchard', accent: '#a63d2f', fonts: 'fraunces-work-sans', corners: 'round', theme: 'light' },
]

/** Gives the school a finished look; its name, its texts and its logo stay. @throws LookUnknown */
export async function applyLook(tenant: Tenant, actor: string, id: string, now = Date.now()): Promise<void> {
  const { id: _, ...brand } = LOOKS.find((look) => look.id === id) ?? fail(new LookUnknown())
  await changeBrand(tenant, actor, brand, now)
}
