import type { AppLoadContext } from '@remix-run/node'
import type { ShownHtml } from '#app/lesson-html.server.ts'
import { cookieName, readCookie, setCookie } from '#app/server/cookies.ts'
import type { PlayerCaptions, PlayerChapter } from '#app/ui/player/player-props.ts'
import { captionsObject, STORYBOARD, urls } from '#app/urls.ts'
import { hashToken, newToken } from '#lib/crypto.ts'
import { captionsOf } from '#tenants/captions/find.ts'
import { ownName, suiting } from '#tenants/captions/languages.ts'
import { lessonsOf } from '#tenants/courses/outline.ts'
import type { Reading } from '#tenants/database/handle.ts'
import type { Interval } from '#tenants/learning/coverage.ts'
import type { LearnView } from '#tenants/learning/learn.ts'
import { WATCHED_SHARE } from '#tenants/learning/progress.ts'
import type { WatchView } from '#tenants/media/asset-view.ts'
import { mediaToken } from '#tenants/media/links.ts'
import type { Student } from '#tenants/people/schema.ts'
import { showsIn } from '#tenants/protection/admit.ts'
import { protectionOf } from '#tenants/protection/protection.ts'
import { watermarkOf } from '#tenants/protection/watermark.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { packContents, packDone } from './contents.ts'

export interface Film {
  readonly assetId: string
  /** Another one is made of other parts, and has to be begun anew. */
  readonly attempt: string
  readonly src: string
  /** A film that is still being made has none yet. */
  readonly poster?: string
  /** Where small pictures of it are found, to be shown above the scrubber; absent without any. */
  readonly storyboard?: string
  /** While it is still being made. Seconds: what can be watched by now, and how long the rest will take, where that can be told. */
  readonly making: { readonly until: number; readonly secondsLeft: number | null } | null
  /** Seconds. */
  readonly duration: number
  readonly width: number
  readonly height: number
  /** What is said can be read, in these languages; absent without any. */
  readonly captions?: readonly PlayerCaptions[]
  /** Absent without any. */
  readonly chapters?: readonly PlayerChapter[]
  /** Seconds: where the student goes on. */
  readonly startAt: number
  /** Seconds played in earlier visits. */
  readonly watched: readonly Interval[]
  /** So many seconds played make the lesson done. */
  readonly goal: number
  /** Stands over the picture: whose film it is. */
  readonly watermark: string | null
  /** Where a link for a television is asked for; absent where none is given. */
  readonly receiver?: string
}

/** What the page is drawn from, and what travels along for hydration: kept as small as it can be. */
export interface LessonData {
  /** packContents */
  readonly contents: string
  /** packDone; empty for who is not in the course. */
  readonly done: string
  readonly html: string
  /** The page shows frames of other sites, which the policy of its document must allow. */
  readonly hasFrames: boolean
  readonly video: Film | 'preparing' | 'missing' | 'away' | 'elsewhere' | null
  readonly student: { readonly id: string; readonly name: string } | null
}

/** What can be watched of the lesson's video, and how long the rest of it will take. */
export type MadeSoFar = WatchView & {
  readonly secondsLeft: number | null
  readonly captions: readonly ShownCaptions[]
  readonly chapters: readonly PlayerChapter[]
}

/** Captions as a player offers them. */
interface ShownCaptions {
  readonly id: string
  readonly version: number
  readonly language: string
  readonly suits: boolean
}

/** Those of a film, with the one that suits this browser's languages. */
export function shownCaptions(db: Reading, assetId: string, request: Request, { drafts = false } = {}): ShownCaptions[] {
  const found = captionsOf(db, assetId, { drafts })
  const languages = found.map(({ language }) => language)
  const best = found.length ? suiting(languages, request.headers.get('Accept-Language')) : undefined
  // One entry a language: a menu that names one twice cannot be chosen from.
  return found
    .filter(({ language }, nth) => languages.indexOf(language) === nth)
    .map(({ id, version, language }) => ({ id, version, language, suits: language === best }))
}

/** So close to the end there is nothing to resume. Seconds. */
const END_SECONDS = 10

/** Whom a media link is made for: the student's id, the hash of the visitor's cookie, or the preview of a draft. */
export type Viewer = { readonly as: 'student' | 'visitor' | 'preview'; readonly id: string }

