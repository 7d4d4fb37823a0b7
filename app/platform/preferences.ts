import { type ActionFunctionArgs, data, redirect } from '@remix-run/node'
import type { ClientActionFunctionArgs } from '@remix-run/react'
import { z } from 'zod'
import { orProblem } from '#app/dashboard/unreachable.ts'
import { readForm } from '#app/forms.server.ts'
import { themeCookie } from '#app/preferences.server.ts'
import { requirePerson } from '#app/sessions.server.ts'
import { THEMES } from '#app/theme.ts'
import { urls } from '#app/urls.ts'
import { setShortcuts } from '#tenants/registry/person-settings.ts'

const Preferences = z.union([z.object({ theme: z.enum(THEMES) }), z.object({ shortcuts: z.enum(['on', 'off']) })])

export interface PreferencesAnswer {
  readonly problem: string | null
}

export const loader = () => redirect(urls.platform.schools())

/** How the person who is signed in likes the dashboard: its theme on this browser, its keys wherever they work. */
export async function action({ context, request }: ActionFunctionArgs) {
  const person = requirePerson(context, request)
  const asked = await readForm(request, Preferences)
  if ('theme' in asked) return data<PreferencesAnswer>({ problem: null }, { headers: { 'Set-Cookie': themeCookie(context, asked.theme) } })
  await setShortcuts(context.lectern.schools.registry, person.id, asked.shortcuts === 'on')
  return { problem: null } satisfies PreferencesAnswer
}

export const clientAction = ({ serverAction }: ClientActionFunctionArgs) =>
  orProblem<PreferencesAnswer>(serverAction, (problem) => ({ problem }))
