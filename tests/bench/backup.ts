import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { rootPath } from '#lib/paths.ts'
import { backUpSchool } from '#tenants/backups/back-up.ts'
import { lessonBodies } from '#tenants/courses/schema.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { temporarySchools } from '#tests/setup/kit.ts'
import { type Finding, rounded, ToolMissing } from './report.ts'
import { inTurn, median } from './rounds.ts'

const run = promisify(execFile)
const BYTES = 500 * 1024 * 1024
const ROUNDS = 3
const BAR = 0.5
const MOST_HELD_MS = 50

const Waits = z.object({ commits: z.number(), longestLockMs: z.number(), longestMs: z.number() })

/**
 * Backs a school of 500 MB up, and copies and packs the same file with `cp` and `zstd`, each while another process writes to it.
 * The figure is the ratio of their speeds. A run in which a writer waited for its lock more than 50 ms fails.
 */
export async function backup(): Promise<Finding> {
  await run('zstd', ['--version']).catch(() => {
    throw new ToolMissing('zstd is needed: apt-get install zstd')
  })
  const folder = await temporarySchools()
  try {
    const tenant = await folder.school('large')
    await fill(tenant)
    const file = folder.schools.pool.path(tenant.id)
    folder.schools.pool.evict(tenant.id)
    const waits: z.infer<typeof Waits>[] = []
    const rounds = await inTurn(
      ROUNDS,
      async () => {
        const [ms, waited] = await whileWriting(file, () => timed(() => backUpSchool(folder.schools, tenant.id)))
        waits.push(waited)
        return ms
      },
      async () => {
        const copy = join(folder.dataDir, 'copy')
        const [ms] = await whileWriting(file, () =>
          timed(async () => {
            await run('cp', [file, copy])
            await run('zstd', ['-q', '-f', '-3', copy, '-o', `${copy}.zst`])
          }),
        )
        await Promise.all([rm(copy), rm(`${copy}.zst`)])
        return ms
      },
    )
    // How long this disk lets a commit wait when nobody backs anything up.
    const [, calm] = await whileWriting(file, () => timed(() => run('sleep', ['3'])))
    const { size } = await stat(file)
    const longestLockMs = Math.max(...waits.map((one) => one.longestLockMs))
    return {
      bench: 'backup',
      figure: rounded(median(rounds.map(({ ours, reference }) => reference / ours))),
      better: 'higher',
      bar: BAR,
      misses: longestLockMs > MOST_HELD_MS ? [`a writer waited ${longestLockMs} ms for its lock`] : [],
      bytes: size,
      backupMs: Math.round(median(rounds.map(({ ours }) => ours))),
      referenceMs: Math.round(median(rounds.map(({ reference }) => reference))),
      longestLockMs,
      longestWriteMs: Math.max(...waits.map((one) => one.longestMs)),
      longestWriteWithoutBackupMs: calm.longestMs,
      commits: waits.reduce((sum, one) => sum + one.commits, 0),
    }
  } finally {
    await folder.close()
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

/** Another process commits to the file all the while, as a server would, and says how long it was held. */
async function whileWriting<T>(file: string, work: () => Promise<T>): Promise<[T, z.infer<typeof Waits>]> {
  const writer = fork(rootPath('tests/bench/backup-writer.ts'), [file], { execArgv: ['--import', 'tsx'] })
  await once(writer, 'message')
  const done = await work()
  writer.send('stop')
  const [waits] = await once(writer, 'message')
  return [done, Waits.parse(waits)]
}

/** Texts of lessons, each another one, until the file is as large as it shall be. */
async function fill(tenant: Tenant): Promise<void> {
  const words = 'madder weld woad vat mordant alum iron wool silk rinse steep dry shade fast light bath root leaf'.split(' ')
  let seed = 7
  const word = () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
    return words[(seed >> 8) % words.length] ?? ''
  }
  for (let bytes = 0, batch = 0; bytes < BYTES; batch++) {
    bytes += await tenant.transact((tx) => {
      let written = 0
      for (let row = 0; row < 1_000; row++) {
        const html = `<p>${Array.from({ length: 600 }, word).join(' ')}</p>`
        tx.insert(lessonBodies)
          .values({ id: `body_${batch}_${row}`, html, words: 600, frozen: true, updatedAt: 1 })
          .run()
        written += html.length
      }
      return written
    })
  }
}
