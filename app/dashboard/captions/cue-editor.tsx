import { Form } from '@remix-run/react'
import { Plus, Undo2 } from 'lucide-react'
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, ButtonLink } from '#app/ui/button.tsx'
import { Chip } from '#app/ui/chip.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { PageHeader } from '#app/ui/page.tsx'
import { LazyPlayer } from '#app/ui/player/player.tsx'
import type { PlayerControl } from '#app/ui/player/player-props.ts'
import { SaveState } from '#app/ui/save-state.tsx'
import { urls } from '#app/urls.ts'
import { plainText } from '#tenants/captions/cue.ts'
import { useLeaveWarning } from '../use-leave-warning.ts'
import { CueLines } from './cue-lines.tsx'
import { begin, edit, firstUnsavable, shiftOf, showTime, troubles } from './edit-cues.ts'
import type { EditedCaptions } from './editor.tsx'
import { ShiftAll } from './shift-all.tsx'
import { useSavedCues } from './use-saved-cues.ts'

/** The film on one side, its captions on the other: what is open plays, and what is said now is marked. */
export function CueEditor({ loaded }: { loaded: EditedCaptions }) {
  const { t } = useTranslation()
  const { school, course, lesson, captions, film, name, language } = loaded
  const [state, dispatch] = useReducer(edit, loaded.cues, begin)
  const [control, setControl] = useState<PlayerControl>()
  const { lines } = state
  const wrong = useMemo(() => troubles(lines), [lines])
  const unsavable = firstUnsavable(lines, wrong)
  const now = useNow(control, lines)
  const list = urls.dashboard.captions(school, course.id, lesson.id)
  const { snapshot, resolve } = useSavedCues({
    saveTo: urls.dashboard.captionsFile(school, course.id, lesson.id, captions.id),
    captions,
    state,
    canSave: !unsavable,
    onTheirs: (cues) => dispatch({ do: 'replace', cues }),
  })
  const warn = useLeaveWarning<'cues'>(t('captions.editor.unsaved'))
  // What is still on its way is too much to be sent along while a page closes.
  const isUnsaved = unsavable !== undefined || snapshot.state !== 'saved'
  useEffect(() => warn('cues', isUnsaved), [warn, isUnsaved])
  const add = useCallback(
    () => dispatch({ do: 'add', at: Math.round((control?.time() ?? lines.at(-1)?.end ?? 0) * (control ? 1_000 : 1)) }),
    [control, lines],
  )
  const shift = (by: number): number => {
    dispatch({ do: 'shift', by })
    return shiftOf(lines, by)
  }
  const firstWrong = lines.find(({ key }) => wrong.has(key))
  const shown = now === undefined ? undefined : lines.find(({ key }) => key === now)
  return (
    <>
      <PageHeader
        crumbs={[
          { label: t('lessons.courses'), to: urls.dashboard.courses(school) },
          { label: course.title, to: urls.dashboard.course(school, course.id) },
          { label: lesson.title, to: urls.dashboard.lesson(school, course.id, lesson.id) },
          { label: t('captions.title'), to: list },
          { label: name },
        ]}
        title={t('captions.editor.title', { language: name })}
        meta={
          <>
            <Chip dot tone={captions.state === 'published' ? 'good' : 'wait'}>
              {t(`captions.state.${captions.state}`)}
            </Chip>
            <SaveState
              state={unsavable ? 'error' : snapshot.state}
              savedAt={Math.max(captions.updatedAt, snapshot.savedAt)}
              error={
                unsavable
                  ? t('captions.editor.wrong', { time: showTime(unsavable.start) })
                  : snapshot.conflict
                    ? t('captions.editor.conflict')
                    : (snapshot.sentence ?? t('captions.editor.notSaved'))
              }
              {...(!unsavable && snapshot.retry && { onRetry: snapshot.retry })}
            />
          </>
        }
        actions={
          captions.state === 'draft' ? (
            <Form method="post" action={list}>
              <input type="hidden" name="captions" value={captions.id} />
              <Button type="submit" name="intent" value="publish" variant="primary" disabled={lines.length === 0 || isUnsaved}>
                {t('captions.publish')}
              </Button>
            </Form>
          ) : (
            <ButtonLink to={list}>{t('captions.manage')}</ButtonLink>
          )
        }
      />
      <noscript>
        <Notice tone="caution" className="mt-6">
          {t('captions.editor.needsScript')}
        </Notice>
      </noscript>
      {snapshot.conflict ? (
        <Notice
          tone="caution"
          live
          title={t('captions.editor.conflict')}
          className="mt-6"
          action={
            <>
              <Button size="sm" onClick={() => resolve('mine')}>
                {t('captions.editor.mine')}
              </Button>
              <Button size="sm" onClick={() => resolve('theirs')}>
                {t('captions.editor.theirs')}
              </Button>
            </>
          }
        />
      ) : null}
      <div className="mt-7 grid items-start gap-x-10 gap-y-6 xl:grid-cols-[minmax(0,5fr)_minmax(380px,4fr)]">
        <div data-stays="" className="min-w-0 bg-paper max-xl:sticky max-xl:top-0 max-xl:z-10 max-lg:top-14 max-xl:pb-3 xl:sticky xl:top-6">
          {film ? (
            <div className="mx-auto max-h-[34dvh] max-w-full overflow-hidden rounded-md xl:max-h-none" style={{ aspectRatio: film.ratio }}>
              <LazyPlayer
                src={film.src}
                {...(film.poster && { poster: film.poster })}
                {...(film.storyboard && { storyboard: film.storyboard })}
                title={lesson.title}
                until={film.until}
                duration={film.duration}
                ratio={film.ratio}
                onControl={setControl}
              />
            </div>
          ) : null}
          <p
            lang={language}
            dir="auto"
            className="as-typed mt-3 flex min-h-14 items-center justify-center rounded-md bg-sunk px-4 py-2 text-center whitespace-pre-line"
          >
            {shown ? plainText(shown.text) : null}
          </p>
          <div className="mt-3 flex flex-wrap items-center gap-2">
            <Button size="sm" icon={Plus} onClick={add}>
              {t('captions.editor.add')}
            </Button>
            <Button size="sm" variant="quiet" icon={Undo2} disabled={state.past.length === 0} onClick={() => dispatch({ do: 'undo' })}>
              {t('captions.editor.undo')}
            </Button>
            <p role="status" className="ms-auto text-sm text-soft">
              {wrong.size ? t('captions.editor.issues', { count: wrong.size }) : ''}
            </p>
            {firstWrong ? (
              <Button size="sm" variant="quiet" onClick={() => dispatch({ do: 'open', key: nextWrong(state.open) })}>
                {t('captions.editor.nextIssue')}
              </Button>
            ) : null}
          </div>
          <div className="max-xl:hidden">
            <ShiftAll onShift={shift} />
            <p className="mt-6 max-w-[68ch] text-sm text-muted">{t('captions.editor.keys')}</p>
          </div>
        </div>
        <div className="min-w-0">
          {lines.length ? (
            <CueLines {...{ lines, wrong, now, language, control, dispatch }} open={state.open} />
          ) : (
            <p className="py-8 text-soft">{t('captions.editor.empty')}</p>
          )}
          <div className="xl:hidden">
            <ShiftAll onShift={shift} />
          </div>
        </div>
      </div>
    </>
  )

  /** The one behind the open line, or from the beginning. */
  function nextWrong(open: number | undefined): number | undefined {
    const from = lines.findIndex(({ key }) => key === open)
    return (lines.slice(from + 1).find(({ key }) => wrong.has(key)) ?? firstWrong)?.key
  }
}

/** The caption on the picture at this moment, by its key. */
function useNow(control: PlayerControl | undefined, lines: ReturnType<typeof begin>['lines']): number | undefined {
  const [now, setNow] = useState<number>()
  const latest = useRef(lines)
  useEffect(() => {
    latest.current = lines
  })
  useEffect(() => {
    if (!control) return
    return control.onTime((seconds) => {
      const ms = seconds * 1_000
      setNow(latest.current.findLast(({ start, end }) => start <= ms && ms < end)?.key)
    })
  }, [control])
  return now
}
