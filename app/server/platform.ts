import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { openMachines } from '#integrations/machines/open-machines.ts'
import { openMailer } from '#integrations/mail/open-mailer.ts'
import { openSpeech } from '#integrations/speech/open-speech.ts'
import { openStorage } from '#integrations/storage/open-storage.ts'
import type { Env } from '#lib/env.ts'
import type { Log } from '#lib/log.ts'
import type { MachinesEnv } from '#lib/machines-env.ts'
import { transcribe } from '#tenants/captions/jobs.ts'
import { ALONE, type Cluster } from '#tenants/database/cluster.ts'
import { registryFile } from '#tenants/database/folders.ts'
import { joinLitefs } from '#tenants/database/litefs.ts'
import type { JobSource } from '#tenants/jobs/handler.ts'
import type { Standing } from '#tenants/jobs/standing.ts'
import { Heartbeats } from '#tenants/learning/heartbeats.ts'
import { sendMail } from '#tenants/mail/jobs.ts'
import { Deliveries } from '#tenants/media/deliveries.ts'
import { reconcileSchools } from '#tenants/registry/reconcile-schools.ts'
import { Schools } from '#tenants/schools.ts'
import { backups } from '#workers/backups.ts'
import { countedMailer } from '#workers/counted-mailer.ts'
import { Dispatcher } from '#workers/dispatcher.ts'
import { erasureRounds } from '#workers/erasures.ts'
import { Here } from '#workers/here.ts'
import { Fleet, machineRounds } from '#workers/machines/fleet.ts'
import { sizeFor } from '#workers/machines/sizes.ts'
import { muxPerforms } from '#workers/mux.ts'
import { sendMailBy } from '#workers/send-mail.ts'
import { staffLetterRounds } from '#workers/staff-letters.ts'
import { sweeps } from '#workers/sweep.ts'
import { transcribeBy } from '#workers/transcribe.ts'
import { bullmqTransport } from '#workers/transports/bullmq.ts'
import { inProcessTransport } from '#workers/transports/in-process.ts'
import type { Transport, TransportTrouble } from '#workers/transports/transport.ts'

/** Everything one process of the web runs besides HTTP. */
export interface Platform {
  readonly schools: Schools
  readonly heartbeats: Heartbeats
  readonly deliveries: Deliveries
  /** Why no job can begin now, for people who wait for one. */
  readonly jobsTrouble: () => TransportTrouble | undefined
  /** How jobs stand, by kind; undefined while another process runs them. */
  readonly standing: () => readonly Standing[] | undefined
  /** Writes what waits, gives running jobs back and closes every file. */
  close(): Promise<void>
}

export async function openPlatform(env: Env, log: Log): Promise<Platform> {
  mkdirSync(env.dataDir, { recursive: true })
  const cluster = env.litefs ? await joinLitefs({ ...env.litefs, log }) : ALONE
  await registryThere(env, cluster)
  const schools = new Schools(env, await openStorage(env), log, cluster)
  await whenPrimary(schools, log)
  const heartbeats = new Heartbeats()
  const deliveries = new Deliveries()
  const { transport, fleet } = openWorkers(env, log)
  const mailer = countedMailer(openMailer(env))
  if (env.production && !env.mail.smtpUrl) log.warn('no mail leaves this server: SMTP_URL is not set; letters are kept in DATA_DIR/mailbox')
  const performs = [[sendMail.name, sendMailBy(mailer)] as const, [transcribe.name, transcribeBy(openSpeech(env))] as const]
  const atMux = muxPerforms(schools)
  const here = new Here(new Map([...performs, ...atMux]), new Set([transcribe.name, ...atMux.map(([kind]) => kind)]))
  const dispatcher = new Dispatcher({ schools, transport, here, log, ...(env.machines ? { sizeOf: sizesOf(schools, env.machines) } : {}) })
  dispatcher.start()
  const rounds = [sweeps(schools), backups(schools), erasureRounds(schools), staffLetterRounds(schools, mailer)]
  if (fleet) rounds.push(machineRounds(schools, fleet))
  for (const each of rounds) each.start()
  return {
    schools,
    heartbeats,
    deliveries,
    jobsTrouble: () => transport.trouble() ?? (fleet?.isInTrouble ? 'no_workers' : undefined),
    standing: () => dispatcher.standing(),
    async close() {
      await Promise.all([heartbeats.flush(), deliveries.flush()])
      // Together: encodes are given back while a sweep under way is seen to its end.
      const stopped = await Promise.allSettled([...rounds.map((each) => each.stop()), dispatcher.stop()])
      mailer.close()
      await schools.pool.migrationsSettled()
      schools.close()
      cluster.close()
      for (const one of stopped) if (one.status === 'rejected') throw one.reason
    },
  }
}

/** What the primary sees to as soon as it is one: at its start, or when another has gone. */
async function whenPrimary(schools: Schools, log: Log): Promise<void> {
  const { cluster, registry } = schools
  cluster.onRole(({ is }) => {
    if (is !== 'primary') return
    registry.migrate()
    reconcileSchools(schools).catch((error: unknown) => log.error({ err: error }, 'schools could not be looked through'))
  })
  if (cluster.role.is === 'primary') await reconcileSchools(schools)
}

/** A machine that has just joined gets its files from the primary. */
async function registryThere(env: Env, cluster: Cluster): Promise<void> {
  const file = registryFile(env)
  for (const deadline = performance.now() + ARRIVES_MS; cluster.role.is !== 'primary' && !existsSync(file); await wait(50))
    if (performance.now() > deadline) throw new Error(`no ${file} has come from the primary`)
}

const ARRIVES_MS = 120_000

/** Who performs attempts: this process, workers that somebody starts, or workers on machines that are started for them. */
function openWorkers(env: Env, log: Log): { transport: Transport; fleet?: Fleet } {
  const { redisUrl, machines: limits } = env
  if (!redisUrl) return { transport: inProcessTransport(join(env.dataDir, 'work'), { heavy: env.encodeSlots, light: 2 }) }
  const machines = openMachines(env)
  if (!machines || !limits) return { transport: bullmqTransport({ url: redisUrl, log }) }
  const transport = bullmqTransport({ url: redisUrl, log, room: limits.limit })
  return { transport, fleet: new Fleet({ machines, env: limits, crew: () => transport.crew(), log }) }
}

const sizesOf = (schools: Schools, limits: MachinesEnv) => (schoolId: string, source: JobSource | undefined) =>
  sizeFor(limits, schools.registry.byId(schoolId)?.plan ?? 'free', source)
