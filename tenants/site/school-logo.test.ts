import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { assets } from '#tenants/media/schema.ts'
import { beginUpload } from '#tenants/media/upload.ts'
import { oneSchool } from '#tests/setup/one-school.ts'
import { schoolLogo, setSchoolLogo } from './school-logo.ts'

test('a picture of the school becomes its logo, and can be taken away again', async () => {
  const { tenant, actor } = await oneSchool()
  const { assetId } = await beginUpload(tenant, actor, { name: 'mark.png', size: 10, kind: 'image' })
  await setSchoolLogo(tenant, actor, assetId)
  expect(tenant.read(schoolLogo)).toEqual({ assetId, state: 'uploading', failure: null })
  await setSchoolLogo(tenant, actor, null)
  expect(tenant.read(schoolLogo)).toBeNull()
})

test('a logo that cannot be prepared says why', async () => {
  const { tenant, actor } = await oneSchool()
  const { assetId } = await beginUpload(tenant, actor, { name: 'mark.png', size: 10, kind: 'image' })
  await setSchoolLogo(tenant, actor, assetId)
  await tenant.transact(
    (tx) => tx.update(assets).set({ state: 'failed', failure: 'media.not_image' }).where(eq(assets.id, assetId)).run().changes,
  )
  expect(tenant.read(schoolLogo)).toMatchObject({ state: 'failed', failure: 'media.not_image' })
})

test('a video, and a picture that is not here, are refused as a logo', async () => {
  const { tenant, actor } = await oneSchool()
  const { assetId } = await beginUpload(tenant, actor, { name: 'film.mp4', size: 10, kind: 'video' })
  await expect(setSchoolLogo(tenant, actor, assetId)).rejects.toMatchObject({ code: 'school.logo_kind' })
  await expect(setSchoolLogo(tenant, actor, 'asset_elsewhere')).rejects.toMatchObject({ code: 'media.unknown' })
  expect(tenant.read(schoolLogo)).toBeNull()
})

test('a logo that was deleted is none', async () => {
  const { tenant, actor } = await oneSchool()
  const { assetId } = await beginUpload(tenant, actor, { name: 'mark.png', size: 10, kind: 'image' })
  await setSchoolLogo(tenant, actor, assetId)
  await tenant.transact((tx) => tx.update(assets).set({ deletedAt: 1 }).where(eq(assets.id, assetId)).run().changes)
  expect(tenant.read(schoolLogo)).toBeNull()
})
