import { useRevalidator, useSearchParams } from '@remix-run/react'
import { Clapperboard, CloudOff, Hourglass, type LucideIcon, MapPinOff } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePolling } from '#app/polling.ts'
import { LazyPlayer } from '#app/ui/player/player.tsx'
import { clockTime, type PlayerControl, type WhatFollows } from '#app/ui/player/player-props.ts'
import { leftAt } from './left-at.ts'
import type { Film, LessonData } from './lesson-data.server.ts'
import { WithTranscript } from './transcript-beside.tsx'
import { leftOf, useWatching } from './use-watching.ts'

interface LessonFilmProps {
  readonly video: NonNullable<LessonData['video']>
  readonly title: string
  readonly lessonId: string
  /** Where what is said can be read without script. */
  readonly transcriptAt: string
  /** Whose progress it is; a visitor has none. */
  readonly studentId: string | undefined
  readonly isDone: boolean
  /** From the beginning: another film led here. */
  readonly autoPlay: boolean
  readonly onNext: (() => void) | undefined
  readonly following: WhatFollows | undefined
  readonly control: PlayerControl | undefined
  readonly onControl: (control: PlayerControl | undefined) => void
}

/** The stage of a video lesson, whatever state the video is in. For a component keyed by its lesson. */
export function LessonFilm({ video, ...rest }: LessonFilmProps) {
  const { t } = useTranslation()
  if (video === 'preparing') return <Preparing />
  if (video === 'elsewhere') return <Stand icon={MapPinOff} title={t('learn.video.elsewhere')} text={t('learn.video.elsewhereText')} />
  if (video === 'away') return <Stand icon={CloudOff} title={t('learn.video.away')} text={t('learn.video.awayText')} />
  if (video === 'missing') return <Stand icon={Clapperboard} title={t('learn.video.missing')} text={t('learn.video.missingText')} />
  return (
    <>
      {/* Parts of two attempts are no film: what another one makes is begun anew. */}
      <Stage key={video.attempt} film={video} {...rest} />
      {video.making ? <Making film={video} making={video.making} /> : null}
    </>
  )
}

type StageProps = Omit<LessonFilmProps, 'video'> & { film: Film }

function Stage({ film: given, studentId, autoPlay, ...more }: StageProps) {
  // A later answer brings a newer link to the same film and another place to begin: the one that runs goes on undisturbed.
  const { film, renew } = useLink({ ...given, autoPlay, startAt: useStart(given, studentId, more.lessonId) })
  const rest = { ...more, until: given.making?.until ?? null, onSpent: renew }
  return studentId ? <Watched film={film} studentId={studentId} {...rest} /> : <Screen film={film} {...rest} />
}

/** Where it begins. A reload asks for it before the server has heard the last of it; an address that names a second means that one. */
function useStart({ startAt, assetId }: Film, studentId: string | undefined, lessonId: string): number {
  const [isNamed] = useState(useSearchParams()[0].has('t'))
  const [left] = useState(() => (studentId && !isNamed ? leftAt(leftOf({ studentId, lessonId, assetId })) : undefined))
  return left ?? startAt
}

/** The film, and how it goes on where it stands by a newer link when its own has expired. */
function useLink(given: Film & { autoPlay: boolean }) {
  const { revalidate } = useRevalidator()
  const [shown, setShown] = useState(given)
  const [spentAt, setSpentAt] = useState<number>()
  if (spentAt !== undefined && given.src !== shown.src) {
    setShown({ ...given, startAt: spentAt, autoPlay: true })
    setSpentAt(undefined)
  }
  const renew = (at: number) => {
    setSpentAt(at)
    revalidate()
  }
  return { film: shown, renew }
}

type RunningProps = Omit<StageProps, 'film' | 'autoPlay'> & {
  film: ReturnType<typeof useLink>['film']
  until: number | null
  onSpent: (at: number) => void
}

function Watched({ film, studentId, isDone, lessonId, ...rest }: RunningProps & { studentId: string }) {
  const watching = useWatching({ studentId, lessonId, assetId: film.assetId, isDone, watched: film.watched, goal: film.goal })
  const { receiver } = film
  return <Screen film={film} {...rest} {...watching} {...(receiver && { onTelevision: () => forTelevision(receiver) })} />
}

/** @throws what keeps it from being asked, or answered */
async function forTelevision(receiver: string): Promise<string> {
  const answer = await fetch(receiver, { method: 'POST', body: new URLSearchParams() })
  if (!answer.ok) throw new Error(`No link for a television: ${answer.status}`)
  const told: unknown = await answer.json()
  if (typeof told !== 'object' || told === null || !('src' in told)) throw new Error('No link for a television')
  return String(told.src)
}

type ScreenProps = Pick<
  RunningProps,
  'film' | 'title' | 'onNext' | 'following' | 'until' | 'onSpent' | 'transcriptAt' | 'control' | 'onControl'
> &
  Partial<ReturnType<typeof useWatching>> & { onTelevision?: () => Promise<string> }

function Screen({ film, title, transcriptAt, control, ...handed }: ScreenProps) {
  const { src, poster, storyboard, duration, startAt, width, height, watermark, captions, chapters, autoPlay } = film
  const player = (
    // Never so high that the title is out of sight: on a wide desk, and for films made upright.
    <div className="mx-auto w-full" style={{ maxWidth: `calc(max(300px, 76dvh) * ${(width / height).toFixed(4)})` }}>
      <LazyPlayer
        {...{ src, poster, storyboard, title, duration, startAt, watermark, captions, chapters, autoPlay }}
        {...handed}
        answersHelp
        ratio={`${width}/${height}`}
      />
    </div>
  )
  return captions ? <WithTranscript player={player} captions={captions} control={control} page={transcriptAt} /> : player
}

const LOOK_AGAIN_MS = 20_000

/** Looks again by itself, so that who waits sees the film come. */
function Preparing() {
  const { t } = useTranslation()
  const { revalidate, state } = useRevalidator()
  // A look without an answer leaves the page as it is (kept-lesson.ts).
  usePolling({ everyMs: LOOK_AGAIN_MS, isLooking: state !== 'idle', look: revalidate })
  return <Stand icon={Hourglass} title={t('learn.video.preparing')} text={t('learn.video.preparingText')} />
}

const LOOK_AT_MAKING_MS = 10_000

/** Below a film that is still being made: how far it can be watched by now. */
function Making({ film: { duration }, making: { until, secondsLeft } }: { film: Film; making: NonNullable<Film['making']> }) {
  const { t } = useTranslation()
  const { revalidate, state } = useRevalidator()
  usePolling({ everyMs: LOOK_AT_MAKING_MS, isLooking: state !== 'idle', look: revalidate })
  const far = t('learn.video.making', { until: clockTime(until), duration: clockTime(duration) })
  const left = secondsLeft === null ? '' : t('learn.video.makingLeft', { count: Math.ceil(secondsLeft / 60) })
  return (
    <p className="px-4 py-2 text-center text-sm text-stage-ink opacity-80 tabular-nums">
      {far} {left}
    </p>
  )
}

function Stand({ icon: Icon, title, text }: { icon: LucideIcon; title: string; text: string }) {
  return (
    <div className="grid aspect-video max-h-[46dvh] min-h-52 w-full place-content-center justify-items-center gap-2 px-6 text-center text-stage-ink">
      <Icon size={28} aria-hidden="true" className="mb-2 opacity-70" />
      <p className="font-serif text-xl">{title}</p>
      <p className="max-w-[44ch] text-sm opacity-80">{text}</p>
    </div>
  )
}
