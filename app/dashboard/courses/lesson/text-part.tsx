import { Form } from '@remix-run/react'
import { type ComponentType, useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ShownPicture } from '#app/lesson-html.server.ts'
import { Button } from '#app/ui/button.tsx'
import { Textarea } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { SaveState } from '#app/ui/save-state.tsx'
import { Autosave, type AutosaveSnapshot } from './autosave.ts'
import { type Draft, type DraftShelf, draftShelf } from './draft-shelf.ts'
import { saveChange } from './save-change.ts'
import type { TextEditorProps } from './text-editor.tsx'
import { TextToolbar } from './text-toolbar.tsx'
import { useAutosave } from './use-autosave.ts'

type TextPartProps = {
  school: string
  /** The lesson's. */
  title: string
  html: string
  /** The same as a student sees it, but for frames. */
  shown: string
  pictures: Readonly<Record<string, ShownPicture>>
  updatedAt: number
  saveTo: string
  /** Names the draft in this browser. */
  draftName: string
  onState: (snapshot: AutosaveSnapshot) => void
}

/**
 * The text of a lesson. The first paint shows it as the student sees it; the editor takes its place without moving it.
 * Without script there is a form.
 */
export function TextPart({ school, title, html: saved, shown, pictures, updatedAt, saveTo, draftName, onState }: TextPartProps) {
  const { t } = useTranslation()
  const [shelf] = useState(() => draftShelf(draftName))
  const words = { signedOut: t('lessons.notSaved.signedOut'), failed: t('lessons.notSaved.failed') }
  const { autosave, snapshot } = useAutosave(
    () =>
      new Autosave({
        basedOn: updatedAt,
        shelf,
        same: sameHtml,
        save: (html, basedOn, leaving) => saveChange(saveTo, { intent: 'text', html, basedOn: String(basedOn) }, { ...words, leaving }),
      }),
  )
  useEffect(() => onState(snapshot), [snapshot, onState])

  // What the editor begins with; another number begins anew.
  const [begin, setBegin] = useState({ html: saved, number: 0 })
  const start = useCallback((html: string) => setBegin((now) => ({ html, number: now.number + 1 })), [])
  const [draft, dropDraft] = useLeftBehind(shelf, saved)
  const { Loaded, failed, retry } = useEditorCode()

  const { conflict } = snapshot
  return (
    <div>
      {draft !== undefined ? (
        <Notice
          tone="caution"
          live
          className="mb-4"
          title={t('lessons.text.draftTitle')}
          action={
            <>
              <Button
                size="sm"
                onClick={() => {
                  start(draft.value)
                  dropDraft()
                  autosave.takeUp(draft)
                }}
              >
                {t('lessons.text.draftTake')}
              </Button>
              <Button
                size="sm"
                variant="quiet"
                onClick={() => {
                  shelf.clear()
                  dropDraft()
                }}
              >
                {t('lessons.text.draftDrop')}
              </Button>
            </>
          }
        >
          {t('lessons.text.draftText')}
          <span className="mt-1 line-clamp-2 italic">{plainText(draft.value)}</span>
        </Notice>
      ) : null}
      {failed ? (
        <Notice
          tone="danger"
          live
          className="mb-4"
          action={
            <Button size="sm" onClick={retry}>
              {t('lessons.text.failedRetry')}
            </Button>
          }
        >
          {t('lessons.text.failed')}
        </Notice>
      ) : null}
      {Loaded ? (
        <Loaded
          key={begin.number}
          html={begin.html}
          school={school}
          title={title}
          pictures={pictures}
          label={t('lessons.text.label')}
          placeholder={t('lessons.text.placeholder')}
          foot={<SaveState state={snapshot.state} error={snapshot.sentence ?? words.failed} />}
          onBlur={() => autosave.flush()}
          onChange={(html) => {
            // Somebody who types on has decided against the old draft.
            dropDraft()
            autosave.change(html)
          }}
        />
      ) : (
        <Waiting html={saved} shown={shown} updatedAt={updatedAt} />
      )}
      {conflict ? (
        <div className="sticky bottom-4 z-20 mt-4">
          <Notice
            tone="danger"
            live
            className="floating"
            title={t('lessons.text.conflictTitle')}
            action={
              <>
                <Button size="sm" onClick={() => autosave.resolve('mine')}>
                  {t('lessons.text.conflictMine')}
                </Button>
                <Button
                  size="sm"
                  variant="quiet"
                  onClick={() => {
                    start(conflict.value)
                    autosave.resolve('theirs')
                  }}
                >
                  {t('lessons.text.conflictTheirs')}
                </Button>
              </>
            }
          >
            {t('lessons.text.conflictText')}
            <span className="mt-1 line-clamp-2 italic">{plainText(conflict.value)}</span>
          </Notice>
        </div>
      ) : null}
    </div>
  )
}

