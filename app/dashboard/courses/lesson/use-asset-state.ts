import { useEffect, useRef, useState } from 'react'
import { urls } from '#app/urls.ts'
import { ask } from '../../ask.ts'
import type { AssetState } from '../../uploads/uploads.ts'

const EVERY_MS = 1_500

export type Preparation = Pick<AssetState, 'state' | 'progress' | 'waiting' | 'secondsLeft'>

/**
 * Asks how far a video is while it is being prepared and somebody looks. It does not go through the page's loaders: a lost
 * line then costs one answer and not the page.
 * @param onEnd called once when the preparation has ended, one way or the other
 */
export function useAssetState(school: string, assetId: string, first: Preparation, onEnd: () => void): Preparation {
  const [known, setKnown] = useState(first)
  const end = useRef(onEnd)
  useEffect(() => {
    end.current = onEnd
  })
  useEffect(() => {
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout>
    const look = async () => {
      if (document.visibilityState === 'visible') {
        const url = `${urls.dashboard.uploads(school)}?${new URLSearchParams({ asset: assetId })}`
        // No answer: what was known stands, and the next look may have one.
        const answer = await ask(url, undefined, { signal: stop.signal }).catch(() => undefined)
        if (stop.signal.aborted) return
        if (answer && isPreparation(answer)) {
          setKnown(answer)
          if (answer.state !== 'processing') return end.current()
        }
      }
      timer = setTimeout(() => void look(), EVERY_MS)
    }
    timer = setTimeout(() => void look(), EVERY_MS)
    return () => {
      stop.abort()
      clearTimeout(timer)
    }
  }, [school, assetId])
  return known
}

function isPreparation(answer: object): answer is Preparation {
  return 'state' in answer && typeof answer.state === 'string' && 'progress' in answer && typeof answer.progress === 'number'
}
