import { data } from '@remix-run/node'
import { z } from 'zod'
import { catalogue } from '#app/locales/catalogue.ts'
import { sentenceFor } from '#app/locales/sentences.ts'
import { onlyOf, type Staff } from '#app/sessions.server.ts'
import { Failure } from '#lib/failure.ts'
import { listsOf, removeList, renameList, type SavedList, saveList } from '#tenants/lists/saved-lists.ts'
import type { Screen } from '#tenants/lists/screens.ts'
import type { ListAnswer } from './list-answer.ts'

const list = z.string().min(1).max(64)
const name = z.string().trim().min(1).max(60)

export const ListForm = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('save-list'), name }),
  z.object({ intent: z.literal('rename-list'), list, name }),
  z.object({ intent: z.literal('remove-list'), list }),
])
type ListForm = z.infer<typeof ListForm>

export const isListForm = (form: { intent: string }): form is ListForm => form.intent.endsWith('-list')

/** What a screen shows of the lists kept of it; null for who sees some courses only, as a list may name the others. */
export const keptLists = (staff: Staff, screen: Screen): SavedList[] | null =>
  onlyOf(staff) === undefined ? staff.tenant.read((db) => listsOf(db, screen)) : null

/**
 * Keeps, renames or removes a list of a screen whose permission has been asked for.
 * @param query the list the form was sent from, as in its address: what is kept under the name
 */
export async function changeLists(staff: Staff, screen: Screen, form: ListForm, query: string): Promise<ListAnswer> {
  const { tenant, person } = staff
  const { t } = catalogue('en')
  const keeper = { id: person.id, reach: onlyOf(staff) }
  try {
    if (form.intent === 'save-list') {
      await saveList(tenant, keeper, { screen, name: form.name, query })
      return { list: form.intent, done: t('lists.saved', { name: form.name }), undo: null, problem: null, status: 200 }
    }
    const isGone = form.intent === 'remove-list'
    const before = isGone
      ? await removeList(tenant, keeper, screen, form.list)
      : await renameList(tenant, keeper, screen, form.list, form.name)
    const undo: ListAnswer['undo'] = isGone
      ? { query: before.query, fields: { intent: 'save-list', name: before.name } }
      : { query, fields: { intent: 'rename-list', list: before.id, name: before.name } }
    const done = isGone ? t('lists.removed', { name: before.name }) : t('lists.renamed', { name: form.name })
    return { list: form.intent, done, undo, problem: null, status: 200 }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { list: form.intent, done: null, undo: null, problem: sentenceFor(error), status: error.status }
  }
}

/** With its status, so that after a refusal nothing is loaded again. */
export const answerList = (answer: ListAnswer) => data(answer, answer.status)
