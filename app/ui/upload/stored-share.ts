import type { UploadTicket } from './upload-state.ts'

/** How much of a file is there already, 0 to 1. */
export function storedShare({ parts, partSize, direct }: UploadTicket, size: number): number {
  const bytes = direct ? direct.stored : parts.length * partSize
  return Math.min(1, bytes / Math.max(1, size))
}
