import { afterEach, beforeEach, expect, test } from 'vitest'
import { RequestFailed } from '#app/ui/upload/retry.ts'
import type { UploadEndpoints, UploadTicket } from '#app/ui/upload/upload-state.ts'
import { Upload } from '#app/ui/upload/uploader.ts'
import { keepUploads, keptUploads, matchFiles } from './kept-uploads.ts'
import type { RunningUpload } from './lesson-upload.ts'
import { dropUpload, queueUploads, runningUploads } from './running-uploads.ts'

const DAY = 86_400_000

beforeEach(() => {
  const kept = new Map<string, string>()
  Object.assign(globalThis, {
    window: new EventTarget(),
    localStorage: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, text: string) => void kept.set(key, text),
      removeItem: (key: string) => void kept.delete(key),
    },
  })
})
afterEach(() => {
  for (const { href } of runningUploads()) dropUpload(href)
  Reflect.deleteProperty(globalThis, 'window')
  Reflect.deleteProperty(globalThis, 'localStorage')
})

/** An upload whose server answers when the test says so. */
function anUpload(lesson: string) {
  let begin = (_: UploadTicket) => {}
  let refuse = (_: Error) => {}
  const answer = new Promise<UploadTicket>((resolve, reject) => {
    begin = resolve
    refuse = reject
  })
  const file = Object.assign(new Blob(['film']), { name: `${lesson}.mp4`, lastModified: 1 })
  const ticket = { uploadId: lesson, assetId: lesson, partSize: 8, parts: [1] }
  const endpoints: UploadEndpoints = {
    begin: () => answer,
    resume: async () => ticket,
    sign: async () => [],
    complete: async () => undefined,
    abort: async () => undefined,
  }
  const running: RunningUpload = {
    school: 'madder',
    course: 'c',
    lesson,
    title: lesson,
    href: `/${lesson}`,
    upload: new Upload({ file, endpoints }),
    kept: { course: 'c', lesson, title: lesson, fingerprint: { name: file.name, size: file.size, lastModified: 1 }, at: Date.now() },
  }
  return {
    running,
    finish: () => begin(ticket),
    fail: () => refuse(new RequestFailed(413, undefined, 'Too large')),
    reaches: (state: string) =>
      new Promise<void>((resolve) => {
        const look = () => (running.upload.snapshot().state === state ? resolve() : undefined)
        running.upload.subscribe(look)
        look()
      }),
  }
}

const states = () => runningUploads().map(({ upload }) => upload.snapshot().state)
const waitedFor = () => keptUploads('madder').map(({ lesson }) => lesson)

test('two uploads go at a time, in their order; one that is done, refused or cancelled lets the next one go', async () => {
  const [a, b, c, d, e] = [anUpload('a'), anUpload('b'), anUpload('c'), anUpload('d'), anUpload('e')] as const
  queueUploads([a, b, c, d, e].map(({ running }) => running))
  expect(states()).toEqual(['preparing', 'preparing', 'waiting', 'waiting', 'waiting'])
  a.finish()
  await a.reaches('done')
  expect(states()).toEqual(['done', 'preparing', 'preparing', 'waiting', 'waiting'])
  b.fail()
  await b.reaches('failed')
  expect(states()).toEqual(['done', 'failed', 'preparing', 'preparing', 'waiting'])
  dropUpload(c.running.href)
  expect(states()).toEqual(['done', 'failed', 'preparing', 'preparing'])
  d.finish()
  await d.reaches('done')
  expect(states()).toEqual(['done', 'failed', 'done', 'preparing'])
})

test('a browser that is closed knows which files it has to be given again, also of those that had not begun', async () => {
  const [a, b, c, d] = [anUpload('a'), anUpload('b'), anUpload('c'), anUpload('d')] as const
  queueUploads([a, b, c, d].map(({ running }) => running))
  expect(waitedFor()).toEqual(['a', 'b', 'c', 'd'])
  a.finish()
  await a.reaches('done')
  b.fail()
  await b.reaches('failed')
  dropUpload(d.running.href)
  expect(waitedFor()).toEqual(['c'])
})

test('several files chosen again find their lessons by name and size, a day later too', () => {
  const kept = (lesson: string, size: number, at: number) => ({
    course: 'c',
    lesson,
    title: lesson,
    fingerprint: { name: `${lesson}.mp4`, size, lastModified: 1 },
    at,
  })
  keepUploads('madder', [kept('old', 5, 0)], 0)
  keepUploads('madder', [kept('weld', 5, 7 * DAY), kept('woad', 6, 7 * DAY)], 8 * DAY)
  expect(waitedFor()).toEqual(['weld', 'woad'])
  const files = [
    { name: 'woad.mp4', size: 6 },
    { name: 'weld.mp4', size: 999 },
    { name: 'notes.txt', size: 1 },
  ]
  const { matched, others } = matchFiles(keptUploads('madder'), files)
  expect(matched.map(({ kept: { lesson } }) => lesson)).toEqual(['woad'])
  expect(others.map(({ name }) => name)).toEqual(['weld.mp4', 'notes.txt'])
})
