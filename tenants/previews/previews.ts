import { and, eq, gt, isNull, lt } from 'drizzle-orm'
import { z } from 'zod'
import { hashToken } from '#lib/crypto.ts'
import { newId } from '#lib/ids.ts'
import { courseById } from '#tenants/courses/find.ts'
import { type Course, courses } from '#tenants/courses/schema.ts'
import { isTaken } from '#tenants/database/connection.ts'
import type { Reading } from '#tenants/database/handle.ts'
import type { Tenant } from '#tenants/tenant.ts'
import { PreviewRefused } from './failures.ts'
import { previewSessions } from './schema.ts'

/** How long a browser shows the draft. */
export const PREVIEW_LIFE_MS = 60 * 60_000
/** Between the press in the editor and the one that begins it. */
const BEGIN_MS = 2 * 60_000
const SEAL = 'preview'

const Begin = z.object({ v: z.string().max(64), c: z.string().max(64), l: z.string().max(64), p: z.string().max(64), e: z.number() })

/** What is asked for: a course's page, or one lesson. */
export interface PreviewOf {
  readonly courseId: string
  /** Null for the course's page. */
  readonly lessonId: string | null
}

/** The way of a preview is that of a look as a student (tenants/people/view-as.ts): nothing that stands in an address opens anything. */
export function sealPreview(tenant: Tenant, personId: string, { courseId, lessonId }: PreviewOf, now = Date.now()): string {
  const begin: z.infer<typeof Begin> = { v: newId('preview', now), c: courseId, l: lessonId ?? '', p: personId, e: now + BEGIN_MS }
  return tenant.seal(SEAL, begin)
}

/** @throws PreviewRefused when it is none of this school's, or too old */
export function readPreview(tenant: Tenant, sealed: string, now = Date.now()): PreviewOf & { id: string; personId: string } {
  const begin = Begin.safeParse(tenant.unseal(SEAL, sealed))
  if (!begin.success || begin.data.e <= now) throw new PreviewRefused()
  const { v, c, l, p } = begin.data
  return { id: v, courseId: c, lessonId: l || null, personId: p }
}

export interface Beginning {
  readonly sealed: string
  readonly courseId: string
  /** The hash of the browser's secret. */
  readonly browser: string
  /** The hash of the session it is begun in. */
  readonly session: string
}

/**
 * Begins the preview, once. From then on the browser whose secret has this hash sees the draft of this one course.
 * @throws PreviewRefused, CourseUnknown
 */
export async function beginPreview(tenant: Tenant, personId: string, asked: Beginning, now = Date.now()): Promise<void> {
  const preview = readPreview(tenant, asked.sealed, now)
  if (preview.personId !== personId || preview.courseId !== asked.courseId) throw new PreviewRefused()
  await tenant.transact((tx) => {
    courseById(tx, preview.courseId)
    // One that has ended stays as long as its text could begin it anew.
    tx.delete(previewSessions)
      .where(lt(previewSessions.expiresAt, now - BEGIN_MS))
      .run()
    const { id, courseId } = preview
    const row = {
      id,
      tokenHash: asked.browser,
      courseId,
      personId,
      begunIn: asked.session,
      createdAt: now,
      expiresAt: now + PREVIEW_LIFE_MS,
    }
    try {
      tx.insert(previewSessions).values(row).run()
    } catch (error) {
      // Begun with this text already, or with this secret.
      throw isTaken(error, 'preview_sessions.id') || isTaken(error, 'preview_sessions.token_hash') ? new PreviewRefused() : error
    }
  })
}

export interface Preview {
  readonly id: string
  readonly course: Course
  /** Who looks. */
  readonly personId: string
  /** The hash of the session it was begun in. */
  readonly begunIn: string
}

/** The preview a browser is in, while it lasts. Whether who looks still may is asked beside it (app/server/view.ts). */
export function previewBySecret(db: Reading, secret: string, now = Date.now()): Preview | undefined {
  const { id, personId, begunIn } = previewSessions
  return db
    .select({ id, personId, begunIn, course: courses })
    .from(previewSessions)
    .innerJoin(courses, and(eq(courses.id, previewSessions.courseId), isNull(courses.deletedAt)))
    .where(and(eq(previewSessions.tokenHash, hashToken(secret)), gt(previewSessions.expiresAt, now)))
    .get()
}

export const endPreview = (tenant: Tenant, id: string, now = Date.now()): Promise<void> =>
  tenant.transact((tx) => void tx.update(previewSessions).set({ expiresAt: now }).where(eq(previewSessions.id, id)).run())
