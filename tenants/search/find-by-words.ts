import { type SQL, sql } from 'drizzle-orm'
import { fold } from '#lib/fold.ts'
import type { Reading } from '#tenants/database/handle.ts'
import { isOpen } from '#tenants/learning/enrollments.ts'

export interface SearchQuery {
  readonly text: string
  /** What the person may see: courses with their lessons, students. */
  readonly courses: boolean
  readonly students: boolean
  /** Only courses this person teaches, and students of those. */
  readonly taughtBy?: string | undefined
}

export interface Found {
  readonly courses: readonly { readonly id: string; readonly title: string }[]
  readonly lessons: readonly {
    readonly id: string
    readonly title: string
    readonly courseId: string
    readonly courseTitle: string
  }[]
  /** What is said in the films of lessons, with the moment. */
  readonly said: readonly {
    readonly id: string
    readonly title: string
    readonly courseId: string
    readonly courseTitle: string
    /** Seconds. */
    readonly at: number
    readonly excerpt: string
  }[]
  readonly students: readonly { readonly id: string; readonly name: string; readonly email: string }[]
}

const NOTHING: Found = { courses: [], lessons: [], said: [], students: [] }

/** As many of each kind as one looks through at a glance. */
const MOST = 6
/** One letter begins a word of nearly everybody, and names nobody. */
const SHORTEST = 2
const MOST_WORDS = 8
/** A word that is said in every lesson is not looked up to the last of them. */
const MOST_HITS = 200

/** What begins with the words somebody types, in any order: whatever one letter of theirs begins is not looked for. */
export function findByWords(db: Reading, query: SearchQuery): Found {
  const words = wordsOf(query.text)
  if (!words.some((word) => word.length >= SHORTEST)) return NOTHING
  return {
    courses: query.courses ? courses(db, words, query.taughtBy) : [],
    lessons: query.courses ? lessons(db, words, query.taughtBy) : [],
    said: query.courses ? said(db, words, query.taughtBy) : [],
    students: query.students ? students(db, words, query.taughtBy) : [],
  }
}

/** As the index cuts them: what is neither a letter nor a number stands between words. */
const wordsOf = (text: string): string[] =>
  text
    .split(/[^\p{L}\p{N}\p{M}\p{Co}]+/u)
    .filter(Boolean)
    .slice(0, MOST_WORDS)

/** As it was typed too: of Greek and Cyrillic the index keeps the accents. */
const begins = (word: string): string => `("${fold(word)}"* OR "${word}"*)`

/** Words hold letters and numbers alone, so nothing that was typed is read as a command of the index. */
const matching = (kind: 'kindcourse' | 'kindlesson' | 'kindstudent', words: readonly string[]): SQL =>
  sql`search MATCH ${`kind : ${kind} AND words : (${words.map(begins).join(' AND ')})`}`

const teaches = (courseId: SQL, personId: string | undefined): SQL =>
  personId === undefined
    ? sql`TRUE`
    : sql`EXISTS (SELECT 1 FROM course_staff WHERE course_staff.course_id = ${courseId} AND course_staff.person_id = ${personId})`

// CROSS keeps the order as written: from the few words that match, not from every row.
const courses = (db: Reading, words: readonly string[], personId: string | undefined): Found['courses'] =>
  db.all(sql`
    SELECT c.id AS id, c.title AS title
    FROM search CROSS JOIN searchable f ON f.n = search.rowid CROSS JOIN courses c ON c.id = f.id
    WHERE ${matching('kindcourse', words)} AND c.deleted_at IS NULL AND ${teaches(sql`c.id`, personId)}
    LIMIT ${MOST}`)

const lessons = (db: Reading, words: readonly string[], personId: string | undefined): Found['lessons'] =>
  db.all(sql`
    SELECT l.id AS id, l.title AS title, c.id AS courseId, c.title AS courseTitle
    FROM search CROSS JOIN searchable f ON f.n = search.rowid CROSS JOIN lessons l ON l.id = f.id
    CROSS JOIN sections s ON s.id = l.section_id CROSS JOIN courses c ON c.id = l.course_id
    WHERE ${matching('kindlesson', words)} AND l.deleted_at IS NULL AND s.deleted_at IS NULL AND c.deleted_at IS NULL
      AND ${teaches(sql`c.id`, personId)}
    LIMIT ${MOST}`)

/** In captions that are published. Each lesson once, with the first moment. */
function said(db: Reading, words: readonly string[], personId: string | undefined): Found['said'] {
  const rows = db.all<Found['said'][number]>(sql`
    WITH hits AS (
      SELECT l.id AS id, l.title AS title, c.id AS courseId, c.title AS courseTitle, p.start_ms AS start_ms, p.written AS excerpt
      FROM transcript_search CROSS JOIN caption_passages p ON p.n = transcript_search.rowid
      CROSS JOIN captions k ON k.id = p.captions_id CROSS JOIN lessons l ON l.asset_id = k.asset_id
      CROSS JOIN sections s ON s.id = l.section_id CROSS JOIN courses c ON c.id = l.course_id
      WHERE transcript_search MATCH ${words.map(begins).join(' AND ')}
        AND l.deleted_at IS NULL AND s.deleted_at IS NULL AND c.deleted_at IS NULL AND ${teaches(sql`c.id`, personId)}
      LIMIT ${MOST_HITS}
    )
    SELECT id, title, courseId, courseTitle, min(start_ms) / 1000 AS at, excerpt FROM hits GROUP BY id LIMIT ${MOST}`)
  return rows.map((row) => ({ ...row, excerpt: around(row.excerpt, words) }))
}

/** Letters before and behind the first word that was found. */
const BEFORE = 24
const BEHIND = 64

function around(text: string, words: readonly string[]): string {
  const spoken = text.split(' ')
  const at = spoken.findIndex((one) => words.some((word) => wordsOf(fold(one)).some((part) => part.startsWith(fold(word)))))
  const head = spoken.slice(0, Math.max(0, at)).join(' ')
  const from = head.length <= BEFORE ? 0 : head.indexOf(' ', head.length - BEFORE) + 1
  const end = text.indexOf(' ', head.length + BEHIND)
  return `${from > 0 ? '…' : ''}${text.slice(from, end < 0 ? undefined : end)}${end < 0 ? '' : '…'}`
}

const students = (db: Reading, words: readonly string[], personId: string | undefined): Found['students'] =>
  db.all(sql`
    SELECT s.id AS id, s.name AS name, s.email AS email
    FROM search CROSS JOIN searchable f ON f.n = search.rowid CROSS JOIN students s ON s.id = f.id
    WHERE ${matching('kindstudent', words)} AND ${
      personId === undefined
        ? sql`TRUE`
        : sql`EXISTS (
            SELECT 1 FROM enrollments JOIN course_staff t ON t.course_id = enrollments.course_id AND t.person_id = ${personId}
            WHERE enrollments.student_id = s.id AND ${isOpen()})`
    }
    LIMIT ${MOST}`)
