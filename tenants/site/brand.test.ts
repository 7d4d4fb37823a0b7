import { expect, test } from 'vitest'
import { assets } from '#tenants/media/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
import { Brand, changeBrand, FONTS } from './brand.ts'
import { applyLook, LOOKS } from './looks.ts'
import { schoolFace } from './pages.ts'
import { setSchoolLogo } from './school-logo.ts'
import { contentVersionOf } from './school-profile.ts'

const PLAIN: Brand = { accent: '#156a40', fonts: 'newsreader-geist', corners: 'soft', theme: 'system' }

const picture = (tenant: Tenant, id: string, width: number, height: number) =>
  tenant.transact(
    (tx) =>
      tx
        .insert(assets)
        .values({
          ...{ id, kind: 'image', state: 'ready', name: 'logo.png', size: 1, createdBy: 'person', createdAt: 1, width, height },
          renditions: [{ width, height }],
        })
        .run().changes,
  )

test('every part of a brand moves what prepared pages are kept under', async () => {
  const { tenant, actor } = await oneSchool()
  const version = () => tenant.read(contentVersionOf)
  const steps: Partial<Brand>[] = [{ accent: '#a63d2f' }, { fonts: 'inter' }, { corners: 'round' }, { theme: 'dark' }]
  for (const step of steps) {
    const before = version()
    await changeBrand(tenant, actor, { ...PLAIN, ...step })
    expect(version(), Object.keys(step).join()).toBeGreaterThan(before)
    expect(tenant.read(schoolFace)).toMatchObject(step)
  }
  for (const variant of ['light', 'dark', 'mark'] as const) {
    const before = version()
    await picture(tenant, `asset_${variant}`, 64, 64)
    await setSchoolLogo(tenant, actor, `asset_${variant}`, variant)
    expect(version(), variant).toBeGreaterThan(before)
  }
})

test('a new school is set as every school was before there was a choice', async () => {
  const { tenant } = await oneSchool()
  expect(tenant.read(schoolFace)).toMatchObject({
    fonts: FONTS[0],
    corners: 'soft',
    theme: 'system',
    logo: null,
    logoDark: null,
    mark: null,
  })
})

test('a square logo is the mark by itself; a word-mark is not, and a mark of its own goes before both', async () => {
  const { tenant, actor } = await oneSchool()
  const markNow = () => tenant.read(schoolFace).mark?.assetId
  await picture(tenant, 'asset_wide', 400, 100)
  await setSchoolLogo(tenant, actor, 'asset_wide')
  expect(markNow()).toBeUndefined()
  expect(tenant.read(schoolFace).logo).toMatchObject({ ratio: 4 })
  await picture(tenant, 'asset_square', 100, 110)
  await setSchoolLogo(tenant, actor, 'asset_square')
  expect(markNow()).toBe('asset_square')
  await picture(tenant, 'asset_mark', 64, 64)
  await setSchoolLogo(tenant, actor, 'asset_mark', 'mark')
  expect(markNow()).toBe('asset_mark')
})

test('a look changes how the school looks and nothing it says', async () => {
  const { tenant, actor } = await oneSchool()
  const { name, tagline } = tenant.read(schoolFace)
  for (const { id, ...brand } of LOOKS) {
    expect(Brand.parse(brand)).toEqual(brand)
    await applyLook(tenant, actor, id)
    expect(tenant.read(schoolFace)).toMatchObject({ ...brand, name, tagline })
  }
  await expect(applyLook(tenant, actor, 'nothing')).rejects.toMatchObject({ code: 'school.look_unknown' })
})