/** The text as it will stand in the editor; the server has cleaned it when it was saved. */
function Waiting({ html, shown, updatedAt }: { html: string; shown: string; updatedAt: number }) {
  const { t } = useTranslation()
  const look = 'prose-lesson lesson-text'
  return (
    <>
      <TextToolbar standing={null} act={() => undefined} />
      {html ? (
        // biome-ignore lint/security/noDangerouslySetInnerHtml: cleaned by the core (lesson-body.ts)
        <div dir="auto" className={look} dangerouslySetInnerHTML={{ __html: shown }} />
      ) : (
        <div className={look}>
          <p className="is-editor-empty" data-placeholder={t('lessons.text.placeholder')}>
            <br />
          </p>
        </div>
      )}
      <noscript>
        <Form method="post" className="flex flex-col items-start gap-3">
          <input type="hidden" name="intent" value="text" />
          <input type="hidden" name="basedOn" value={updatedAt} />
          <Textarea name="html" aria-label={t('lessons.text.html')} defaultValue={html} rows={12} />
          <Button type="submit" variant="primary">
            {t('lessons.save')}
          </Button>
        </Form>
      </noscript>
      <div aria-hidden="true" className="lesson-foot" />
    </>
  )
}

/** A draft that a crash or a lost line left on the shelf, unless it says what is saved. */
function useLeftBehind(shelf: DraftShelf, saved: string): [Draft | undefined, () => void] {
  const [draft, setDraft] = useState<Draft>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, with the text the page came with
  useEffect(() => {
    const left = shelf.read()
    if (!left) return
    if (sameHtml(left.value, saved)) shelf.clear()
    else setDraft(left)
  }, [shelf])
  return [draft, useCallback(() => setDraft(undefined), [])]
}

function useEditorCode(): { Loaded: ComponentType<TextEditorProps> | undefined; failed: boolean; retry: () => void } {
  const [Loaded, setLoaded] = useState<ComponentType<TextEditorProps>>()
  const [failed, setFailed] = useState(false)
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is what asks for the code again
  useEffect(() => {
    let current = true
    setFailed(false)
    import('./text-editor.tsx').then(
      (module) => {
        if (current) setLoaded(() => module.TextEditor)
      },
      () => {
        if (current) setFailed(true)
      },
    )
    return () => {
      current = false
    }
  }, [attempt])
  return { Loaded, failed, retry: () => setAttempt((now) => now + 1) }
}

/** In a template nothing of it runs or loads. */
function inTemplate(html: string): HTMLTemplateElement {
  const template = document.createElement('template')
  template.innerHTML = html
  return template
}

/** The words alone; what stood in lines of its own does not run together. */
function plainText(html: string): string {
  const { content } = inTemplate(html)
  for (const block of content.querySelectorAll('p, li, h2, h3, blockquote, pre, br, td, th')) block.after(' ')
  return (content.textContent ?? '').replace(/\s+/g, ' ').trim().slice(0, 300)
}

/** The server writes some things otherwise than the editor: `<br />`, entities. */
const sameHtml = (a: string, b: string): boolean => a === b || inTemplate(a).innerHTML === inTemplate(b).innerHTML
