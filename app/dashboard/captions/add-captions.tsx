import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { Button } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { Input, Select } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { Section } from '#app/ui/page.tsx'
import type { CaptionsProblem } from './captions-change.server.ts'

interface AddCaptionsProps {
  readonly languages: readonly { readonly tag: string; readonly name: string }[]
  readonly problem: CaptionsProblem | undefined
  /** The form that is on its way. */
  readonly sending: string | undefined
}

/** The ways to captions: a file, or one's own hand. */
export function AddCaptions({ languages, problem, sending }: AddCaptionsProps) {
  const { t } = useTranslation()
  const wrong = (intent: string) => (problem?.intent === intent ? problem : undefined)
  return (
    <div className="mt-12 grid gap-x-14 gap-y-10 lg:grid-cols-2">
      <Section title={t('captions.upload.title')}>
        <Form method="post" encType="multipart/form-data" className="flex max-w-md flex-col gap-5">
          <input type="hidden" name="intent" value="upload" />
          <Field id="captions-file" label={t('captions.upload.file')} hint={t('captions.upload.hint')} required>
            <Input type="file" name="file" accept=".vtt,.srt,text/vtt,application/x-subrip" />
          </Field>
          <LanguageField
            id="upload-language"
            label={t('captions.upload.language')}
            languages={languages}
            chosen={wrong('upload')?.language}
          />
          <Problem problem={wrong('upload')} />
          <div>
            <Button type="submit" busy={sending === 'upload'}>
              {t('captions.upload.action')}
            </Button>
          </div>
        </Form>
      </Section>
      <Section title={t('captions.write.title')} text={t('captions.write.text')} className="lg:mt-0!">
        <Form method="post" className="flex max-w-md flex-col gap-5">
          <input type="hidden" name="intent" value="write" />
          <LanguageField
            id="write-language"
            label={t('captions.upload.language')}
            languages={languages}
            chosen={wrong('write')?.language}
          />
          <Problem problem={wrong('write')} />
          <div>
            <Button type="submit" busy={sending === 'write'}>
              {t('captions.write.action')}
            </Button>
          </div>
        </Form>
      </Section>
    </div>
  )
}

type LanguageFieldProps = Pick<AddCaptionsProps, 'languages'> & { id: string; label: string; chosen: string | undefined; nothing?: string }

export function LanguageField({ id, label, languages, chosen, nothing }: LanguageFieldProps) {
  const { t } = useTranslation()
  return (
    <Field id={id} label={label}>
      <Select name="language" defaultValue={chosen ?? ''}>
        <option value="">{nothing ?? t('captions.upload.choose')}</option>
        {languages.map(({ tag, name }) => (
          <option key={tag} value={tag}>
            {name}
          </option>
        ))}
      </Select>
    </Field>
  )
}

export function Problem({ problem }: { problem: CaptionsProblem | undefined }) {
  const { t } = useTranslation()
  if (!problem) return null
  return (
    <Notice tone="danger" live title={problem.message}>
      {problem.lines.length ? (
        <ul aria-label={t('captions.upload.lines')} className="as-typed mt-1 flex flex-col gap-1">
          {problem.lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      ) : null}
    </Notice>
  )
}
