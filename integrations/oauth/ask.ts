import type { z } from 'zod'
import { ProviderAway } from './failures.ts'
import type { ProviderName } from './provider.ts'
import { PATIENCE_MS } from './strategy.ts'

/** One question to a provider's API in somebody's name. @throws ProviderAway, for anything but an answer of this shape */
export async function ask<S extends z.ZodType>(provider: ProviderName, url: string, accessToken: string, shape: S): Promise<z.infer<S>> {
  try {
    const answer = await fetch(url, {
      headers: { Authorization: `Bearer ${accessToken}`, Accept: 'application/json', 'User-Agent': 'Lectern' },
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    if (!answer.ok) throw new Error(`${new URL(url).pathname} answered ${answer.status}`)
    return shape.parse(await answer.json())
  } catch (error) {
    throw new ProviderAway(provider, error)
  }
}
