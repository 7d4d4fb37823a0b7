import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useSchemaForm } from '#app/forms.ts'
import { Field } from '#app/ui/field.tsx'
import { Input, Textarea } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { Section } from '#app/ui/page.tsx'
import { SaveLine, useSaving } from '../saving.tsx'
import { AboutForm, PriceForm } from './course-schemas.ts'
import type { DetailsAnswer } from './details.tsx'
import { PriceFields } from './price-fields.tsx'

type DetailsFormProps = {
  course: { title: string; outcome: string; description: string; price: string; currency: string }
  /** The answer to a form that was sent without script. */
  plainly: DetailsAnswer | undefined
  /** Whether something stands in it that is not saved. */
  onUnsaved: (intent: DetailsAnswer['intent'], isUnsaved: boolean) => void
}

export function AboutCourseForm({ course, plainly, onUnsaved }: DetailsFormProps) {
  const { t } = useTranslation()
  const saving = useDetailsSaving('about', plainly, onUnsaved)
  const { fields, formProps, formErrors, errorsOf } = useSchemaForm(AboutForm, {
    id: 'about',
    lastResult: saving.result,
    defaultValue: course,
  })
  return (
    <Section title={t('courses.details.about')}>
      <saving.Form method="post" {...formProps} {...saving.form} className="flex flex-col gap-6">
        <input type="hidden" name="intent" value="about" />
        {formErrors ? (
          <Notice tone="danger" live>
            {formErrors.join(' ')}
          </Notice>
        ) : null}
        <Field
          id={fields.title.id}
          label={t('courses.details.name')}
          hint={t('courses.details.nameHint')}
          error={errorsOf(fields.title)}
          required
        >
          <Input name={fields.title.name} defaultValue={fields.title.initialValue} maxLength={200} autoComplete="off" />
        </Field>
        <Field
          id={fields.outcome.id}
          label={t('courses.details.outcome')}
          hint={t('courses.details.outcomeHint')}
          error={errorsOf(fields.outcome)}
          optional
        >
          <Textarea name={fields.outcome.name} defaultValue={fields.outcome.initialValue} rows={2} />
        </Field>
        <Field
          id={fields.description.id}
          label={t('courses.details.description')}
          hint={t('courses.details.descriptionHint')}
          error={errorsOf(fields.description)}
          optional
        >
          <Textarea name={fields.description.name} defaultValue={fields.description.initialValue} rows={8} className="min-h-48!" />
        </Field>
        <SaveLine saving={saving} label={t('courses.save')} />
      </saving.Form>
    </Section>
  )
}

export function CoursePriceForm({ course, plainly, onUnsaved }: DetailsFormProps) {
  const { t } = useTranslation()
  const saving = useDetailsSaving('price', plainly, onUnsaved)
  const { fields, formProps, errorsOf } = useSchemaForm(PriceForm, {
    id: 'price',
    lastResult: saving.result,
    defaultValue: { price: course.price, currency: course.currency },
  })
  return (
    <Section title={t('courses.details.price')} text={t('courses.details.live')}>
      <saving.Form method="post" {...formProps} {...saving.form} className="flex flex-col gap-6">
        <input type="hidden" name="intent" value="price" />
        <PriceFields price={fields.price} currency={fields.currency} errors={errorsOf(fields.price)} />
        <SaveLine saving={saving} label={t('courses.save')} />
      </saving.Form>
    </Section>
  )
}

/** Each form hears its own answers alone. */
function useDetailsSaving(intent: DetailsAnswer['intent'], plainly: DetailsAnswer | undefined, onUnsaved: DetailsFormProps['onUnsaved']) {
  return useSaving(
    plainly?.intent === intent ? plainly : undefined,
    useCallback((isUnsaved: boolean) => onUnsaved(intent, isUnsaved), [onUnsaved, intent]),
  )
}
