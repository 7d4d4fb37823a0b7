import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { and, eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { events } from '#tenants/events/schema.ts'
import { latestJob } from '#tenants/jobs/lifecycle.ts'
import { importFile } from '#tenants/media/import-file.ts'
import { assets } from '#tenants/media/schema.ts'
import { aFilm, aSchool, openSchools } from '#tests/setup/kit.ts'
import { random } from '#tests/setup/random.ts'
import { TestServer, until } from '#tests/setup/server.ts'

const run = promisify(execFile)
const SEED = 20_261_120
/** A sixth of this is about what passes between the last part and ffmpeg's first word. */
const BEFORE_MS = 3_000

export interface Crashes {
  readonly server: TestServer
  /**
   * Puts `moments` videos in, one after the other, calls `crash` at a moment between the last part and “ready” and `mend` after
   * it, and sees to it that each becomes ready exactly once and that nothing else of it is left. `chance` is even between 0 and 1.
   */
  survive(moments: number, crash: (chance: number) => Promise<unknown>, mend: () => Promise<void>): Promise<void>
  /** Nothing works any more in these folders, and they are empty. */
  expectQuiet(workDirs: readonly string[]): Promise<void>
  remove(): Promise<void>
}

/** A built server with a school that gets videos. */
export async function crashes(env: Readonly<Record<string, string>> = {}): Promise<Crashes> {
  const server = await TestServer.start({ env })
  const schools = openSchools(server.dataDir, server.port)
  const { tenant, owner } = await aSchool(schools, 'crash')
  const folder = await mkdtemp(join(tmpdir(), 'lectern-crash-'))
  // Longer to make than it takes to hear how far it is and to kill somebody, on a busy machine too.
  const film = await aFilm(folder, { seconds: 18, size: '854x480' })

  const asset = (id: string) => tenant.read((db) => db.select().from(assets).where(eq(assets.id, id)).get())
  const ready = (id: string) => until('the video is ready', () => asset(id)?.state === 'ready', 180_000)
  async function objectsOf(id: string): Promise<string[]> {
    const keys: string[] = []
    for await (const object of tenant.files.list(`assets/${id}/`)) keys.push(object.key)
    return keys
  }

  /**
   * Anywhere between the last part and “ready”: one crash in six comes before anything of the film is made, the others once that share of
   * its objects is there. How far it is, is heard every two seconds from elsewhere, and a short film may be made between two words.
   */
  async function reached(id: string, chance: number, objectCount: number): Promise<void> {
    const share = (chance - 1 / 6) * (6 / 5)
    const made = async () => ((await objectsOf(id)).length - 1) / objectCount
    if (share < 0) await new Promise((resolve) => setTimeout(resolve, chance * BEFORE_MS))
    else await until('the moment', async () => asset(id)?.state === 'ready' || (await made()) > share * 0.9)
  }

  async function expectWhole(id: string, objectCount: number, moment: number): Promise<void> {
    const said = tenant.read((db) =>
      db
        .select()
        .from(events)
        .where(and(eq(events.type, 'video.ready'), eq(events.subject, id)))
        .all(),
    )
    expect(said, `moment ${moment}`).toHaveLength(1)
    const objects = await objectsOf(id)
    const prefix = asset(id)?.outputPrefix ?? 'none'
    expect(objects.filter((key) => !key.startsWith(prefix))).toEqual([`assets/${id}/source`])
    expect(objects).toHaveLength(objectCount)
  }

  return {
    server,
    async survive(moments, crash, mend) {
      const whole = await importFile(tenant, owner.id, film, 'video')
      await ready(whole.id)
      const objectCount = (await objectsOf(whole.id)).length
      const chance = random(SEED)
      let hit = 0
      for (let moment = 0; moment < moments; moment++) {
        const { id } = await importFile(tenant, owner.id, film, 'video')
        await reached(id, chance(), objectCount)
        await crash(chance())
        if (asset(id)?.state !== 'ready') hit++
        await mend()
        await ready(id)
        await until('the sweep is done', () => tenant.read((db) => latestJob(db, id)?.untidy === false))
        await expectWhole(id, objectCount, moment)
      }
      expect(hit, 'most crashes must hit an encode under way, or this proves nothing').toBeGreaterThan(moments / 2)
      expect(tenant.read((db) => db.all('PRAGMA integrity_check'))).toEqual([{ integrity_check: 'ok' }])
    },
    async expectQuiet(workDirs) {
      const { stdout } = await run('ps', ['-eo', 'args'])
      const places = [server.dataDir, ...workDirs]
      expect(stdout.split('\n').filter((line) => /^\S*ffmpeg\b/.test(line) && places.some((place) => line.includes(place)))).toEqual([])
      for (const workDir of workDirs) expect(await readdir(workDir)).toEqual([])
    },
    async remove() {
      schools.close()
      await server.remove()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
