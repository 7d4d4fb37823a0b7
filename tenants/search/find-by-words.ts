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
  readonly students: readonly { readonly id: string; readonly name: string; readonly email: string }[]
}

const NOTHING: Found = { courses: [], lessons: [], students: [] }

/** As many of each kind as one looks through at a glance. */
const MOST = 6
/** One letter begins a word of nearly everybody, and names nobody. */
const SHORTEST = 2
const MOST_WORDS = 8

/** What begins with the words somebody types, in any order: whatever one letter of theirs begins is not looked for. */
export function findByWords(db: Reading, query: SearchQuery): Found {
  const words = wordsOf(query.text)
  if (!words.some((word) => word.length >= SHORTEST)) return NOTHING
  return {
    courses: query.courses ? courses(db, words, query.taughtBy) : [],
    lessons: query.courses ? lessons(db, words, query.taughtBy) : [],
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
