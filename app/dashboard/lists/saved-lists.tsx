import { Form, Link, useFetcher } from '@remix-run/react'
import { Bookmark, ChevronDown } from 'lucide-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useAnswer } from '#app/answers.ts'
import { Button } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { Input } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { useToast } from '#app/ui/toast.tsx'
import { useClosing } from '#app/ui/use-closing.ts'
import type { SavedList } from '#tenants/lists/saved-lists.ts'
import { isListAnswer, type ListAnswer } from './list-answer.ts'

type SavedListsProps = {
  /** Null for who keeps none. */
  lists: readonly SavedList[] | null
  mayChange?: boolean
  /** The list that is looked at, as in its address; empty where nothing was set. */
  query: string
  /** The address of a list. */
  to: (query: string) => string
}

const CHIP =
  'flex min-h-9 items-center px-3 text-sm text-soft hover:text-ink aria-[current]:font-medium aria-[current]:text-ink touch:min-h-11'
/** On a phone at the foot of the screen, where it cannot hang over the edge. */
const SHEET =
  'floating z-40 flex flex-col gap-3 rounded-md p-4 max-sm:fixed max-sm:inset-x-4 max-sm:bottom-4 sm:absolute sm:inset-s-0 sm:top-full sm:mt-1 sm:w-72'

/** The lists a school has kept of a screen under names, and the one that is set now, to be kept. */
export function SavedLists({ lists, mayChange = true, query, to }: SavedListsProps) {
  const { t } = useTranslation()
  if (!lists) return null
  const isKept = lists.some((list) => list.query === query)
  const maySave = mayChange && query !== '' && !isKept
  if (!lists.length && !maySave) return null
  return (
    <div className="my-3 flex flex-wrap items-center gap-2">
      {lists.length ? (
        <ul aria-label={t('lists.label')} className="flex flex-wrap gap-2">
          {lists.map((list) => (
            <li
              key={list.id}
              className="relative flex items-center rounded-sm border border-line has-[[aria-current]]:border-line-strong has-[[aria-current]]:bg-sunk"
            >
              <Link
                to={to(list.query)}
                preventScrollReset
                aria-current={list.query === query ? 'page' : undefined}
                className={`${CHIP} ${mayChange ? 'pe-1' : ''}`}
              >
                <span className="max-w-[24ch] truncate">{list.name}</span>
              </Link>
              {mayChange ? <Change list={list} action={to(query)} to={to} /> : null}
            </li>
          ))}
        </ul>
      ) : null}
      {maySave ? <Save action={to(query)} to={to} /> : null}
    </div>
  )
}

/** Sends a form of a list, says in a toast what became of it, and takes it back from there. */
function useListChange(to: (query: string) => string, close: () => void) {
  const fetcher = useFetcher<ListAnswer>()
  const toast = useToast()
  useAnswer(fetcher.data, (answer) => {
    const { done, undo } = answer
    if (!done) return
    close()
    toast({
      id: 'lists',
      text: done,
      ...(undo ? { undo: () => fetcher.submit({ ...undo.fields }, { method: 'post', action: to(undo.query) }) } : {}),
    })
  })
  // What is undone has its own answer, and no field that it would stand beside.
  return { fetcher, problem: fetcher.data?.problem ?? undefined, busy: fetcher.state !== 'idle' }
}

function Save({ action, to }: { action: string; to: (query: string) => string }) {
  const { t } = useTranslation()
  const { details, close } = useClosing()
  const form = useRef<HTMLFormElement>(null)
  const { fetcher, problem, busy } = useListChange(to, close)
  return (
    <details ref={details} className="relative">
      <summary className="inline-flex min-h-9 items-center gap-1.5 rounded-sm px-2 text-sm text-accent touch:min-h-11">
        <Bookmark size={16} />
        {t('lists.save')}
      </summary>
      <fetcher.Form ref={form} method="post" action={action} className={SHEET}>
        <Field id="list-name" label={t('lists.name')} {...(problem ? { error: problem } : {})}>
          <Input name="name" required maxLength={60} autoComplete="off" />
        </Field>
        <Button type="submit" name="intent" value="save-list" variant="primary" busy={busy}>
          {t('lists.saveIt')}
        </Button>
      </fetcher.Form>
    </details>
  )
}

function Change({ list, action, to }: { list: SavedList; action: string; to: (query: string) => string }) {
  const { t } = useTranslation()
  const { details, close } = useClosing()
  const { fetcher, problem, busy } = useListChange(to, close)
  return (
    <details ref={details}>
      <summary
        aria-label={t('lists.change', { name: list.name })}
        className="grid size-9 list-none place-items-center rounded-sm text-muted hover:text-ink touch:size-11"
      >
        <ChevronDown size={16} />
      </summary>
      <fetcher.Form key={list.name} method="post" action={action} className={SHEET}>
        <input type="hidden" name="list" value={list.id} />
        <Field id={`name-of-${list.id}`} label={t('lists.name')} {...(problem ? { error: problem } : {})}>
          <Input name="name" defaultValue={list.name} required maxLength={60} autoComplete="off" />
        </Field>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" name="intent" value="rename-list" variant="primary" busy={busy}>
            {t('lists.rename')}
          </Button>
          <Button type="submit" name="intent" value="remove-list" variant="danger" formNoValidate busy={busy}>
            {t('lists.remove')}
          </Button>
        </div>
      </fetcher.Form>
    </details>
  )
}

/** The answer to a form that was sent without script: what a toast says otherwise, with its way back. */
export function PlainListAnswer({ answer, to }: { answer: object | null | undefined; to: (query: string) => string }) {
  const { t } = useTranslation()
  if (!isListAnswer(answer)) return null
  const { done, undo, problem } = answer
  return (
    <Notice
      tone={problem ? 'danger' : 'good'}
      live
      className="mt-6"
      action={
        undo ? (
          <Form method="post" action={to(undo.query)}>
            {Object.entries(undo.fields).map(([name, value]) => (
              <input key={name} type="hidden" name={name} value={value} />
            ))}
            <Button type="submit" size="sm">
              {t('lists.undo')}
            </Button>
          </Form>
        ) : undefined
      }
    >
      {problem ?? done}
    </Notice>
  )
}
