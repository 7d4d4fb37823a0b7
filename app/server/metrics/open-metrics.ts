import type { MetricsEnv } from '#lib/seeing-env.ts'
import { instruments, type Watched } from './instruments.ts'
import { Metrics } from './serve.ts'

/** Undefined where nobody is to be shown numbers: then nothing of it runs. */
export async function openMetrics(env: MetricsEnv, watched: Watched): Promise<Metrics | undefined> {
  if (!env.listen && env.token === undefined) return undefined
  const metrics = new Metrics(instruments(watched), env)
  if (env.listen) {
    const { log } = watched.schools
    await metrics.listen(env.listen, (error) => log.error({ err: error }, 'the numbers for Prometheus could not be gathered'))
    log.info(env.listen, 'numbers for Prometheus are at /metrics')
  }
  return metrics
}
