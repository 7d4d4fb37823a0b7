import type { AppLoadContext } from '@remix-run/node'
import { cookieName, readCookie, setCookie } from './server/cookies.ts'
import { type Theme, themeOf } from './theme.ts'

const nameFor = (context: AppLoadContext): [name: string, secure: boolean] => {
  const secure = context.lectern.schools.env.scheme === 'https'
  return [cookieName('theme', secure), secure]
}

/** In a cookie of this browser, so that the first byte of a page already has it. */
export const themeChosen = (context: AppLoadContext, request: Request): Theme =>
  themeOf(readCookie(request.headers.get('Cookie'), nameFor(context)[0]))

export function themeCookie(context: AppLoadContext, theme: Theme): string {
  const [name, secure] = nameFor(context)
  return setCookie(name, theme, secure)
}
