import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Cue } from '#tenants/captions/cue.ts'
import { readCues } from '#tenants/captions/read-cues.ts'
import { writeVtt } from '#tenants/captions/write-cues.ts'
import { Autosave, type AutosaveSnapshot } from '../courses/lesson/autosave.ts'
import { useAutosave } from '../courses/lesson/use-autosave.ts'
import { saveDocument } from '../save-document.ts'
import { cuesOfLines, type Edited } from './edit-cues.ts'

interface Saved {
  /** document.ts */
  readonly saveTo: string
  readonly captions: { readonly version: number; readonly updatedAt: number }
  readonly state: Edited
  /** Not while a line is wrong: the server would refuse all of them. */
  readonly canSave: boolean
  readonly onTheirs: (cues: readonly Cue[]) => void
}

/** Saves what is edited, a moment after it rests. */
export function useSavedCues({ saveTo, captions, state, canSave, onTheirs }: Saved): {
  snapshot: AutosaveSnapshot
  resolve: (keep: 'mine' | 'theirs') => void
} {
  const { t } = useTranslation()
  const says = { signedOut: t('captions.editor.signedOut'), failed: t('captions.editor.notSaved') }
  const { autosave, snapshot } = useAutosave(
    () =>
      new Autosave({
        basedOn: captions.version,
        savedAt: captions.updatedAt,
        save: (value, basedOn, leaving) => saveDocument(saveTo, { name: 'cues', value, basedOn, leaving }, says),
      }),
  )
  const known = useRef(state.lines)
  useEffect(() => {
    if (!canSave || known.current === state.lines) return
    known.current = state.lines
    autosave.change(JSON.stringify(cuesOfLines(state.lines)))
  }, [autosave, canSave, state.lines])
  return {
    snapshot,
    resolve(keep) {
      const theirs = snapshot.conflict?.value
      autosave.resolve(keep)
      if (keep === 'theirs' && theirs !== undefined) onTheirs(cuesIn(theirs))
    },
  }
}

/** What the server sent of them, read as a file is: nothing else is trusted to be cues. */
function cuesIn(json: string): readonly Cue[] {
  const sent: unknown = JSON.parse(json)
  return Array.isArray(sent) ? readCues(writeVtt(sent)).cues : []
}
