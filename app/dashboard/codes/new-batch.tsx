import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { useSchemaForm } from '#app/forms.ts'
import { tooLong } from '#app/locales/sentences.ts'
import { Button } from '#app/ui/button.tsx'
import { Field, Fieldset } from '#app/ui/field.tsx'
import { Input, Radio } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'

const DAYS = z.number('forms.days').int('forms.days').min(1, 'forms.days').max(3_650, 'forms.days')

export const NewBatch = z
  .object({
    label: z.string('forms.required').trim().min(1, 'forms.required').max(80, tooLong(80)),
    count: z.number('forms.count').int('forms.count').min(1, 'forms.count').max(5_000, 'forms.count'),
    expiry: z.enum(['days', 'never'], 'forms.required'),
    days: DAYS.optional(),
  })
  .refine(({ expiry, days }) => expiry === 'never' || days !== undefined, { path: ['days'], error: 'forms.days' })

type Sent = Parameters<typeof useSchemaForm>[1]['lastResult']

/** Asks what a batch is for, how many codes it has and how long they work. */
export function NewBatchForm({ lastResult, title }: { lastResult: Sent; title: string }) {
  const { t } = useTranslation()
  const { fields, formProps, formErrors, errorsOf, busy } = useSchemaForm(NewBatch, {
    id: 'new-batch',
    lastResult,
    defaultValue: { count: 25, expiry: 'days', days: 30 },
  })
  return (
    <Form method="post" {...formProps} className="flex max-w-xl flex-col gap-6">
      <h2>{title}</h2>
      {formErrors ? (
        <Notice tone="danger" live>
          {formErrors.join(' ')}
        </Notice>
      ) : null}
      <Field id={fields.label.id} label={t('codes.form.label')} hint={t('codes.form.labelHint')} error={errorsOf(fields.label)} required>
        <Input name={fields.label.name} defaultValue={fields.label.initialValue} autoComplete="off" />
      </Field>
      <Field
        id={fields.count.id}
        label={t('codes.form.count')}
        hint={t('codes.form.countHint')}
        error={errorsOf(fields.count)}
        required
        className="max-w-44"
      >
        <Input name={fields.count.name} defaultValue={fields.count.initialValue} type="number" min={1} max={5000} inputMode="numeric" />
      </Field>
      <Fieldset id={fields.expiry.id} legend={t('codes.form.expiry')} error={errorsOf(fields.expiry)}>
        <Radio
          name={fields.expiry.name}
          value="days"
          label={t('codes.form.inDays')}
          defaultChecked={fields.expiry.initialValue !== 'never'}
        />
        <Field
          id={fields.days.id}
          label={t('codes.form.days')}
          hint={t('codes.form.daysHint')}
          error={errorsOf(fields.days)}
          className="ms-[30px] max-w-44"
        >
          <Input name={fields.days.name} defaultValue={fields.days.initialValue} type="number" min={1} max={3650} inputMode="numeric" />
        </Field>
        <Radio
          name={fields.expiry.name}
          value="never"
          label={t('codes.form.never')}
          defaultChecked={fields.expiry.initialValue === 'never'}
        />
      </Fieldset>
      <Button type="submit" variant="primary" busy={busy} className="self-start">
        {t('codes.form.submit')}
      </Button>
    </Form>
  )
}
