import { expect, test } from 'vitest'
import { uploadText } from '#app/locales/en/upload.ts'
import type { UploadSnapshot } from './upload-state.ts'
import { progressInWords, sizeInWords, timeLeftInWords, wrongKindInWords } from './upload-words.ts'

const running: UploadSnapshot = {
  state: 'uploading',
  fileName: 'film.mp4',
  sentBytes: 620_000_000,
  totalBytes: 1_000_000_000,
  bytesPerSecond: 4_000_000,
  secondsLeft: 95,
  assetId: 'asset_1',
  problem: undefined,
  sentence: '',
}

test('one line says what goes on, how far, and how long', () => {
  expect(progressInWords(running, uploadText)).toBe('Uploading · 62 % · 620 MB of 1.0 GB · 2 min left')
  expect(progressInWords({ ...running, state: 'paused' }, uploadText)).toBe('Paused · 620 MB of 1.0 GB')
  expect(progressInWords({ ...running, state: 'failed', problem: 'gone' }, uploadText)).toBe(uploadText.failed.gone)
  expect(progressInWords({ ...running, secondsLeft: undefined }, uploadText)).toBe('Uploading · 62 % · 620 MB of 1.0 GB')
})

test('sizes and times are coarse', () => {
  expect([0, 999, 1500, 25_000, 3_400_000_000].map((bytes) => sizeInWords(bytes, uploadText))).toEqual([
    '0 B',
    '999 B',
    '1.5 KB',
    '25 KB',
    '3.4 GB',
  ])
  expect([1, 12, 51, 3599, 5400].map((seconds) => timeLeftInWords(seconds, uploadText))).toEqual([
    '5 s left',
    '15 s left',
    '1 min left',
    '1 h 0 min left',
    '1 h 30 min left',
  ])
})

test('captions that were dropped on a video’s place are told where theirs is', () => {
  expect(wrongKindInWords('bath.SRT', 'video/*,.mkv', uploadText)).toBe(
    'bath.SRT holds captions. Add it under Captions, once the lesson has its video',
  )
  expect(wrongKindInWords('bath.srt', 'image/png', uploadText)).toBe('bath.srt is not a kind of file that can be used here')
  expect(wrongKindInWords('bath.txt', 'video/*,.mkv', uploadText)).toBe('bath.txt is not a kind of file that can be used here')
})
