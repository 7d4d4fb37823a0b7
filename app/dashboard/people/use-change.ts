import { useFetcher } from '@remix-run/react'
import { useAnswer } from '#app/answers.ts'
import { useToast } from '#app/ui/toast.tsx'

/** What a form about students hears. */
export interface ChangeAnswer {
  readonly done: string | null
  /** What `undo` takes back; null where nothing can be. */
  readonly undo: string | null
  readonly problem: string | null
  /** The field the problem is about, beside which it is said; null where it is about none. */
  readonly field: 'until' | null
}

export const answered = (but: Partial<ChangeAnswer>): ChangeAnswer => ({ done: null, undo: null, problem: null, field: null, ...but })

/** Sends a change, says in a toast what became of it, and takes it back from there. */
export function useChange(action: string) {
  const fetcher = useFetcher<ChangeAnswer>()
  const toast = useToast()
  useAnswer(fetcher.data, ({ done, undo, problem, field }) => {
    if (field) return
    if (problem) toast({ id: action, tone: 'danger', text: problem })
    else if (done) toast({ id: action, text: done, ...(undo ? { undo: () => fetcher.submit(...takeBack(undo, action)) } : {}) })
  })
  return fetcher
}

const takeBack = (change: string, action: string) =>
  [
    { intent: 'undo', change },
    { method: 'post', action },
  ] as const
