import type { SubmissionResult } from '@conform-to/react'
import { Form } from '@remix-run/react'
import { useTranslation } from 'react-i18next'
import { useSchemaForm } from '#app/forms.ts'
import { unpackError } from '#app/locales/sentences.ts'
import { Button } from '#app/ui/button.tsx'
import { urls } from '#app/urls.ts'
import { CodeField } from './code-field.tsx'
import { HasCourse } from './has-course.tsx'
import { OfferCard } from './offer-card.tsx'
import type { Offer } from './redeem.tsx'
import { CodeForm } from './redeem-forms.ts'

interface CodeStepProps {
  /** From the link that led here. */
  readonly code: string
  /** For a student who is signed in and came by a link: one press is left. */
  readonly offer: Offer | null
  readonly signedIn: boolean
  readonly lastResult: SubmissionResult<string[]> | undefined
  readonly linkError: string | null
  readonly goTo: string | null
}

/** The code itself; who is signed in is in the course with it. */
export function CodeStep({ code, offer, signedIn, lastResult, linkError, goTo }: CodeStepProps) {
  const { t, i18n } = useTranslation()
  const { fields, formProps, errorsOf, busy } = useSchemaForm(CodeForm, { id: 'redeem', lastResult, defaultValue: { code } })
  const errors = errorsOf(fields.code) ?? (linkError && !fields.code.dirty ? [unpackError(linkError, i18n.language)] : undefined)
  return (
    // Its own address without the link's code, so that an answer is not followed by another look-up.
    <Form method="post" action={urls.school.redeem()} {...formProps} className="flex flex-col gap-6">
      {offer ? (
        <>
          <OfferCard offer={offer} />
          <input type="hidden" name={fields.code.name} value={offer.code} />
        </>
      ) : (
        <>
          {goTo && errors ? <HasCourse sentences={errors} goTo={goTo} /> : null}
          <CodeField
            id={fields.code.id}
            name={fields.code.name}
            defaultValue={fields.code.initialValue}
            errors={goTo ? undefined : errors}
            autoFocus={!goTo}
          />
        </>
      )}
      <Button type="submit" variant={goTo ? 'secondary' : 'primary'} size="lg" busy={busy}>
        {goTo ? t('redeem.openAnother') : signedIn ? t('redeem.redeem') : t('redeem.check')}
      </Button>
    </Form>
  )
}
