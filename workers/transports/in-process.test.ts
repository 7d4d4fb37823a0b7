import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { errands } from '#tests/setup/errands.ts'
import { until } from '#tests/setup/server.ts'
import { processesNaming } from '#workers/perform/clips.ts'
import { inProcessTransport } from './in-process.ts'

test('what opens an upload has no secret of the platform in its environment', async () => {
  process.env.LECTERN_SECRET = 'the master key of this installation'
  const work = await errands()
  const transport = inProcessTransport(join(work.folder, 'work'), { heavy: 1, light: 1 })
  try {
    const { sink, ...errand } = work.errand('film')
    const ended = transport.perform(errand)
    // ffmpeg's is its parent's. One that ends while it is looked at says nothing.
    const environment = await until('ffmpeg is at work', async () => {
      for (const pid of await processesNaming(work.folder)) {
        const said = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
        if (said) return said
      }
      return undefined
    })
    expect(environment).toContain('PATH=')
    expect(environment).not.toContain('LECTERN_SECRET')
    transport.cancel(errand.id)
    await ended
  } finally {
    delete process.env.LECTERN_SECRET
    await transport.close()
    await work.remove()
  }
})
