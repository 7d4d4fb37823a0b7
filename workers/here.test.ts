import { expect, test } from 'vitest'
import { NotYet, PermanentFailure } from '#tenants/jobs/contract.ts'
import { Here, type PerformHere } from './here.ts'

const told: number[] = []
const errand = {
  id: 'school-once-1',
  kind: 'a.kind',
  input: { letter: 1 },
  silenceMs: 60_000,
  onProgress: (share: number) => told.push(share),
}
const performing = (perform: PerformHere) => new Here(new Map([['a.kind', perform]]))

/** Ends when it is told to. */
function untilToldSo(): { ended: Promise<string>; end: () => void } {
  let end = () => {}
  const ended = new Promise<string>((resolve) => {
    end = () => resolve('sent')
  })
  return { ended, end }
}

test('an attempt has its output, or says whether another try could mend it', async () => {
  expect(await performing((input) => Promise.resolve(input)).perform(errand)).toEqual({ done: true, output: { letter: 1 } })
  const refused = performing(() => Promise.reject(new PermanentFailure('mail.refused', 'no such box')))
  expect(await refused.perform(errand)).toMatchObject({ done: false, failure: { permanent: true, code: 'mail.refused' } })
  const away = performing(() => Promise.reject(new Error('nobody answers')))
  expect(await away.perform(errand)).toMatchObject({ done: false, failure: { permanent: false, code: 'jobs.failed' } })
})

test('what is not done yet looks again after a while, and says what is in its way', async () => {
  const waits = performing(() => Promise.reject(new NotYet(5_000, { why: 'nobody answers' })))
  expect(await waits.perform(errand)).toMatchObject({ failure: 'not_yet', againMs: 5_000, share: 0, why: 'nobody answers' })
})

test('one that is cancelled, or says nothing for too long, is told so and given back', async () => {
  const waiting = () =>
    performing((_input, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))))
  const here = waiting()
  const outcome = here.perform(errand)
  here.cancel(errand.id)
  expect(await outcome).toEqual({ done: false, failure: 'interrupted' })
  expect(await waiting().perform({ ...errand, silenceMs: 1 })).toMatchObject({ done: false, failure: { permanent: false } })
})

test('closing waits for what is being handed in, and begins nothing more', async () => {
  const { ended, end } = untilToldSo()
  const here = performing(() => ended)
  const outcome = here.perform(errand)
  const closed = here.close()
  expect(await here.perform({ ...errand, id: 'school-other-1' })).toEqual({ done: false, failure: 'interrupted' })
  end()
  await closed
  expect(await outcome).toEqual({ done: true, output: 'sent' })
})

test('how far one is reaches who follows it', async () => {
  told.length = 0
  await performing((_input, _signal, progress) => Promise.resolve(progress(0.5))).perform(errand)
  expect(told).toEqual([0.5])
})

test('one that does not listen gives its slot back all the same', async () => {
  const deaf = () => performing(() => new Promise(() => undefined))
  expect(await deaf().perform({ ...errand, silenceMs: 1 })).toMatchObject({ done: false, failure: { permanent: false } })
  const here = deaf()
  const outcome = here.perform(errand)
  here.cancel(errand.id)
  expect(await outcome).toEqual({ done: false, failure: 'interrupted' })
})
