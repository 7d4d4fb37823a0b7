import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { type Part, PartRefused } from './storage.ts'

/** What was said when an upload began; each part is held to it. */
export interface PartPlan {
  readonly size: number
  readonly partSize: number
}

/** As S3 counts. */
const MOST_PARTS = 10_000

/** @throws PartRefused */
export function checkPlan({ size, partSize }: PartPlan): void {
  const whole = Number.isSafeInteger(size) && size >= 0 && Number.isSafeInteger(partSize) && partSize >= 1
  if (!whole || size > partSize * MOST_PARTS) {
    throw new PartRefused('size', `an upload needs whole sizes and at most ${MOST_PARTS} parts, not ${size} in parts of ${partSize}`)
  }
}

export function numbersOf(plan: PartPlan): number[] {
  // An empty file is one empty part, as in S3.
  return Array.from({ length: Math.max(1, Math.ceil(plan.size / plan.partSize)) }, (_, index) => index + 1)
}

/** @throws PartRefused when there is no such part */
export function sizeOfPart(plan: PartPlan, number: number): number {
  const last = Math.max(1, Math.ceil(plan.size / plan.partSize))
  if (!Number.isSafeInteger(number) || number < 1 || number > last) {
    throw new PartRefused('number', `there is no part ${number}, the last is ${last}`)
  }
  return number < last ? plan.partSize : plan.size - (last - 1) * plan.partSize
}

/** @throws PartRefused unless the plan has this part, in this size */
export function checkPart(plan: PartPlan, part: Pick<Part, 'number' | 'size'>): void {
  const expected = sizeOfPart(plan, part.number)
  if (part.size !== expected) throw new PartRefused('size', `part ${part.number} has ${expected} bytes, not ${part.size}`)
}

/**
 * Reads exactly the announced part and gives each piece to `take`, with its offset.
 * @throws PartRefused; reading stops with the first byte too many
 */
export async function readPart(part: Part, body: Readable, take: (bytes: Uint8Array, at: number) => Promise<void> | void): Promise<void> {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    const bytes: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    if (size + bytes.length > part.size) throw new PartRefused('size', `part ${part.number} has more than ${part.size} bytes`)
    hash.update(bytes)
    const at = size
    // Counted first: whoever takes them may give their memory away.
    size += bytes.length
    await take(bytes, at)
  }
  if (size !== part.size) throw new PartRefused('size', `part ${part.number} has ${size} bytes of ${part.size}`)
  if (hash.digest('base64') !== part.sha256) throw new PartRefused('checksum', `part ${part.number} is not what its checksum says`)
}

export function unknownUpload(uploadId: string): PartRefused {
  return new PartRefused('unknown_upload', `no upload ${JSON.stringify(uploadId)} to this key`)
}
