import type { Answers } from './tasks.ts'

/** Which tables make up a subject, as a person would say what has changed. A test holds it against the schema. */
export const SUBJECTS = {
  school: ['school', 'content_version', 'video_protection'],
  courses: ['courses', 'sections', 'course_versions'],
  lessons: ['lessons', 'lesson_bodies'],
  // Which films, texts and pictures are shown where: rows of ids, which are no course or lesson more.
  uses: ['version_videos', 'version_bodies', 'body_pictures'],
  media: ['assets', 'uploads', 'retired_outputs', 'captions', 'chapters'],
  students: [
    'students',
    'student_links',
    'student_devices',
    'student_identities',
    'student_notes',
    'student_tags',
    'student_sightings',
    'student_segments',
    'people_changes',
    'notification_choices',
    'erasures',
  ],
  staff: ['course_staff', 'staff_seen', 'staff_muted'],
  mails: ['mails'],
  enrollments: ['enrollments'],
  codes: ['codes', 'code_batches'],
  progress: ['lesson_progress', 'heartbeat_marks', 'watch_traces'],
  sessions: ['sessions', 'view_sessions', 'preview_sessions', 'handovers'],
  jobs: ['jobs'],
  events: ['events', 'event_origins'],
  // Counted from the others as they happen.
  figures: ['course_days', 'learner_weeks', 'watch_curves', 'usage_months'],
  schema: ['migrations', 'searchable', 'caption_passages'],
} as const satisfies Record<string, readonly string[]>

export type Subject = keyof typeof SUBJECTS

export interface Difference {
  readonly subject: Subject | 'other'
  /** Rows that come back. */
  readonly added: number
  /** Rows that are there now and will not be. */
  readonly removed: number
  readonly changed: number
}

const subjectOf = new Map<string, Subject>(
  Object.entries(SUBJECTS).flatMap(([subject, tables]) => tables.map((table): [string, Subject] => [table, subject as Subject])),
)

/** What going back would change, subject by subject; what stays as it is is not named. */
export function bySubject(tables: Answers<'compare'>['tables']): Difference[] {
  const found = new Map<Difference['subject'], Difference>()
  for (const [table, { added, removed, changed }] of Object.entries(tables)) {
    if (!added && !removed && !changed) continue
    const subject = subjectOf.get(table) ?? 'other'
    const sum = found.get(subject) ?? { subject, added: 0, removed: 0, changed: 0 }
    found.set(subject, { subject, added: sum.added + added, removed: sum.removed + removed, changed: sum.changed + changed })
  }
  const order = [...Object.keys(SUBJECTS), 'other']
  return [...found.values()].sort((a, b) => order.indexOf(a.subject) - order.indexOf(b.subject))
}
