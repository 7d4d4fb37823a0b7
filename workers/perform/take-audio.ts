import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { absent } from '#lib/errno.ts'
import type { takeAudio } from '#tenants/captions/jobs.ts'
import { type Perform, PermanentFailure } from '#tenants/jobs/contract.ts'
import { FfmpegFailed, runFfmpeg } from './command.ts'
import { blame } from './failures.ts'
import { MAX_SECONDS } from './length.ts'
import { memoryLimit, timeLimit } from './limits.ts'
import { probe } from './probe.ts'
import { sinkOf } from './sink.ts'
import { localSource, openSource } from './source.ts'
import { pidFile } from './stray.ts'

/** Seconds. A piece is never longer, and is cut in the last pause behind the first of these. */
const SHORTEST = 7 * 60
const LONGEST = 10 * 60

/** What speech models hear with: mono at 16 kHz. As FLAC first, which is cut to the sample: a cut in mp3 would lose a fifth of a second. */
const HEARD = ['-vn', '-sn', '-dn', '-ac', '1', '-ar', '16000']
const WHOLE = [...HEARD, '-c:a', 'flac', '-f', 'flac']
/** 32 kbit/s are 2.4 MB a piece. */
const PIECE = [...HEARD, '-c:a', 'libmp3lame', '-b:a', '32k', '-f', 'mp3']
/** Pads a sound that begins after the picture, so that its times are the film's; notes where nobody speaks. */
const FILTER = 'aresample=async=1:first_pts=0,silencedetect=noise=-35dB:d=0.4,ametadata=mode=print:key=lavfi.silence_end:file=silences.txt'

/** Takes the sound out of a film in pieces; see the contract. */
export const performTakeAudio: Perform<typeof takeAudio> = async (input, attempt) => {
  const { workDir } = attempt
  let share = 0
  const report = () => attempt.progress(share)
  const source = await openSource(input.source, attempt, report)
  const { signal } = source
  source.hurry()
  try {
    const facts = await probe(source)
    if (!facts.audio) throw new PermanentFailure('speech.no_sound', 'the film has no sound')
    const seconds = Math.min(facts.seconds ?? facts.video?.seconds ?? MAX_SECONDS, MAX_SECONDS)
    const run = { workDir, signal, pidFile: pidFile(workDir), limits: { bytes: memoryLimit(), ms: timeLimit(seconds) } }
    const whole = join(workDir, 'speech.flac')
    const reached = await runFfmpeg({
      ...run,
      source,
      outputs: [{ path: whole, options: ['-map', `0:${facts.audio.index}`, '-t', String(MAX_SECONDS), '-af', FILTER, ...WHOLE] }],
      tick(at) {
        share = Math.min(0.9, ((at ?? 0) / Math.max(1, seconds)) * 0.9)
        report()
      },
    })
    const cuts = cutsAt(await pausesIn(join(workDir, 'silences.txt')), reached ?? seconds)
    const speech = await localSource(whole, signal)
    await mkdir(join(workDir, 'speech'))
    const pieces = cuts.map((from, nth) => ({ from, to: cuts[nth + 1], name: `speech/${nth}.mp3` }))
    for (const { from, to, name } of pieces) {
      const length = to === undefined ? [] : ['-t', (to - from).toFixed(3)]
      const path = join(workDir, name)
      await runFfmpeg({
        ...run,
        source: speech,
        inputOptions: ['-ss', from.toFixed(3)],
        outputs: [{ path, options: [...length, ...PIECE] }],
        tick: () => attempt.progress(0.9),
      })
      await sinkOf(input.sink, signal, () => attempt.progress(0.95)).publish([{ path, name }])
    }
    attempt.progress(1)
    return { pieces: pieces.map(({ name, from }) => ({ name, from })) }
  } catch (error) {
    if (error instanceof FfmpegFailed) throw (await blame(source, error.log)) ?? error
    throw error
  } finally {
    await source.close()
  }
}

/** Seconds at which a pause ends. */
async function pausesIn(path: string): Promise<number[]> {
  const noted = (await readFile(path, 'utf8').catch(absent)) ?? ''
  return [...noted.matchAll(/lavfi\.silence_end=([\d.]+)/g)].map(([, at]) => Number(at))
}

/** Where pieces begin. Somebody who never pauses is cut in the middle of a word. */
export function cutsAt(pauses: readonly number[], seconds: number): number[] {
  const cuts = [0]
  for (let from = 0; seconds - from > LONGEST; ) {
    from = pauses.findLast((at) => at > from + SHORTEST && at <= from + LONGEST) ?? from + LONGEST
    cuts.push(from)
  }
  return cuts
}
