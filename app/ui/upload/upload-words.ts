import type { UploadText } from '#app/locales/en/upload.ts'
import type { UploadSnapshot } from './upload-state.ts'

/** 1536 → "1.5 KB"; decimal steps, as file managers on phones and Macs count. */
export function sizeInWords(bytes: number, text: UploadText): string {
  if (bytes < 1000) return text.bytes(String(bytes))
  if (bytes < 1_000_000) return text.kilobytes(short(bytes / 1000))
  if (bytes < 1_000_000_000) return text.megabytes(short(bytes / 1_000_000))
  return text.gigabytes(short(bytes / 1_000_000_000))
}

function short(n: number): string {
  return n < 10 ? n.toFixed(1) : String(Math.round(n))
}

/** Coarse on purpose: a number that jumps every second is read as a lie. */
export function timeLeftInWords(seconds: number, text: UploadText): string {
  if (seconds < 50) return text.secondsLeft(Math.max(5, Math.ceil(seconds / 5) * 5))
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 60) return text.minutesLeft(minutes)
  return text.hoursLeft(Math.floor(minutes / 60), minutes % 60)
}

/** The line under the bar: what is going on, how far it is, how long it takes. */
export function progressInWords(upload: UploadSnapshot, text: UploadText): string {
  const sent = text.sent(sizeInWords(upload.sentBytes, text), sizeInWords(upload.totalBytes, text))
  switch (upload.state) {
    case 'uploading': {
      const left = upload.secondsLeft === undefined ? [] : [timeLeftInWords(upload.secondsLeft, text)]
      return [text.uploading, text.percent(percentOf(upload)), sent, ...left].join(' · ')
    }
    case 'pausing':
    case 'paused':
    case 'offline':
      return [text[upload.state], sent].join(' · ')
    case 'failed':
      return failureInWords(upload, text)
    case 'done':
      return [text.done, sizeInWords(upload.totalBytes, text)].join(' · ')
    default:
      return text[upload.state]
  }
}

/** The server's own sentence where it gave one. */
export const failureInWords = ({ problem = 'line', sentence }: Pick<UploadSnapshot, 'problem' | 'sentence'>, text: UploadText): string =>
  sentence || text.failed[problem]

export function percentOf(upload: UploadSnapshot): number {
  return upload.totalBytes === 0 ? 0 : Math.floor((upload.sentBytes / upload.totalBytes) * 100)
}

/** What is said to a file that is not taken. Captions have a place of their own beside the video. @param accept as of the input */
export const wrongKindInWords = (name: string, accept: string, text: UploadText): string =>
  accept.startsWith('video/') && /\.(srt|vtt)$/i.test(name) ? text.captionsElsewhere(name) : text.wrongKind(name)
