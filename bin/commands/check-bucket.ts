import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { ObjectMissing, PartRefused, type RootStorage } from '#integrations/storage/storage.ts'

// What a bucket must let the server and browsers do, tried out. Each leaves nothing behind.

const BYTES = Buffer.from('lectern doctor')
const SHA256 = createHash('sha256').update(BYTES).digest('base64')
const PART = { number: 1, size: BYTES.length, sha256: SHA256 }
const CHECKSUM = 'x-amz-checksum-sha256'
const LINK_MS = 60_000
const ANSWER_MS = 10_000

const aKey = () => `doctor/${randomBytes(8).toString('hex')}`

/** @throws Error with what the store said */
export async function bucketKeeps(storage: RootStorage): Promise<string> {
  const key = aKey()
  await storage.put(key, BYTES)
  try {
    const read: Uint8Array[] = []
    for await (const chunk of (await storage.get(key)).body) read.push(chunk)
    if (!Buffer.concat(read).equals(BYTES)) throw new Error('other bytes came back than were put')
  } finally {
    await storage.delete(key)
  }
  await storage.get(key).then(stillThere, (error: unknown) => {
    if (!(error instanceof ObjectMissing)) throw error
  })
  return `${storage.browserOrigin}: put, read and deleted an object`
}

/** A store that takes other bytes than the checksum says would let a damaged film through. @throws Error */
export async function bucketChecks(storage: RootStorage): Promise<string> {
  const key = aKey()
  const { multipart } = storage
  const upload = await multipart.begin(key, { size: BYTES.length, partSize: BYTES.length })
  try {
    const url = await multipart.partUrl(key, upload, PART, LINK_MS)
    if (url === undefined) throw new Error('parts are not sent there')
    const send = async (bytes: Buffer) =>
      (await ask(url, { method: 'PUT', body: new Uint8Array(bytes), headers: { [CHECKSUM]: SHA256 } })).status
    const bent = Buffer.from(BYTES).fill('x', 0, 1)
    if ((await send(bent)) < 400) throw new Error('the store took a part whose bytes are not what its checksum says')
    const status = await send(BYTES)
    if (status !== 200) throw new Error(`a good part was answered ${status}`)
    if ((await multipart.parts(key, upload)).length !== 1) throw new Error('the part that was sent is not listed')
  } finally {
    await multipart.abort(key, upload)
  }
  await multipart.putPart(key, upload, PART, Readable.from([BYTES])).then(stillThere, (error: unknown) => {
    if (!(error instanceof PartRefused)) throw error
  })
  return 'takes parts, refuses damaged ones, forgets an upload that was given up'
}

/** As a page of this origin would find it. @throws Error */
export async function bucketAllows(storage: RootStorage, origin: string, method: 'PUT' | 'GET'): Promise<string> {
  const url = method === 'GET' ? await storage.viewerUrl(aKey()) : await storage.getUrl(aKey(), LINK_MS)
  if (url === undefined) throw new Error('browsers are not sent there')
  // Before a part with its checksum a browser asks; a segment it simply fetches, and looks at the answer.
  const { headers } =
    method === 'GET'
      ? await ask(url, { headers: { Origin: origin } })
      : await ask(new URL(url).origin + new URL(url).pathname, {
          method: 'OPTIONS',
          headers: { Origin: origin, 'Access-Control-Request-Method': 'PUT', 'Access-Control-Request-Headers': CHECKSUM },
        })
  const allowed = headers.get('access-control-allow-origin')
  if (allowed !== origin && allowed !== '*') throw new Error(`its CORS rules do not let pages of ${origin} ${method}: see the runbook`)
  if (method === 'PUT' && !lists(headers, 'methods', 'PUT')) throw new Error(`its CORS rules do not let pages of ${origin} PUT`)
  if (method === 'PUT' && !lists(headers, 'headers', CHECKSUM)) throw new Error(`its CORS rules do not allow the header ${CHECKSUM}`)
  return `pages of ${origin} may ${method}`
}

const lists = (headers: Headers, what: 'methods' | 'headers', wanted: string) =>
  (headers.get(`access-control-allow-${what}`) ?? '')
    .split(',')
    .some((one) => one.trim() === '*' || one.trim().toLowerCase() === wanted.toLowerCase())

const ask = (url: string, request: RequestInit) => fetch(url, { ...request, signal: AbortSignal.timeout(ANSWER_MS) })

function stillThere(): never {
  throw new Error('what was deleted is still there')
}
