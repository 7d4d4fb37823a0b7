import { randomBytes } from 'node:crypto'
import { edgeUrl } from '#integrations/storage/edge.ts'
import { type RootStorage, VIEWER_LINK_MS } from '#integrations/storage/storage.ts'
import type { EdgeEnv } from '#lib/storage-env.ts'

const ANSWER_MS = 10_000

/**
 * Whether the CDN in front of the bucket passes on objects, to who has a token of this minute and to nobody else. Leaves nothing behind in
 * the bucket. @throws Error with what is wrong
 */
export async function edgeGuards(storage: RootStorage, edge: EdgeEnv): Promise<string> {
  const key = `doctor/${randomBytes(8).toString('hex')}`
  const bytes = randomBytes(16)
  await storage.put(key, bytes)
  try {
    const answer = await ask(edgeUrl(edge, key))
    if (answer.status !== 200) throw new Error(`a good link is answered ${answer.status}: see the runbook`)
    if (!Buffer.from(await answer.arrayBuffer()).equals(bytes)) throw new Error('other bytes came than are in the bucket')
    // What was just fetched is in the CDN's cache: the rule has to stand before it.
    for (const [what, url] of Object.entries(strangers(edge, key))) {
      const { status } = await ask(url)
      if (status < 400) throw new Error(`it gives objects away ${what}: see the runbook`)
    }
  } finally {
    await storage.delete(key)
  }
  return `${new URL(edge.url).origin}: passes objects on for a minute, and not without a token`
}

const strangers = (edge: EdgeEnv, key: string) => ({
  'without a token': `${edge.url}/${key}`,
  'by a token of another object': `${edge.url}/${key}?${edgeUrl(edge, `${key}0`).split('?')[1]}`,
  'by a token that is more than a minute old': edgeUrl(edge, key, Date.now() - VIEWER_LINK_MS - 5_000),
})

const ask = (url: string) => fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(ANSWER_MS) })
