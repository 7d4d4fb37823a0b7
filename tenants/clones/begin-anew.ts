import { and, eq, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import { openDatabase } from '#tenants/database/connection.ts'
import { unshared, type Writing } from '#tenants/database/handle.ts'
import type { EventData } from '#tenants/events/catalogue.ts'
import { record } from '#tenants/events/record.ts'
import { staffMuted, staffSeen } from '#tenants/insights/schema.ts'
import { enqueue } from '#tenants/jobs/enqueue.ts'
import { type Job, jobs } from '#tenants/jobs/schema.ts'
import { heartbeatMarks } from '#tenants/learning/schema.ts'
import { sendMail } from '#tenants/mail/jobs.ts'
import { mails } from '#tenants/mail/schema.ts'
import { encodeVideo, resizeImage } from '#tenants/media/jobs.ts'
import { NOTHING_AT_MUX } from '#tenants/media/mux/delete-at-mux.ts'
import { deleteAtMux, prepareAtMux } from '#tenants/media/mux/jobs.ts'
import { prepareHere } from '#tenants/media/prepare-here.ts'
import { assets, retiredOutputs, uploads, usageMonths } from '#tenants/media/schema.ts'
import { handovers, peopleChanges, studentLinks, studentSessions, viewSessions } from '#tenants/people/schema.ts'
import { previewSessions } from '#tenants/previews/schema.ts'
import { codeBatches, codes } from '#tenants/sales/schema.ts'
import { school } from '#tenants/site/schema.ts'

export interface Beginning {
  readonly id: string
  readonly name: string
  /** What its log says of where it comes from. */
  readonly event: EventData<'school.cloned'>
}

/**
 * Makes the file of one school fit to be another one's: nobody is signed in, nothing is under way but what this school does for itself,
 * and no code works that was given out by the other one. Everything else stays, under the same ids.
 */
export const beginAnew = (file: string, { id, name, event }: Beginning, now: number): Promise<void> =>
  change(file, (tx) => {
    tx.delete(studentSessions).run()
    tx.delete(heartbeatMarks).run()
    // Letters of the other school are that one's to send, and its links are its own.
    tx.delete(studentLinks).run()
    tx.delete(handovers).run()
    tx.delete(viewSessions).run()
    tx.delete(previewSessions).run()
    tx.delete(peopleChanges).run()
    // Who runs this school has seen nothing of it yet.
    tx.delete(staffSeen).run()
    tx.delete(staffMuted).run()
    tx.delete(mails)
      .where(and(isNull(mails.sentAt), isNull(mails.failedAt)))
      .run()
    // What the other one used is that one's.
    tx.delete(usageMonths).run()
    dropUploads(tx)
    dropLeftovers(tx)
    forgetMux(tx, now)
    startJobsAnew(tx, now)
    dropUnusedCodes(tx)
    tx.update(school).set({ name }).run()
    record(tx, { type: 'school.cloned', actor: 'operator', subject: id, data: event }, now)
  })

/** Makes the file fit to go on in another installation, as the same school: only what cannot go on there ends. */
export const arrive = (file: string, id: string, event: EventData<'school.moved'>, now: number): Promise<void> =>
  change(file, (tx) => {
    dropUploads(tx)
    dropLeftovers(tx)
    // What it has at Mux is its own here too, and nobody else will delete it.
    const leftAtMux = waitingJobs(tx, deleteAtMux.name)
    startJobsAnew(tx, now)
    for (const { payload, subject, runAt } of leftAtMux)
      enqueue(tx, deleteAtMux, { payload: deleteAtMux.payload.parse(payload), subject, runAt }, now)
    record(tx, { type: 'school.moved', actor: 'operator', subject: id, data: event }, now)
  })

async function change(file: string, how: (tx: Writing) => void): Promise<void> {
  const db = openDatabase(file)
  try {
    // What is deleted is not to be read in the pages it leaves: codes that still work in the other school.
    db.$client.pragma('secure_delete = ON')
    await unshared('the file of a new school', db).transact(how)
  } finally {
    // The last one to close carries the log over.
    db.$client.close()
  }
}

/** Their parts stay where they were sent. Who was at it begins again, as after an upload that was abandoned. */
function dropUploads(tx: Writing): void {
  tx.delete(uploads).where(isNull(uploads.finishedAt)).run()
  tx.delete(assets).where(eq(assets.state, 'uploading')).run()
}

/** Objects that were about to go were not brought along, and no player here holds a link to them. Nor was anything moved to a cheaper class. */
function dropLeftovers(tx: Writing): void {
  tx.delete(retiredOutputs).run()
  tx.update(assets).set({ leftSourceKey: null, sourceClass: null }).run()
}

/** What the other school has at Mux is that one's. A video whose original was brought along is prepared here; the rest has to be uploaded. */
function forgetMux(tx: Writing, now: number): void {
  const wasThere = and(eq(assets.preparedBy, 'mux'), inArray(assets.state, ['processing', 'ready', 'failed']))
  const kept = tx
    .select()
    .from(assets)
    .where(and(wasThere, isNotNull(assets.sourceKey)))
    .all()
  for (const asset of kept) prepareHere(tx, asset, now)
  tx.update(assets)
    .set({ state: 'failed', failure: 'mux.of_original' })
    .where(and(wasThere, isNull(assets.sourceKey)))
    .run()
  tx.update(assets)
    .set({ preparedBy: 'lectern', ...NOTHING_AT_MUX })
    .run()
}

const waitingJobs = (tx: Writing, kind: string): Job[] =>
  tx
    .select()
    .from(jobs)
    .where(and(eq(jobs.kind, kind), inArray(jobs.state, ['waiting', 'running'])))
    .all()

/** Attempts belong to where they were begun. What was being prepared has its source here too, and is prepared here once more. */
function startJobsAnew(tx: Writing, now: number): void {
  tx.delete(jobs)
    .where(inArray(jobs.state, ['waiting', 'running']))
    .run()
  // What ended attempts left behind was not brought along.
  tx.update(jobs).set({ untidy: false }).where(eq(jobs.untidy, true)).run()
  const unprepared = tx
    .select()
    .from(assets)
    .where(and(eq(assets.state, 'processing'), isNull(assets.deletedAt)))
    .all()
  for (const { id, kind, preparedBy } of unprepared) {
    if (preparedBy === 'mux') enqueue(tx, prepareAtMux, { payload: { assetId: id, begunAt: now }, subject: id }, now)
    else enqueue(tx, kind === 'image' ? resizeImage : encodeVideo, { payload: { assetId: id }, subject: id }, now)
  }
  const unsent = tx
    .select({ id: mails.id })
    .from(mails)
    .where(and(isNull(mails.sentAt), isNull(mails.failedAt)))
    .all()
  for (const { id } of unsent) enqueue(tx, sendMail, { payload: { mailId: id }, subject: id }, now)
}

/** A code names its school, so here it could only be refused; used ones stay, because enrollments say that they came by them. */
function dropUnusedCodes(tx: Writing): void {
  tx.delete(codes).where(isNull(codes.usedAt)).run()
  const used = tx.select({ id: codes.batchId }).from(codes).where(isNotNull(codes.usedAt))
  tx.delete(codeBatches).where(sql`${codeBatches.id} NOT IN ${used}`).run()
  tx.update(codeBatches).set({ count: sql`(SELECT count(*) FROM codes WHERE codes.batch_id = code_batches.id)` }).run()
}
