import { useRevalidator } from '@remix-run/react'
import { Clapperboard, Hourglass, type LucideIcon } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePolling } from '#app/polling.ts'
import { LazyPlayer } from '#app/ui/player/player.tsx'
import type { WhatFollows } from '#app/ui/player/player-props.ts'
import type { Film, LessonData } from './lesson-data.server.ts'
import { useWatching } from './use-watching.ts'

interface LessonFilmProps {
  readonly video: NonNullable<LessonData['video']>
  readonly title: string
  readonly lessonId: string
  /** Whose progress it is; a visitor has none. */
  readonly studentId: string | undefined
  readonly isDone: boolean
  readonly onNext: (() => void) | undefined
  readonly following: WhatFollows | undefined
}

/** The stage of a video lesson, whatever state the video is in. For a component keyed by its lesson. */
export function LessonFilm({ video, ...rest }: LessonFilmProps) {
  const { t } = useTranslation()
  if (video === 'preparing') return <Preparing />
  if (video === 'missing') return <Stand icon={Clapperboard} title={t('learn.video.missing')} text={t('learn.video.missingText')} />
  return <Stage film={video} {...rest} />
}

type StageProps = Omit<LessonFilmProps, 'video'> & { film: Film }

function Stage({ film: given, studentId, ...rest }: StageProps) {
  // A later answer brings a newer link to the same film and another place to begin: the one that runs goes on undisturbed.
  const [film] = useState(given)
  return studentId ? <Watched film={film} studentId={studentId} {...rest} /> : <Screen film={film} {...rest} />
}

function Watched({ film, studentId, isDone, lessonId, ...rest }: StageProps & { studentId: string }) {
  const watching = useWatching({ studentId, lessonId, isDone, watched: film.watched, goal: film.goal })
  return <Screen film={film} {...rest} {...watching} />
}

type ScreenProps = Pick<StageProps, 'film' | 'title' | 'onNext' | 'following'> & Partial<ReturnType<typeof useWatching>>

function Screen({ film, title, onNext, following, onReport }: ScreenProps) {
  const { width, height } = film
  return (
    // Never so high that the title is out of sight: on a wide desk, and for films made upright.
    <div className="mx-auto" style={{ maxWidth: `calc(max(300px, 76dvh) * ${(width / height).toFixed(4)})` }}>
      <LazyPlayer
        src={film.src}
        poster={film.poster}
        title={title}
        duration={film.duration}
        startAt={film.startAt}
        ratio={`${width}/${height}`}
        onReport={onReport}
        onNext={onNext}
        following={following}
      />
    </div>
  )
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

function Stand({ icon: Icon, title, text }: { icon: LucideIcon; title: string; text: string }) {
  return (
    <div className="grid aspect-video max-h-[46dvh] min-h-52 w-full place-content-center justify-items-center gap-2 px-6 text-center text-stage-ink">
      <Icon size={28} aria-hidden="true" className="mb-2 opacity-70" />
      <p className="font-serif text-xl">{title}</p>
      <p className="max-w-[44ch] text-sm opacity-80">{text}</p>
    </div>
  )
}
