import type { Mux } from '#integrations/mux/mux.ts'

const ANSWER_MS = 10_000
const LIFE_SECONDS = 60

/**
 * Whether Mux takes the access token, and plays what it made last to who shows a token of the signing key. Whether the webhook's secret is
 * the right one shows with the first webhook. @throws Error with what is wrong
 */
export async function muxAnswers(mux: Mux, platform: string): Promise<string> {
  const newest = await mux.newest()
  const token = await mux.sign(newest?.playbackId ?? 'no-film-yet', 'video', LIFE_SECONDS)
  const told = `its webhooks are expected at ${platform}/webhooks/mux`
  if (newest?.status !== 'ready' || !newest.playbackId) return `takes the access token; no film yet to try the signing key on; ${told}`
  // A playlist: nothing is billed before a segment is fetched.
  const { status } = await fetch(mux.urls.stream(newest.playbackId, token), { signal: AbortSignal.timeout(ANSWER_MS) })
  if (status === 403)
    throw new Error(
      'it plays nothing by the signing key: MUX_SIGNING_KEY_ID and its private key have to be of the environment of the token',
    )
  if (status !== 200) throw new Error(`a film that is ready was answered ${status}`)
  return `takes the access token and the signing key; ${told}`
}
