import { z } from 'zod'

const nothing = z.object({})
/** What it was copied from. */
const made = { copyOf: z.string().optional() }

/**
 * Every event a school can record, with what it carries besides actor and subject: ids and numbers,
 * never a name, an address or a text a person wrote.
 */
export const catalogue = {
  'school.created': nothing,
  'school.branded': nothing,
  /** What it asks of who watches its videos was changed. */
  'school.videos_protected': nothing,
  /** Who prepares its videos from now on. */
  'school.videos_prepared_by': z.object({ choice: z.enum(['platform', 'lectern', 'mux']) }),
  'school.sources_ruled': z.object({ policy: z.enum(['keep', 'archive', 'delete']), graceDays: z.number().int() }),
  /** The school went back to a backup; what it was until then is nobody's. `from`: the moment of the backup. */
  'school.restored': z.object({ backup: z.string(), from: z.number().int() }),
  /** The school began as a copy of another one; what comes before is the other one's. `from`: the moment of the backup. */
  'school.cloned': z.object({ of: z.string(), backup: z.string(), from: z.number().int() }),
  /** The school came here from another installation. `from`: the moment of the backup that came. */
  'school.moved': z.object({ backup: z.string(), from: z.number().int() }),
  'course.created': z.object(made),
  'course.changed': nothing,
  'course.published': z.object({ versionId: z.string(), number: z.number().int() }),
  'course.unpublished': nothing,
  'course.deleted': nothing,
  'course.restored': nothing,
  /** Removed for good, with everything in it. */
  'course.erased': nothing,
  'section.created': z.object({ courseId: z.string(), ...made }),
  'section.renamed': z.object({ courseId: z.string() }),
  'section.moved': z.object({ courseId: z.string() }),
  'section.deleted': z.object({ courseId: z.string() }),
  'section.restored': z.object({ courseId: z.string() }),
  'section.erased': z.object({ courseId: z.string() }),
  'lesson.created': z.object({ courseId: z.string(), ...made }),
  'lesson.changed': z.object({ courseId: z.string(), what: z.array(z.enum(['title', 'kind', 'preview', 'assetId'])) }),
  /** `from`: the course it stood in, where that is another one. */
  'lesson.moved': z.object({ courseId: z.string(), from: z.string().optional() }),
  'lesson.text_changed': z.object({ courseId: z.string() }),
  'lesson.deleted': z.object({ courseId: z.string() }),
  'lesson.restored': z.object({ courseId: z.string() }),
  'lesson.erased': z.object({ courseId: z.string() }),
  'upload.begun': z.object({ assetId: z.string(), size: z.number().int() }),
  'upload.finished': z.object({ assetId: z.string() }),
  'upload.abandoned': z.object({ assetId: z.string() }),
  'video.ready': z.object({ seconds: z.number(), attempt: z.string() }),
  'video.failed': z.object({ reason: z.string() }),
  'video.retried': nothing,
  'video.cancelled': nothing,
  'video.attached': z.object({ courseId: z.string(), assetId: z.string() }),
  'video.detached': z.object({ courseId: z.string(), assetId: z.string() }),
  /** Somebody has a video that plays made once more; how it ended. */
  'video.prepare_again': nothing,
  'video.prepared_again': z.object({ seconds: z.number(), attempt: z.string() }),
  'video.not_prepared_again': z.object({ reason: z.string() }),
  /** A video goes from our own ffmpeg to Mux, or back; how it ended. */
  'video.moving': z.object({ to: z.enum(['lectern', 'mux']) }),
  'video.moved': z.object({ to: z.enum(['lectern', 'mux']) }),
  'video.not_moved': z.object({ to: z.enum(['lectern', 'mux']), reason: z.string() }),
  /** A video as it was uploaded: what the school's rule did with it. */
  'source.deleted': z.object({ bytes: z.number().int() }),
  'source.archived': z.object({ bytes: z.number().int(), class: z.string() }),
  'captions.added': z.object({ captionsId: z.string(), origin: z.enum(['upload', 'written']) }),
  'captions.changed': z.object({ captionsId: z.string() }),
  'captions.published': z.object({ captionsId: z.string() }),
  'captions.unpublished': z.object({ captionsId: z.string() }),
  'captions.removed': z.object({ captionsId: z.string() }),
  'captions.restored': z.object({ captionsId: z.string() }),
  /** Somebody asked for captions made from what is said; `captions.heard` when they are there. */
  'captions.asked': nothing,
  'captions.heard': z.object({ captionsId: z.string() }),
  'captions.failed': z.object({ reason: z.string() }),
  'chapters.changed': nothing,
  'image.ready': nothing,
  'image.failed': z.object({ reason: z.string() }),
  'batch.created': z.object({ courseId: z.string(), count: z.number().int() }),
  'batch.withdrawn': z.object({ courseId: z.string() }),
  'batch.restored': z.object({ courseId: z.string() }),
  /** Its last code was redeemed. */
  'batch.used_up': z.object({ courseId: z.string() }),
  'code.redeemed': z.object({ courseId: z.string() }),
  'student.joined': nothing,
  'student.signed_in': nothing,
  'student.changed': z.object({ what: z.enum(['name', 'avatar', 'notifications']) }),
  'student.password_changed': nothing,
  'student.email_asked': nothing,
  'student.email_changed': nothing,
  /** The owner of the address before took it back. */
  'student.email_taken_back': nothing,
  /** An account of a provider's opens theirs. */
  'student.identity_linked': z.object({ provider: z.string() }),
  'student.identity_unlinked': z.object({ provider: z.string() }),
  'student.sessions_ended': nothing,
  'student.deletion_asked': nothing,
  'student.deletion_taken_back': nothing,
  'student.erased': nothing,
  'student.suspended': nothing,
  'student.unsuspended': nothing,
  'student.signed_out': nothing,
  'student.noted': nothing,
  'student.tagged': nothing,
  'student.link_sent': nothing,
  'student.viewed': z.object({ viewId: z.string() }),
  'student.view_left': z.object({ viewId: z.string() }),
  'students.imported': z.object({ added: z.number().int(), updated: z.number().int(), refused: z.number().int() }),
  'enrollment.granted': z.object({ courseId: z.string(), studentId: z.string() }),
  'enrollment.extended': z.object({ courseId: z.string(), studentId: z.string() }),
  'enrollment.revoked': z.object({ courseId: z.string(), studentId: z.string() }),
  'lesson.completed': z.object({ courseId: z.string() }),
  'lesson.uncompleted': z.object({ courseId: z.string() }),
  'course.completed': nothing,
  /** Which courses somebody teaches; the rest of what happens to staff is the registry's (tenants/registry/audit.ts). */
  'staff.courses_changed': z.object({ before: z.array(z.string()), after: z.array(z.string()) }),
  'job.retried': z.object({ kind: z.string() }),
  'job.cancelled': z.object({ kind: z.string() }),
  'job.failed': z.object({ kind: z.string(), reason: z.string() }),
} satisfies Record<string, z.ZodObject>

export type EventType = keyof typeof catalogue
export type EventData<T extends EventType> = z.infer<(typeof catalogue)[T]>
