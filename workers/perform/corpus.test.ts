import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, test } from 'vitest'
import { comesOutRight } from '#tests/media/comes-out-right.ts'
import { CORPUS } from '#tests/media/corpus.ts'

// Those that broke something once and are quick; all of them are in corpus.full.test.ts.

let clips: string
beforeAll(async () => {
  clips = await mkdtemp(join(tmpdir(), 'corpus-'))
})
afterAll(() => rm(clips, { recursive: true, force: true }))

const QUICK = ['one frame a second', 'sound with a hole', 'a cut without encoding, by an edit list']

test.each(Object.entries(CORPUS).filter(([name]) => QUICK.includes(name)))('%s comes out right', (_, source) =>
  comesOutRight(source, clips),
)
