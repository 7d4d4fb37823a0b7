import type { EventType } from '#tenants/events/catalogue.ts'

type Own = Extract<EventType, `student.${string}` | `enrollment.${string}`>

/** The sentence of each event that is about a student. */
const WORDS = {
  'student.joined': 'student_joined',
  'student.signed_in': 'student_signed_in',
  'student.changed': 'student_changed',
  'student.password_changed': 'student_password_changed',
  'student.email_asked': 'student_email_asked',
  'student.email_changed': 'student_email_changed',
  'student.email_taken_back': 'student_email_taken_back',
  'student.identity_linked': 'student_identity_linked',
  'student.identity_unlinked': 'student_identity_unlinked',
  'student.sessions_ended': 'student_sessions_ended',
  'student.deletion_asked': 'student_deletion_asked',
  'student.deletion_taken_back': 'student_deletion_taken_back',
  'student.erased': 'student_erased',
  'student.suspended': 'student_suspended',
  'student.unsuspended': 'student_unsuspended',
  'student.signed_out': 'student_signed_out',
  'student.noted': 'student_noted',
  'student.tagged': 'student_tagged',
  'student.link_sent': 'student_link_sent',
  'student.viewed': 'student_viewed',
  'student.view_left': 'student_view_left',
  'enrollment.granted': 'enrollment_granted',
  'enrollment.extended': 'enrollment_extended',
  'enrollment.revoked': 'enrollment_revoked',
  'code.redeemed': 'code_redeemed',
  'lesson.completed': 'lesson_completed',
  'lesson.uncompleted': 'lesson_uncompleted',
  'course.completed': 'course_completed',
} as const satisfies Partial<Record<EventType, string>> & Record<Own, string>

type Words = (typeof WORDS)[keyof typeof WORDS]

const isKnown = (type: string): type is keyof typeof WORDS => Object.hasOwn(WORDS, type)

export const wordsOf = (type: string): Words | undefined => (isKnown(type) ? WORDS[type] : undefined)
