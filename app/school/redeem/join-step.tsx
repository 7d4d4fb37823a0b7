import type { SubmissionResult } from '@conform-to/react'
import { Form } from '@remix-run/react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSchemaForm } from '#app/forms.ts'
import { Button } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { Input, PasswordInput } from '#app/ui/input.tsx'
import { Notice } from '#app/ui/notice.tsx'
import { urls } from '#app/urls.ts'
import { CodeField } from './code-field.tsx'
import { HasCourse } from './has-course.tsx'
import { OfferCard } from './offer-card.tsx'
import type { Offer } from './redeem.tsx'
import { JoinForm } from './redeem-forms.ts'

interface JoinStepProps {
  /** Nothing when the code stopped working in between; it is then shown to be mended. */
  readonly offer: Offer | null
  readonly lastResult: SubmissionResult<string[]> | undefined
  readonly goTo: string | null
}

/**
 * Who a visitor is: new, or with an account. One form with two faces, chosen by radio buttons and CSS alone, so it
 * works before script arrives and keeps what was typed.
 */
export function JoinStep({ offer, lastResult, goTo }: JoinStepProps) {
  const { t } = useTranslation()
  const { fields, formProps, formErrors, errorsOf, busy } = useSchemaForm(JoinForm, {
    id: 'join',
    lastResult,
    defaultValue: { code: offer?.code ?? '', way: 'new' },
  })
  const [way, setWay] = useState(fields.way.initialValue === 'account' ? 'account' : 'new')
  const codeErrors = errorsOf(fields.code)
  const isTaken = lastResult?.error?.[fields.email.name]?.some((error) => error.startsWith('failures.')) ?? false
  const ways = [
    { value: 'new', label: t('redeem.isNew') },
    { value: 'account', label: t('redeem.hasAccount') },
  ]
  return (
    <Form method="post" action={urls.school.redeem(offer?.code)} {...formProps} className="group/join flex flex-col gap-6">
      <input type="hidden" name="step" value="join" />
      {offer ? <OfferCard offer={offer} /> : null}
      {offer && !codeErrors ? (
        <input type="hidden" name={fields.code.name} value={offer.code} />
      ) : (
        <CodeField
          id={fields.code.id}
          name={fields.code.name}
          defaultValue={fields.code.initialValue}
          errors={goTo ? undefined : codeErrors}
        />
      )}
      {goTo && codeErrors ? <HasCourse sentences={codeErrors} goTo={goTo} /> : null}
      {formErrors ? (
        <Notice tone="danger" live>
          {formErrors.join(' ')}
        </Notice>
      ) : null}
      <fieldset>
        <legend className="sr-only">{t('redeem.way')}</legend>
        <div className="grid grid-cols-2 gap-1 rounded-md bg-sunk p-1">
          {ways.map(({ value, label }) => (
            <label
              key={value}
              htmlFor={`way-${value}`}
              className="grid min-h-10 place-items-center rounded-sm px-2 text-center text-sm font-medium text-soft has-checked:bg-raised has-checked:text-ink has-checked:shadow-float has-focus-visible:outline-2 has-focus-visible:outline-accent touch:min-h-11"
            >
              <input
                type="radio"
                id={`way-${value}`}
                name={fields.way.name}
                value={value}
                aria-label={label}
                defaultChecked={way === value}
                onChange={() => setWay(value)}
                className="sr-only"
              />
              <span aria-hidden="true">{label}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <Field id={fields.name.id} label={t('redeem.name')} error={errorsOf(fields.name)} className={FOR_NEW}>
        <Input name={fields.name.name} defaultValue={fields.name.initialValue} autoComplete="name" />
      </Field>
      <div className="flex flex-col items-start gap-3 *:first:w-full">
        <Field id={fields.email.id} label={t('redeem.email')} error={errorsOf(fields.email)} required>
          <Input name={fields.email.name} defaultValue={fields.email.initialValue} type="email" autoComplete="email" inputMode="email" />
        </Field>
        {isTaken ? (
          <label htmlFor="way-account" className={`button button-secondary ${FOR_NEW}`}>
            {t('redeem.switchToAccount')}
          </label>
        ) : null}
      </div>
      <div>
        <Field id={fields.password.id} label={t('redeem.password')} error={errorsOf(fields.password)} required>
          <PasswordInput name={fields.password.name} autoComplete={way === 'account' ? 'current-password' : 'new-password'} />
        </Field>
        <p className={`mt-1.5 text-sm text-muted ${FOR_NEW}`}>{t('redeem.passwordHint')}</p>
      </div>
      <Button type="submit" variant={goTo ? 'secondary' : 'primary'} size="lg" busy={busy}>
        {t('redeem.join')}
      </Button>
    </Form>
  )
}

const FOR_NEW = 'group-has-[#way-account:checked]/join:hidden'
