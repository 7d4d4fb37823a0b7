import { useEffect, useState } from 'react'
import { type Paragraph, paragraphsOf } from '#tenants/captions/paragraphs.ts'
import { readCues } from '#tenants/captions/read-cues.ts'

export type Transcript = readonly Paragraph[] | 'loading' | 'failed'

/** What is said, from the captions the player shows too: a browser that has them does not ask twice. */
export function useTranscript(src: string): { transcript: Transcript; retry: () => void } {
  const [transcript, setTranscript] = useState<Transcript>('loading')
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is what asks again
  useEffect(() => {
    const stop = new AbortController()
    setTranscript('loading')
    load(src, stop.signal).then(setTranscript, () => {
      if (!stop.signal.aborted) setTranscript('failed')
    })
    return () => stop.abort()
  }, [src, attempt])
  return { transcript, retry: () => setAttempt(attempt + 1) }
}

async function load(src: string, signal: AbortSignal): Promise<Paragraph[]> {
  const answer = await fetch(src, { signal })
  if (!answer.ok) throw new Error(`the captions were answered with ${answer.status}`)
  return paragraphsOf(readCues(await answer.text()).cues)
}
