import type { LoaderFunctionArgs } from '@remix-run/node'
import { may, onlyOf, requireStaff } from '#app/sessions.server.ts'
import { findByWords } from '#tenants/search/find-by-words.ts'
import { answerScript } from '../answers.server.ts'
import { findInGuides } from '../help/find-in-guides.ts'
import { GUIDES } from '../help/guides.server.ts'

const LONGEST = 200
const MOST_GUIDES = 4

/** What the palette finds in the school and in the guides while somebody types. Answers in JSON, for `fetch`. */
export const loader = ({ context, request, params }: LoaderFunctionArgs) =>
  answerScript(context, request, () => {
    const staff = requireStaff(context, request, params, 'school.see')
    const text = new URL(request.url).searchParams.get('q')?.slice(0, LONGEST) ?? ''
    const seen = { courses: may(staff, 'courses.manage'), students: may(staff, 'people.see'), taughtBy: onlyOf(staff) }
    const guides = findInGuides(GUIDES, text).slice(0, MOST_GUIDES)
    return { ...staff.tenant.read((db) => findByWords(db, { text, ...seen })), guides }
  })
