import { readFile } from 'node:fs/promises'
import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { type Asset, assets } from '#tenants/media/schema.ts'
import { beginUpload, finishUpload } from '#tenants/media/upload.ts'
import type { Tenant } from '#tenants/tenant.ts'

export const rowOf = (tenant: Tenant, id: string): Asset => tenant.read((db) => db.select().from(assets).where(eq(assets.id, id)).get()!)

/** Sends a file the way a browser does that is told to send it to Mux, and says that it has, unless it was closed before. Answers its asset's id. */
export async function sendToMux(tenant: Tenant, actor: string, path: string, { isClosed = false } = {}): Promise<string> {
  const bytes = await readFile(path)
  const ticket = await beginUpload(tenant, actor, { name: 'film.mp4', size: bytes.length, kind: 'video' })
  const headers = { 'Content-Range': `bytes 0-${bytes.length - 1}/${bytes.length}` }
  const sent = await fetch(ticket.direct?.url ?? '', { method: 'PUT', body: new Uint8Array(bytes), headers })
  expect(sent.ok).toBe(true)
  if (!isClosed) await finishUpload(tenant, actor, ticket.uploadId)
  return ticket.assetId
}
