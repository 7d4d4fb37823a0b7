import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, test } from 'vitest'
import { comesOutRight } from '#tests/media/comes-out-right.ts'
import { CORPUS, TWO_HOURS } from '#tests/media/corpus.ts'

let clips: string
beforeAll(async () => {
  clips = await mkdtemp(join(tmpdir(), 'corpus-'))
})
afterAll(() => rm(clips, { recursive: true, force: true }))

test.each(Object.entries({ ...CORPUS, 'two hours': TWO_HOURS }))('%s: comes out right', (_, source) => comesOutRight(source, clips))
