/** SHA-256 of the bytes, base64. Undefined on an insecure origin, where browsers have no SubtleCrypto; then no checksum is sent. */
export async function sha256Of(blob: Blob): Promise<string | undefined> {
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle
  if (!subtle) return undefined
  const digest = new Uint8Array(await subtle.digest('SHA-256', await blob.arrayBuffer()))
  return btoa(String.fromCharCode(...digest))
}

/** Runs one job after another: only one part's bytes are in memory at a time. */
export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve()

  run<T>(job: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(job)
    this.#last = mine.catch(() => undefined)
    return mine
  }
}
