import { eq } from 'drizzle-orm'
import sharp from 'sharp'
import { urls } from '#app/urls.ts'
import { assets } from '#tenants/media/schema.ts'
import { type TestServer, until } from '#tests/setup/server.ts'
import type { Twins } from '../kit/twins.ts'

/** Both schools have one job with the same id about an asset with the same id, whose source is red in A and blue in B. */
export async function jobFindings(server: TestServer, { a, b, rows }: Twins): Promise<string[]> {
  const findings: string[] = []
  for (const [{ slug, tenant }, colour] of [
    [a, 0],
    [b, 2],
  ] as const) {
    const asset = await until('the picture is ready', () => {
      const found = tenant.read((db) => db.select().from(assets).where(eq(assets.id, rows.picture)).get())
      return found?.state === 'processing' ? undefined : found
    })
    const width = asset.renditions?.[0]?.width
    const { status, body } = await server.ask(server.host(slug), urls.school.picture(rows.picture, width ?? 0))
    if (status !== 200) {
      findings.push(`${slug}: the picture is not served (${status}, ${asset.state})`)
      continue
    }
    const means = (await sharp(body).stats()).channels.map((channel) => channel.mean)
    if (means.indexOf(Math.max(...means)) !== colour) findings.push(`${slug}: shows the picture of the other school`)
    const keys: string[] = []
    for await (const object of tenant.files.list('')) keys.push(object.key)
    if (keys.some((key) => !key.startsWith('assets/'))) findings.push(`${slug}: its storage reaches out: ${keys.join(', ')}`)
  }
  return findings
}
