import { renderToString } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { Field, Fieldset } from './field.tsx'
import { Input, PasswordInput, Select, Switch, Textarea } from './input.tsx'

/** The attributes of the first element with this tag. */
function attributes(html: string, tag: string): Record<string, string> {
  const found = html.match(new RegExp(`<${tag}\\b([^>]*)>`))![1]!
  return Object.fromEntries([...found.matchAll(/([\w-]+)="([^"]*)"/g)].map((match) => [match[1]!, match[2]!]))
}

/** The text of what an id list points at, as a screen reader would join it. */
function described(html: string, ids: string): string {
  return ids
    .split(' ')
    .map((id) => html.match(new RegExp(`id="${id}"[^>]*>(.*?)</(?:p|div)>`))![1]!.replace(/<[^>]+>/g, ''))
    .join(' ')
}

describe('a field', () => {
  test('ties its label to its control', () => {
    const html = renderToString(
      <Field id="name" label="Course name">
        <Input name="name" />
      </Field>,
    )
    expect(attributes(html, 'label').for).toBe('name')
    expect(attributes(html, 'input')).toMatchObject({ id: 'name', name: 'name' })
    expect(attributes(html, 'input')).not.toHaveProperty('aria-describedby')
    expect(attributes(html, 'input')).not.toHaveProperty('aria-invalid')
  })

  test('lets its hint and its errors be heard with the control, and marks it invalid', () => {
    const html = renderToString(
      <Field id="mail" label="E-mail" hint="We write seldom." error="This address has no @.">
        <Input type="email" />
      </Field>,
    )
    const input = attributes(html, 'input')
    expect(input['aria-invalid']).toBe('true')
    expect(described(html, input['aria-describedby']!)).toBe('We write seldom. This address has no @.')
  })

  test('shows several errors, and the same one only once', () => {
    const html = renderToString(
      <Field id="about" label="About" error={['Too long.', 'Too long.', 'Not plain text.']}>
        <Textarea />
      </Field>,
    )
    expect(html.match(/Too long\./g)).toHaveLength(1)
    expect(html).toContain('Not plain text.')
    expect(attributes(html, 'textarea')['aria-describedby']).toBe('about-error')
  })

  test.each([
    ['no error', null],
    ['an empty list', []],
    ['an empty text', ''],
  ])('with %s is valid', (_, error) => {
    const html = renderToString(
      <Field id="price" label="Price" error={error}>
        <Input prefix="$" />
      </Field>,
    )
    expect(html).not.toContain('aria-invalid')
    expect(html).not.toContain('price-error')
  })

  test('keeps what already describes the control', () => {
    const html = renderToString(
      <Field id="slug" label="Address" hint="Letters and digits.">
        <Input aria-describedby="preview" />
      </Field>,
    )
    expect(attributes(html, 'input')['aria-describedby']).toBe('slug-hint preview')
  })

  test('passes required through every wrapper to the real control', () => {
    const password = renderToString(
      <Field id="password" label="Password" required error="Too short.">
        <PasswordInput />
      </Field>,
    )
    expect(attributes(password, 'input')).toMatchObject({ id: 'password', type: 'password', required: '', 'aria-invalid': 'true' })
    const select = renderToString(
      <Field id="state" label="State" required>
        <Select />
      </Field>,
    )
    expect(attributes(select, 'select')).toMatchObject({ id: 'state', required: '' })
  })
})

test('a fieldset is described by its hint and its error', () => {
  const html = renderToString(
    <Fieldset id="who" legend="Who may comment" hint="You can change this." error="Choose one.">
      <Switch label="Everyone" name="all" />
    </Fieldset>,
  )
  expect(described(html, attributes(html, 'fieldset')['aria-describedby']!)).toBe('You can change this. Choose one.')
  expect(attributes(html, 'input')).toMatchObject({ type: 'checkbox', role: 'switch', name: 'all' })
})
