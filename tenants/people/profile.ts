import { eq } from 'drizzle-orm'
import { PictureRefused, portraitOf } from '#integrations/pictures/portrait.ts'
import { newId } from '#lib/ids.ts'
import { record } from '#tenants/events/record.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { avatarKey, avatarsBelow } from './avatar-keys.ts'
import { AvatarUnreadable } from './failures.ts'
import { students } from './schema.ts'

export function renameStudent(tenant: Tenant, studentId: string, name: string, now = Date.now()): Promise<void> {
  return tenant.transact((tx) => {
    tx.update(students).set({ name: name.trim() }).where(eq(students.id, studentId)).run()
    record(tx, { type: 'student.changed', actor: studentId, subject: studentId, data: { what: 'name' } }, now)
  })
}

/** Puts a small square of the picture beside the student's name, or with null takes it away. @throws AvatarUnreadable */
export async function setAvatar(tenant: Tenant, studentId: string, picture: Uint8Array | null, now = Date.now()): Promise<void> {
  const avatarId = picture && newId('avatar', now)
  if (picture && avatarId) {
    const small = await portraitOf(picture).catch((error: unknown) => {
      throw error instanceof PictureRefused ? new AvatarUnreadable() : error
    })
    await tenant.files.put(avatarKey(studentId, avatarId), small, 'image/webp')
  }
  await tenant.transact((tx) => {
    tx.update(students).set({ avatarId }).where(eq(students.id, studentId)).run()
    record(tx, { type: 'student.changed', actor: studentId, subject: studentId, data: { what: 'avatar' } }, now)
  })
  await dropOtherAvatars(tenant, studentId)
}

/** Those before, and what a crash between the file and its row left. */
async function dropOtherAvatars(tenant: Tenant, studentId: string): Promise<void> {
  const row = tenant.read((db) => db.select({ avatarId: students.avatarId }).from(students).where(eq(students.id, studentId)).get())
  const kept = row?.avatarId ? avatarKey(studentId, row.avatarId) : undefined
  for await (const { key } of tenant.files.list(avatarsBelow(studentId))) if (key !== kept) await tenant.files.delete(key)
}
