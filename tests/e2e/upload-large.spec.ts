import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { urls } from '#app/urls.ts'
import { uploads } from '#tenants/media/schema.ts'
import { residentMb } from '../bench/process-facts.ts'
import { aFilm } from '../setup/kit.ts'
import { aScene, FILM_INPUT, signIn, takenOver } from './scene.ts'
import { expect, test } from './setup.ts'

const BYTES = 5e9
/** A browser that held the file, or the server, would have five thousand. MB, of all its processes together. */
const MOST_MORE = 600

let folder: string
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-large-'))
})
test.afterEach(() => rm(folder, { recursive: true, force: true }))

/** A film and then a box of nothing, which takes no room on the disk. */
async function fiveGigabytes(): Promise<string> {
  const path = await aFilm(folder, { seconds: 4, name: 'dyeing.mp4' })
  const file = await open(path, 'r+')
  const { size } = await file.stat()
  // A box of more than four gigabytes says its length in eight bytes behind its name (ISO/IEC 14496-12, 4.2).
  const head = Buffer.alloc(16)
  head.writeUInt32BE(1, 0)
  head.write('free', 4, 'latin1')
  head.writeBigUInt64BE(BigInt(BYTES - size), 8)
  await file.write(head, 0, head.length, size)
  await file.truncate(BYTES)
  await file.close()
  return path
}

/** Of all processes of this test's browser. */
function browserMb(): number {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1')
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
    } catch {
      // It has ended since it was listed.
    }
  }
  const isOurs = (pid: number): boolean => pid === process.pid || (parents.has(pid) && isOurs(parents.get(pid) ?? 0))
  return [...parents.keys()]
    .filter((pid) => pid !== process.pid && isOurs(pid) && isBrowser(pid))
    .reduce((sum, pid) => sum + residentMb(pid), 0)
}

const isBrowser = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('chrom')

test('five gigabytes go up without filling the browser or the server @full', async ({ server, newcomer }) => {
  test.setTimeout(900_000)
  const scene = await aScene(server)
  const file = await fiveGigabytes()
  const { page } = await newcomer()
  await signIn(page, scene.platform, scene.owner.email)
  await page.goto(scene.platform + urls.dashboard.lesson(scene.slug, scene.course.id, scene.lessons[0]?.id ?? ''))
  await takenOver(page)
  await page.getByRole('button', { name: 'Video', exact: true }).click()
  const before = { browser: browserMb(), server: residentMb(server.pid) }
  const most = { ...before }
  await page.locator(FILM_INPUT).setInputFiles(file)
  await expect
    .poll(
      () => {
        most.browser = Math.max(most.browser, browserMb())
        most.server = Math.max(most.server, residentMb(server.pid))
        return scene.inside((tenant) =>
          tenant.read((db) =>
            db
              .select()
              .from(uploads)
              .all()
              .some(({ finishedAt }) => finishedAt !== null),
          ),
        )
      },
      { timeout: 840_000, intervals: [250] },
    )
    .toBe(true)
  console.log(`5 GB: the browser had ${before.browser} MB and ${most.browser} at most, the server ${before.server} and ${most.server}`)
  expect(most.browser - before.browser).toBeLessThan(MOST_MORE)
  expect(most.server - before.server).toBeLessThan(MOST_MORE)
})
