import { cpus } from 'node:os'
import { resolve } from 'node:path'
import { z } from 'zod'
import { log } from '#lib/log.ts'
import { SIZES } from '#lib/machine-size.ts'
import { consume } from './consume.ts'

// `npm run worker`: performs attempts for an installation of Lectern. It needs Redis, and no school's file and no secret of the platform.

const Variables = z.object({
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'REDIS_URL is missing: redis://… of the installation this worker works for' }),
  /** A folder of this worker's own, on a disk with room for a video and its ladder. */
  WORK_DIR: z.string().default('work'),
  /** `yes`: attempts may name files of this machine. Only where nobody else can write to Redis. */
  LOCAL_FILES: z.enum(['yes', 'no']).default('no'),
  /** Encodes at the same time. One keeps two cores busy. */
  ENCODE_SLOTS: z.coerce
    .number()
    .int()
    .min(1)
    .default(Math.max(1, Math.floor(cpus().length / 2))),
  /** Of what is heavy it takes what needs a machine of this size; all of it is small where the server starts no machines. */
  WORKER_SIZE: z.enum(SIZES).default('small'),
  /** Set by Fly. */
  FLY_MACHINE_ID: z.string().optional(),
})

const variables = Variables.safeParse(process.env)
if (!variables.success) {
  console.error(z.prettifyError(variables.error))
  process.exit(1)
}
const { REDIS_URL, WORK_DIR, ENCODE_SLOTS, LOCAL_FILES, WORKER_SIZE, FLY_MACHINE_ID } = variables.data
const running = await consume({
  url: REDIS_URL,
  workRoot: resolve(WORK_DIR),
  slots: { heavy: ENCODE_SLOTS, light: 2 },
  size: WORKER_SIZE,
  machine: FLY_MACHINE_ID,
  log,
  localFiles: LOCAL_FILES === 'yes',
})
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    log.info({ signal }, 'stopping')
    running.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'stopped uncleanly')
        process.exit(1)
      },
    )
  })
}