/** What the school asks of who watches, beyond the right to the lesson. */
export interface Asked {
  /** Its videos are not shown where the visitor is. */
  readonly isElsewhere: boolean
  readonly watermark: string | null
}

/** @param from the visitor's country, as far as it is known; `staff` are shown films wherever they are */
export function askedOf(db: Reading, student: Student | undefined, from: { country: string | undefined } | 'staff'): Asked {
  const protection = protectionOf(db)
  const isElsewhere = from !== 'staff' && !showsIn(protection, from.country)
  return { isElsewhere, watermark: watermarkOf(protection, student) }
}

export interface LessonFor {
  readonly viewer: Viewer
  readonly student: Student | undefined
  readonly watched: readonly Interval[]
  readonly text: ShownHtml
  readonly made: MadeSoFar | undefined
  readonly asked: Asked
  /** Seconds: where the address says to begin. */
  readonly at: number | undefined
}

export function lessonData(tenant: Tenant, view: LearnView, whom: LessonFor): LessonData {
  const { student, text } = whom
  return {
    contents: packContents(view.outline),
    done: view.isPreview ? '' : packDone(lessonsOf(view.outline), view.progress.done),
    html: text.html,
    hasFrames: text.frames.length > 0,
    video: hasFilm(view, text) ? film(tenant, view, whom) : null,
    student: student ? { id: student.id, name: student.name } : null,
  }
}

/** A lesson that was to be a video, but so far is written, is read: nothing is missing. */
const hasFilm = ({ lesson, video }: LearnView, { html }: ShownHtml) => lesson.kind === 'video' && (video !== undefined || !html)

function film(
  tenant: Tenant,
  { course, lesson, video, progress }: LearnView,
  { viewer, watched, made, asked, at }: LessonFor,
): Exclude<LessonData['video'], null> {
  if (asked.isElsewhere) return 'elsewhere'
  if (!video || video.deletedAt || video.state === 'failed') return 'missing'
  if (!made) return 'preparing'
  // It was brought here from an installation with an account at Mux, or ours was taken out.
  if (video.preparedBy === 'mux' && !tenant.mux) return 'away'
  const { attempt, until, storyboard, secondsLeft, captions, chapters } = made
  const token = mediaToken(tenant, { a: video.id, o: attempt, l: lesson.id, c: course.slug, s: viewer.id, as: viewer.as })
  const duration = video.seconds ?? 0
  const position = progress.lessons.get(lesson.id)?.position ?? 0
  const startsAnew = progress.done.has(lesson.id) || position > (until ?? duration) - END_SECONDS
  return {
    assetId: video.id,
    attempt,
    src: urls.school.media(token, 'master.m3u8'),
    ...(until === null && { poster: urls.school.media(token, 'poster.jpg') }),
    ...(storyboard && { storyboard: urls.school.media(token, STORYBOARD) }),
    making: until === null ? null : { until, secondsLeft },
    duration,
    width: video.width ?? 16,
    height: video.height ?? 9,
    ...(captions.length > 0 && {
      captions: captions.map(({ id, version, language, suits }) => ({
        src: urls.school.media(token, captionsObject(id, version)),
        label: ownName(language),
        language,
        ...(suits && { suits }),
      })),
    }),
    ...(chapters.length > 0 && { chapters }),
    startAt: at ?? (startsAnew ? 0 : position),
    watched,
    goal: duration * WATCHED_SHARE,
    watermark: asked.watermark,
    // A television shows nothing but the film.
    ...(viewer.as === 'student' && asked.watermark === null && { receiver: urls.school.receiver(token) }),
  }
}

/** A visitor is known by a random cookie, so that a media link works in their browser alone. `cookie` is there when it is new. */
export function visitorOf(context: AppLoadContext, request: Request): { id: string; cookie?: string } {
  const secure = context.lectern.schools.env.scheme === 'https'
  const name = cookieName('visitor', secure)
  const known = readCookie(request.headers.get('Cookie'), name)
  if (known) return { id: hashToken(known) }
  const token = newToken()
  return { id: hashToken(token), cookie: setCookie(name, token, secure) }
}
