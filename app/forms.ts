import { type DefaultValue, getFormProps, type SubmissionResult, useForm } from '@conform-to/react'
import { getZodConstraint, parseWithZod } from '@conform-to/zod/v4'
import { useNavigation } from '@remix-run/react'
import { type FocusEvent, type FormEvent, useState } from 'react'
import type { z } from 'zod'
import { unpackError } from './locales/sentences.ts'
import { useRoot } from './root.tsx'

/**
 * A form over a zod schema: works before script arrives, with it checks what was typed into a field when the field is left, and
 * keeps what was typed. Of a field that is only passed through nothing is said.
 * `errorsOf` turns a field's errors into sentences.
 */
export function useSchemaForm<S extends z.ZodObject>(
  schema: S,
  options: { id: string; lastResult?: SubmissionResult<string[]> | undefined; defaultValue?: DefaultValue<z.infer<S>> },
) {
  const { locale } = useRoot()
  const navigation = useNavigation()
  const [form, fields] = useForm<z.infer<S>, z.infer<S>, string[]>({
    id: options.id,
    lastResult: navigation.state === 'idle' ? options.lastResult : undefined,
    defaultValue: options.defaultValue,
    constraint: getZodConstraint(schema),
    shouldValidate: 'onSubmit',
    shouldRevalidate: 'onInput',
    onValidate: ({ formData }) => parseWithZod(formData, { schema }),
  })
  const [typedIn] = useState(() => new Set<EventTarget>())
  const check = ({ target }: FocusEvent<HTMLFormElement>) => {
    if (typedIn.has(target)) form.validate({ name: target.name })
  }
  const sentences = (errors: readonly string[] | undefined) => errors?.map((error) => unpackError(error, locale))
  return {
    form,
    fields,
    formProps: {
      ...getFormProps(form),
      onInputCapture: ({ target }: FormEvent) => typedIn.add(target),
      onBlurCapture: check,
      // What was sent is answered for all of it, and that answer stays when the focus moves to the field it is about.
      onSubmitCapture: () => typedIn.clear(),
    },
    formErrors: sentences(form.errors),
    errorsOf: (field: { errors?: string[] | undefined }) => sentences(field.errors),
    busy: navigation.state !== 'idle' && navigation.formMethod !== undefined,
  }
}
