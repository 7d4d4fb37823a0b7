import { useFetcher } from '@remix-run/react'
import { useRef, useState } from 'react'
import { useAnswer } from '#app/answers.ts'
import type { ImportAnswer } from './import.server.ts'

/** Rows of one request: a second at most, after which the bar moves and one may stop. */
const TURN = 500

interface Run {
  /** How many there are to bring in. */
  readonly all: number
  readonly added: number
  readonly updated: number
}

export interface ImportRun {
  /** What came of it: of all its requests together. */
  readonly answer: ImportAnswer | undefined
  /** While it goes on. */
  readonly progress: { readonly done: number; readonly all: number } | null
  start(form: FormData, all: number): void
  /** After the request that is under way. */
  stop(): void
}

/**
 * Brings a table in by request after request, each with some of its rows. Who leaves meanwhile finds what has been brought in, and
 * who sends the table again brings in the rest.
 */
export function useImport(): ImportRun {
  const fetcher = useFetcher<ImportAnswer>()
  const form = useRef<FormData>()
  const [run, setRun] = useState<Run | null>(null)
  const [answer, setAnswer] = useState<ImportAnswer>()
  const send = (sent: FormData) => fetcher.submit(sent, { method: 'post', encType: 'multipart/form-data' })
  useAnswer(fetcher.data, (given) => {
    if (!run) return
    const added = run.added + (given.done?.added ?? 0)
    const updated = run.updated + (given.done?.updated ?? 0)
    // Rows that stay as they are would be asked for for ever.
    const hasMoved = added + updated > run.added + run.updated
    if (given.left && !given.problem && hasMoved && form.current) {
      setRun({ ...run, added, updated })
      send(form.current)
      return
    }
    setRun(null)
    setAnswer({ ...given, done: given.done || added + updated ? { refused: given.done?.refused ?? 0, added, updated } : null })
  })
  return {
    answer,
    progress: run && { done: run.added + run.updated, all: run.all },
    start(sent, all) {
      sent.set('most', String(TURN))
      form.current = sent
      setAnswer(undefined)
      setRun({ all, added: 0, updated: 0 })
      send(sent)
    },
    stop() {
      form.current = undefined
    },
  }
}
