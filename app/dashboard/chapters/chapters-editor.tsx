import { Plus } from 'lucide-react'
import { type FormEvent, useEffect, useReducer, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { Input } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { LazyPlayer } from '#app/ui/player/player.tsx'
import type { PlayerControl } from '#app/ui/player/player-props.ts'
import { useToast } from '#app/ui/toast.tsx'
import { urls } from '#app/urls.ts'
import { chapterAt } from '#tenants/chapters/chapter.ts'
import { readMoment } from '#tenants/chapters/moment.ts'
import { useLeaveWarning } from '../use-leave-warning.ts'
import { ChapterRow } from './chapter-row.tsx'
import type { EditedFilm } from './chapters.tsx'
import type { ChaptersProblem } from './chapters-change.server.ts'
import { ChaptersHeader } from './chapters-header.tsx'
import { begin, edit, fieldsOf, isFull, type Line, standing } from './edit-chapters.ts'
import { PasteList } from './paste-list.tsx'
import { useSavedChapters } from './use-saved-chapters.ts'

interface ChaptersEditorProps {
  readonly loaded: EditedFilm
  readonly refused: ChaptersProblem | undefined
}

/** The film on one side, its chapters on the other. */
export function ChaptersEditor({ loaded, refused }: ChaptersEditorProps) {
  const { t } = useTranslation()
  const toast = useToast()
  const { school, course, lesson, film, length, chapters } = loaded
  const [state, dispatch] = useReducer(edit, refused?.rows ?? fieldsOf(chapters.list), begin)
  const [control, setControl] = useState<PlayerControl>()
  const { lines } = state
  const { chapters: written, troubles, wrong } = standing(lines, length)
  const now = useNow(control, lines)
  const { snapshot, isBehind, resolve, flush } = useSavedChapters({
    ...{ saveTo: urls.dashboard.chaptersList(school, course.id, lesson.id), version: chapters.version, changedAt: chapters.changedAt },
    ...{ chapters: written, canSave: !wrong, onTheirs: (theirs) => dispatch({ do: 'replace', chapters: theirs }) },
  })
  const warn = useLeaveWarning<'chapters'>(t('chapters.unsaved'))
  useEffect(() => warn('chapters', isBehind), [warn, isBehind])
  const put = (event: FormEvent) => {
    event.preventDefault()
    flush()
  }
  const remove = (line: Line) => {
    dispatch({ do: 'remove', key: line.key })
    toast({
      text: line.title ? t('chapters.deleted', { title: line.title }) : t('chapters.deletedEmpty'),
      undo: () => dispatch({ do: 'bring_back', line }),
    })
  }
  return (
    <>
      <ChaptersHeader loaded={loaded} snapshot={snapshot} wrong={wrong} />
      {snapshot.conflict ? (
        <Notice
          tone="caution"
          live
          title={t('chapters.conflict')}
          className="mt-6"
          action={
            <>
              <Button size="sm" onClick={() => resolve('mine')}>
                {t('chapters.mine')}
              </Button>
              <Button size="sm" onClick={() => resolve('theirs')}>
                {t('chapters.theirs')}
              </Button>
            </>
          }
        />
      ) : null}
      {refused?.message ? (
        <Notice tone="danger" live className="mt-6">
          {refused.message}
        </Notice>
      ) : null}
      <div className="mt-7 grid items-start gap-x-10 gap-y-6 xl:grid-cols-[minmax(0,5fr)_minmax(440px,6fr)]">
        <div className="min-w-0 max-xl:bg-paper max-xl:sticky max-xl:top-0 max-xl:z-10 max-xl:pb-3 xl:sticky xl:top-6">
          {film ? (
            <div className="mx-auto max-h-[34dvh] max-w-full overflow-hidden rounded-md xl:max-h-none" style={{ aspectRatio: film.ratio }}>
              <LazyPlayer
                src={film.src}
                {...(film.poster && { poster: film.poster })}
                title={lesson.title}
                until={film.until}
                storyboard={film.storyboard}
                duration={film.duration}
                ratio={film.ratio}
                chapters={written}
                onControl={setControl}
              />
            </div>
          ) : null}
          <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-1">
            <Button icon={Plus} disabled={isFull(state)} onClick={() => dispatch({ do: 'add', at: control && Math.floor(control.time()) })}>
              {t(film ? 'chapters.addHere' : 'chapters.addEmpty')}
            </Button>
            <p className="text-sm text-muted max-sm:hidden">{isFull(state) ? t('chapters.full') : film ? t('chapters.addHint') : null}</p>
          </div>
        </div>
        <div className="min-w-0">
          <form method="post" onSubmit={put}>
            <input type="hidden" name="intent" value="rows" />
            <input type="hidden" name="basedOn" value={chapters.version} />
            {lines.length ? (
              <ol aria-label={t('chapters.list')} className="-ms-3.5 flex list-none flex-col">
                {lines.map((line, nth) => (
                  <ChapterRow
                    key={line.key}
                    number={nth + 1}
                    trouble={troubles.get(line.key)}
                    isNow={line.key === now}
                    led={state.led}
                    onDelete={remove}
                    {...{ line, control, dispatch }}
                  />
                ))}
              </ol>
            ) : (
              <p className="py-4 text-soft">{t('chapters.empty')}</p>
            )}
            <noscript>
              <div className="grid grid-cols-[6rem_minmax(0,1fr)] items-center gap-2 py-2">
                <Input name="time" aria-label={t('chapters.time', { number: lines.length + 1 })} />
                <Input name="title" aria-label={t('chapters.titleOf', { number: lines.length + 1 })} />
              </div>
              <p className="my-3 text-sm text-muted">{t('chapters.withoutScript')}</p>
              <Button type="submit">{t('chapters.saveRows')}</Button>
            </noscript>
          </form>
          <PasteList
            {...{ length, version: chapters.version, replaces: lines.length > 0, refused: refused?.list }}
            onList={(list) => {
              dispatch({ do: 'replace', chapters: list })
              toast({ text: t('chapters.paste.done', { count: list.length }), undo: () => dispatch({ do: 'put_back', lines }) })
            }}
          />
        </div>
      </div>
    </>
  )
}

/** The line whose chapter runs at this moment, by its key. */
function useNow(control: PlayerControl | undefined, lines: readonly Line[]): number | undefined {
  const [now, setNow] = useState<number>()
  const latest = useRef(lines)
  useEffect(() => {
    latest.current = lines
  })
  useEffect(() => {
    if (!control) return
    return control.onTime((seconds) => {
      const timed = latest.current.flatMap(({ key, time, title }) => {
        const at = readMoment(time)
        return at === undefined ? [] : [{ key, at, title }]
      })
      setNow(timed[chapterAt(timed, seconds)]?.key)
    })
  }, [control])
  return now
}
