import { useEffect, useRef, useState } from 'react'
import { usePolling } from '#app/polling.ts'
import { urls } from '#app/urls.ts'
import { ask } from '../../ask.ts'
import type { AssetState } from '../../uploads/uploads.ts'

const EVERY_MS = 1_500

export type Preparation = Pick<AssetState, 'state' | 'progress' | 'waiting' | 'secondsLeft' | 'failure'> & {
  readonly watch: { readonly until: number | null } | null
}

/**
 * Asks how far a video is while it is being prepared.
 * @param onChange called when it has ended, one way or the other, and when it can be watched for the first time
 */
export function useAssetState(school: string, assetId: string, first: Preparation, onChange: () => void): Preparation {
  const [known, setKnown] = useState(first)
  const [isLooking, setLooking] = useState(false)
  const [hasEnded, setEnded] = useState(false)
  const isHere = useRef(true)
  useEffect(() => {
    isHere.current = true
    return () => {
      isHere.current = false
    }
  }, [])
  const look = async () => {
    setLooking(true)
    // No answer: what was known stands, and the next look may have one.
    const answer = await ask(urls.dashboard.assetState(school, assetId)).catch(() => undefined)
    if (!isHere.current) return
    setLooking(false)
    if (!answer || !isPreparation(answer)) return
    setKnown(answer)
    if (answer.state === 'processing' || answer.state === 'uploading') {
      if (answer.watch && !known.watch) onChange()
      return
    }
    setEnded(true)
    onChange()
  }
  usePolling({ everyMs: hasEnded ? null : EVERY_MS, isLooking, look: () => void look() })
  return known
}

function isPreparation(answer: object): answer is Preparation {
  return 'state' in answer && typeof answer.state === 'string' && 'progress' in answer && typeof answer.progress === 'number'
}
