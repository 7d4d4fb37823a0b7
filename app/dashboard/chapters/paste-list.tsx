import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { Textarea } from '#app/ui/input.tsx'
import { Section } from '#app/ui/page.tsx'
import type { Chapter } from '#tenants/chapters/chapter.ts'
import { readList } from '#tenants/chapters/read-list.ts'
import type { ChaptersProblem } from './chapters-change.server.ts'
import { lineSentences } from './line-sentences.ts'

interface PasteListProps {
  /** Of the film, in seconds, where it is known. */
  readonly length: number | null
  readonly version: number
  readonly replaces: boolean
  /** What a form without script was answered. */
  readonly refused: ChaptersProblem['list']
  readonly onList: (chapters: readonly Chapter[]) => void
}

/** A list that somebody has already takes the place of what is there; where it is wrong, the lines are named and nothing is taken. */
export function PasteList({ length, version, replaces, refused, onList }: PasteListProps) {
  const { t } = useTranslation()
  const field = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState(refused?.text ?? '')
  const [problems, setProblems] = useState<readonly string[]>(refused?.problems ?? [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const read = readList(text, length)
    const isNothing = read.chapters.length === 0 && read.problems.length === 0
    setProblems(isNothing ? [t('chapters.paste.nothing')] : lineSentences(t, read.problems))
    if (isNothing || read.problems.length) return field.current?.focus()
    setText('')
    onList(read.chapters)
  }
  return (
    <Section title={t('chapters.paste.title')}>
      <form method="post" onSubmit={submit} className="flex flex-col items-start gap-4">
        <input type="hidden" name="intent" value="list" />
        <input type="hidden" name="basedOn" value={version} />
        <Field
          id="chapters-list"
          label={t('chapters.paste.label')}
          hint={replaces ? `${t('chapters.paste.hint')} ${t('chapters.paste.replaces')}` : t('chapters.paste.hint')}
          error={problems}
          className="as-typed w-full"
        >
          <Textarea
            ref={field}
            name="list"
            rows={5}
            value={text}
            placeholder={t('chapters.paste.example')}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </Field>
        <Button type="submit">{t('chapters.paste.action')}</Button>
      </form>
    </Section>
  )
}
