import { eq } from 'drizzle-orm'
import sharp from 'sharp'
import { urls } from '#app/urls.ts'
import { latestJob } from '#tenants/jobs/lifecycle.ts'
import { assets } from '#tenants/media/schema.ts'
import { type TestServer, until } from '#tests/setup/server.ts'
import type { Twins } from '../kit/twins.ts'

/** Both schools have one job with the same id about an asset with the same id, whose source is red in A and blue in B. */
export async function jobFindings(server: TestServer, { a, b, rows }: Twins): Promise<string[]> {
  const findings: string[] = []
  // Both are done and swept before either is looked at, so that nothing is written under the answer.
  for (const { tenant } of [a, b])
    await until('the job is over and swept', () => {
      const job = tenant.read((db) => latestJob(db, rows.picture))
      return (job?.state === 'done' || job?.state === 'failed') && !job.untidy
    })
  for (const [{ slug, tenant }, colour] of [
    [a, 0],
    [b, 2],
  ] as const) {
    const asset = tenant.read((db) => db.select().from(assets).where(eq(assets.id, rows.picture)).get())
    const width = asset?.renditions?.[0]?.width
    const { status, body } = await server.ask(server.host(slug), urls.school.picture(rows.picture, width ?? 0))
    if (status !== 200) {
      findings.push(`${slug}: the picture is not served (${status}, ${asset?.state})`)
      continue
    }
    const means = (await sharp(body).stats()).channels.map((channel) => channel.mean)
    if (means.indexOf(Math.max(...means)) !== colour) findings.push(`${slug}: shows the picture of the other school`)
    const keys: string[] = []
    for await (const object of tenant.files.list('')) keys.push(object.key)
    if (keys.some((key) => !/^(assets|brand)\//.test(key))) findings.push(`${slug}: its storage reaches out: ${keys.join(', ')}`)
  }
  return findings
}
