import { eq } from 'drizzle-orm'
import { Failure } from '#lib/failure.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { record } from '#tenants/events/record.ts'
import { assetById } from '#tenants/media/asset.ts'
import { assetStanding } from '#tenants/media/asset-standing.ts'
import { AssetUnknown } from '#tenants/media/failures.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { school } from './schema.ts'
import { schoolProfile } from './school-profile.ts'

export class LogoRefused extends Failure {
  constructor() {
    super('school.logo_kind', 400)
  }
}

export interface Logo {
  readonly assetId: string
  readonly state: 'uploading' | 'processing' | 'ready' | 'failed'
  /** A key of the reasons in the catalogue, when it failed. */
  readonly failure: string | null
}

/** For light pages, for dark ones, and the square mark that icons are made from. */
export const LOGO_VARIANTS = ['light', 'dark', 'mark'] as const
export type LogoVariant = (typeof LOGO_VARIANTS)[number]

const COLUMNS = { light: 'logoAssetId', dark: 'logoDarkAssetId', mark: 'markAssetId' } as const

/** The logo as staff see it: also while it is being prepared, and when that failed. */
export function schoolLogo(db: Reading, variant: LogoVariant = 'light'): Logo | null {
  const assetId = schoolProfile(db)[COLUMNS[variant]]
  const asset = assetId ? assetById(db, assetId) : undefined
  if (!asset) return null
  const standing = assetStanding(db, asset)
  const state = standing.state === 'preparing' ? 'processing' : standing.state
  return { assetId: asset.id, state, failure: standing.state === 'failed' ? standing.reason : null }
}

/** Puts a picture of this school in the place of the first letter, or with null takes it away. @throws AssetUnknown, LogoRefused */
export function setSchoolLogo(
  tenant: Tenant,
  actor: string,
  assetId: string | null,
  variant: LogoVariant = 'light',
  now = Date.now(),
): Promise<void> {
  return tenant.transact((tx) => {
    if (assetId !== null) {
      const asset = assetById(tx, assetId)
      if (!asset) throw new AssetUnknown()
      if (asset.kind !== 'image') throw new LogoRefused()
    }
    tx.update(school)
      .set({ [COLUMNS[variant]]: assetId })
      .where(eq(school.id, 1))
      .run()
    record(tx, { type: 'school.branded', actor, subject: tenant.id, data: {} }, now)
  })
}
