import { type DecodePlugin, decode } from 'turbo-stream'

/** An error as Remix's client gets it out of the stream. */
export interface DecodedError {
  readonly status: number
  readonly data: { readonly code?: string; readonly message?: string } | null
}

// The plug-ins of Remix's own client (@remix-run/react, single-fetch): what they cannot read, it cannot read.
const plugins: DecodePlugin[] = [
  (type, ...rest) => {
    if (type === 'ErrorResponse') return { value: { data: rest[0], status: rest[1], statusText: rest[2] } }
    if (type === 'SanitizedError') return { value: { data: null, status: 500, name: rest[0], message: rest[1] } }
    if (type === 'SingleFetchRedirect') return { value: { redirect: rest[0] } }
    if (type === 'SingleFetchFallback') return { value: {} }
    if (type === 'SingleFetchClassInstance') return { value: rest[0] }
    return false
  },
]

/** A `.data` answer as Remix's client reads it. */
export async function decoded(body: Buffer): Promise<unknown> {
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new Uint8Array(body))
      controller.close()
    },
  })
  const { value, done } = await decode(stream, { plugins })
  await done
  return value
}
