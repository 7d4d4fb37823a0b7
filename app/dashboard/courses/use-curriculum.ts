import { useFetcher } from '@remix-run/react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useToast } from '#app/ui/toast.tsx'
import type { action as curriculumAction } from './curriculum.tsx'
import { applyChange, type CurriculumChange, formOf, type Sections } from './curriculum-changes.ts'

interface Queued {
  readonly key: string
  readonly change: CurriculumChange
  /** Told the ids of what was made, once the server has. */
  readonly made?: ((ids: readonly string[]) => void) | undefined
}

let changes = 0

/**
 * The curriculum as it will be. Changes show at once and are sent one after the other, because a place only means
 * something after the change before it. When one is refused it and those behind it are taken back, with the reason.
 * @param refresh reads the curriculum again, after a refusal has shown that it stands otherwise than was thought
 */
export function useCurriculum(loaded: Sections, action: string, refresh: () => void) {
  const fetcher = useFetcher<typeof curriculumAction>()
  const toast = useToast()
  const [queue, setQueue] = useState<readonly Queued[]>([])
  const sent = useRef('')
  const head = queue[0]
  const answer = fetcher.state === 'idle' && fetcher.data?.key === head?.key ? fetcher.data : undefined
  const waiting = useMemo(() => (answer ? (answer.problem ? [] : queue.slice(1)) : queue), [answer, queue])

  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each answer
  useEffect(() => {
    if (!answer) return
    setQueue(waiting)
    if (!answer.problem) {
      head?.made?.(answer.made ?? [])
      return
    }
    toast({ text: answer.problem, tone: 'danger' })
    refresh()
  }, [answer])

  useEffect(() => {
    if (!head || answer || fetcher.state !== 'idle' || sent.current === head.key) return
    sent.current = head.key
    fetcher.submit({ ...formOf(head.change), key: head.key }, { method: 'post', action })
  }, [head, answer, fetcher, action])

  const change = useCallback((next: CurriculumChange, made?: Queued['made']) => {
    // Taken now: the key also names what a change adds.
    const key = String(++changes)
    setQueue((before) => [...before, { key, change: next, made }])
  }, [])
  const sections = useMemo(
    () => waiting.reduce<Sections>((now, { key, change: next }) => applyChange(now, next, key), loaded),
    [waiting, loaded],
  )
  return { sections, change }
}
