import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { record } from '#tenants/events/record.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { school } from './schema.ts'

/** Pairings of a display and a text face; what they are made of is the design system's (app/ui/typefaces.ts). */
export const FONTS = [
  'newsreader-geist',
  'fraunces-work-sans',
  'playfair-source-serif',
  'lora-inter',
  'bricolage-dm-sans',
  'source-serif-geist',
  'inter',
] as const
export const CORNERS = ['sharp', 'soft', 'round'] as const
export const THEMES = ['system', 'light', 'dark'] as const

/** How a school looks: one colour, one pairing of fonts, one family of corners, and whether its pages are light or dark. */
export const Brand = z.object({
  accent: z
    .string('forms.colour')
    .trim()
    .regex(/^#[0-9a-f]{6}$/i, 'forms.colour')
    .toLowerCase(),
  fonts: z.enum(FONTS),
  corners: z.enum(CORNERS),
  theme: z.enum(THEMES),
})
export type Brand = z.infer<typeof Brand>

/** Changes how the school looks; every page of it follows. */
export function changeBrand(tenant: Tenant, actor: string, { accent, fonts, corners, theme }: Brand, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    tx.update(school).set({ accent, fonts, corners, theme }).where(eq(school.id, 1)).run()
    record(tx, { type: 'school.branded', actor, subject: tenant.id, data: {} }, now)
  })
}
