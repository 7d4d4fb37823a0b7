import { fingerprintOf } from '#app/ui/upload/upload-memory.ts'
import type { UploadFile } from '#app/ui/upload/upload-state.ts'
import { Upload } from '#app/ui/upload/uploader.ts'
import { urls } from '#app/urls.ts'
import type { KeptUpload } from './kept-uploads.ts'
import { uploadEndpoints } from './upload-endpoints.ts'

export interface LessonPlace {
  readonly school: string
  readonly course: string
  readonly lesson: string
  readonly title: string
}

/** An upload that belongs to a lesson, wherever in the dashboard the person is. */
export interface RunningUpload extends LessonPlace {
  /** The lesson's page; one upload a lesson. */
  readonly href: string
  readonly upload: Upload
  readonly kept: KeptUpload
}

/** Whose unfinished upload it is that this browser remembers (upload-memory.ts). */
export const scopeOf = ({ school, lesson }: Pick<LessonPlace, 'school' | 'lesson'>): string => `${school}.lesson.${lesson}`

export const endpointsOf = ({ school, course, lesson }: Omit<LessonPlace, 'title'>) => uploadEndpoints(school, 'video', { course, lesson })

/** The upload of a lesson's video; it goes on where an earlier one of the same file stopped. */
export function lessonUpload({ school, course, lesson, title }: LessonPlace, file: UploadFile, now = Date.now()): RunningUpload {
  const place = { school, course, lesson, title }
  return {
    ...place,
    href: urls.dashboard.lesson(school, course, lesson),
    upload: new Upload({ file, endpoints: endpointsOf(place), scope: scopeOf(place) }),
    kept: { course, lesson, title, fingerprint: fingerprintOf(file), at: now },
  }
}
