import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import type { Chapter } from '#tenants/chapters/chapter.ts'
import { Autosave, type AutosaveSnapshot } from '../courses/lesson/autosave.ts'
import { useAutosave } from '../courses/lesson/use-autosave.ts'
import { saveDocument } from '../save-document.ts'

interface Saved {
  /** list.ts */
  readonly saveTo: string
  readonly version: number
  /** Milliseconds UTC; 0 as long as there are none. */
  readonly changedAt: number
  readonly chapters: readonly Chapter[]
  /** Not while a line is wrong: students would lose a chapter that only has to be mended. */
  readonly canSave: boolean
  readonly onTheirs: (chapters: readonly Chapter[]) => void
}

/** Saves the list a moment after it rests. */
export function useSavedChapters({ saveTo, version, changedAt, chapters, canSave, onTheirs }: Saved): {
  snapshot: AutosaveSnapshot
  /** What is shown is not what is saved. */
  isBehind: boolean
  resolve: (keep: 'mine' | 'theirs') => void
  flush: () => void
} {
  const { t } = useTranslation()
  const says = { signedOut: t('chapters.signedOut'), failed: t('chapters.notSaved') }
  const { autosave, snapshot } = useAutosave(
    () =>
      new Autosave({
        basedOn: version,
        savedAt: changedAt,
        save: (value, basedOn, leaving) => saveDocument(saveTo, { name: 'chapters', value, basedOn, leaving }, says),
      }),
  )
  const written = JSON.stringify(chapters)
  const known = useRef(written)
  useEffect(() => {
    if (!canSave || known.current === written) return
    known.current = written
    autosave.change(written)
  }, [autosave, canSave, written])
  return {
    snapshot,
    isBehind: !canSave || snapshot.state !== 'saved',
    resolve(keep) {
      const theirs = snapshot.conflict?.value
      autosave.resolve(keep)
      if (keep === 'mine' || theirs === undefined) return
      known.current = theirs
      onTheirs(chaptersIn(theirs))
    },
    flush: () => autosave.flush(),
  }
}

const Sent = z.array(z.object({ at: z.number().int().min(0), title: z.string() }))

const chaptersIn = (json: string): readonly Chapter[] => Sent.parse(JSON.parse(json))
