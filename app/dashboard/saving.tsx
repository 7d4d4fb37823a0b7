import type { SubmissionResult } from '@conform-to/react'
import { useFetcher } from '@remix-run/react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAnswer } from '#app/answers.ts'
import { Button } from '#app/ui/button.tsx'
import { SaveState } from '#app/ui/save-state.tsx'

/** What a form that stays on its page hears: that it was saved, or what stands in the way of it. */
export interface SaveAnswer {
  readonly savedAt: number | null
  readonly result: SubmissionResult<string[]> | null
  readonly problem: string | null
}

export type Saving = ReturnType<typeof useSaving>

/**
 * One form that is saved by itself, and whether what stands in it is safe: that is, whether it says what was last sent and
 * taken. What is typed while a save is on its way is not saved by its answer.
 * @param plainly the answer to the form when it was sent without script
 */
export function useSaving(plainly: SaveAnswer | undefined, onUnsaved: (isUnsaved: boolean) => void) {
  const fetcher = useFetcher()
  const answer = (fetcher.data as SaveAnswer | undefined) ?? plainly
  const form = useRef<HTMLFormElement>(null)
  const [typed, setTyped] = useState(0)
  const [isUnsaved, setUnsaved] = useState(plainly ? plainly.savedAt === null : false)
  const safe = useRef<string>()
  const sent = useRef<string>()
  const savedAt = answer?.savedAt ?? null

  useEffect(() => {
    if (fetcher.formData) sent.current = contentOf(fetcher.formData)
  }, [fetcher.formData])
  const compare = () => {
    if (!form.current) return
    const now = contentOf(new FormData(form.current))
    // What was refused is not safe, whatever it says.
    safe.current ??= plainly && plainly.savedAt === null ? '' : now
    setUnsaved(now !== safe.current)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each change of the form
  useEffect(compare, [typed])
  useAnswer(fetcher.data as SaveAnswer | undefined, (given) => {
    if (given.savedAt !== null && sent.current !== undefined) {
      safe.current = sent.current
      sent.current = undefined
    }
    compare()
  })
  useEffect(() => onUnsaved(isUnsaved), [isUnsaved, onUnsaved])
  const isBusy = fetcher.state !== 'idle'
  return {
    Form: fetcher.Form,
    /** For the form: what it is compared by. */
    form: { ref: form, onInput: () => setTyped((before) => before + 1) },
    result: isBusy ? undefined : (answer?.result ?? undefined),
    problem: isBusy ? null : (answer?.problem ?? null),
    isBusy,
    isUnsaved,
    savedAt,
    again: () => form.current?.requestSubmit(),
  }
}

/** What a person has typed; Conform's own fields (`__…`) are left out. */
function contentOf(form: FormData): string {
  return JSON.stringify([...form].filter(([name, value]) => typeof value === 'string' && !name.startsWith('__')))
}

/** The button, and beside it whether the form is safe. */
export function SaveLine({ saving, label, className }: { saving: Saving; label: ReactNode; className?: string }) {
  const { t } = useTranslation()
  const { isBusy, isUnsaved, savedAt, problem, again } = saving
  return (
    <div className={className ?? 'flex flex-wrap items-center gap-4'}>
      <Button type="submit" variant={isUnsaved ? 'primary' : 'secondary'} busy={isBusy}>
        {label}
      </Button>
      {isBusy ? (
        <SaveState state="saving" />
      ) : problem ? (
        <SaveState state="error" error={problem} onRetry={again} />
      ) : isUnsaved ? (
        <span role="status" className="text-sm text-caution">
          {t('dashboard.unsaved')}
        </span>
      ) : savedAt ? (
        <SaveState state="saved" savedAt={savedAt} />
      ) : null}
    </div>
  )
}
