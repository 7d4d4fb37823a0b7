import type { z } from 'zod'
import { takeAudio } from '#tenants/captions/jobs.ts'
import type { JobContract, Perform, PerformContext } from '#tenants/jobs/contract.ts'
import { encodeAgain, encodeVideo, resizeImage } from '#tenants/media/jobs.ts'
import { performEncodeVideo } from './encode-video.ts'
import { performResizeImage } from './resize-image.ts'
import { performTakeAudio } from './take-audio.ts'

export interface Performer {
  readonly contract: JobContract<z.ZodType, z.ZodType, z.ZodType>
  /** Parses `input` by the contract, performs, and parses what came out. @throws ZodError when input and code are of different builds */
  perform(input: unknown, attempt: PerformContext): Promise<unknown>
}

function performer<Payload extends z.ZodType, Input extends z.ZodType, Output extends z.ZodType>(
  contract: JobContract<Payload, Input, Output>,
  perform: Perform<JobContract<Payload, Input, Output>>,
): [string, Performer] {
  return [
    contract.name,
    { contract, perform: async (input, attempt) => contract.output.parse(await perform(contract.input.parse(input), attempt)) },
  ]
}

/** Every kind of job that has a perform part, by its contract's name. */
export const performers: ReadonlyMap<string, Performer> = new Map([
  performer(encodeVideo, performEncodeVideo),
  performer(encodeAgain, performEncodeVideo),
  performer(resizeImage, performResizeImage),
  performer(takeAudio, performTakeAudio),
])
