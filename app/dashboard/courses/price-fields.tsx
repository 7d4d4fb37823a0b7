import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '#app/ui/field.tsx'
import { Input, Select } from '#app/ui/input.tsx'
import { CURRENCIES, currencySign } from '#lib/money.ts'

type FieldOf = { id: string; name: string; initialValue?: string | undefined }
type PriceFieldsProps = { price: FieldOf; currency: FieldOf; errors: readonly string[] | undefined }

/** An amount as one types it, and its currency. */
export function PriceFields({ price, currency, errors }: PriceFieldsProps) {
  const { t } = useTranslation()
  const [code, setCode] = useState(currency.initialValue ?? CURRENCIES[0])
  return (
    <div className="grid max-w-md grid-cols-[minmax(0,1fr)_7rem] items-start gap-3">
      <Field id={price.id} label={t('courses.details.priceLabel')} hint={t('courses.details.priceHint')} error={errors}>
        <Input
          name={price.name}
          defaultValue={price.initialValue}
          prefix={currencySign(code)}
          inputMode="decimal"
          autoComplete="off"
          className="tabular-nums"
        />
      </Field>
      <Field id={currency.id} label={t('courses.details.currency')}>
        <Select
          name={currency.name}
          defaultValue={currency.initialValue ?? CURRENCIES[0]}
          onChange={(event) => setCode(event.currentTarget.value)}
        >
          {CURRENCIES.map((code) => (
            <option key={code} value={code}>
              {code}
            </option>
          ))}
        </Select>
      </Field>
    </div>
  )
}
