import { type Answered, type Asked, type CodeTrouble, type Grants, json } from './grants.ts'

/** It says what is wrong with 200. */
const WRONG: Readonly<Record<CodeTrouble, Answered>> = {
  client: json(200, {
    error: 'incorrect_client_credentials',
    error_description: 'The client_id and/or client_secret passed are incorrect.',
  }),
  code: json(200, { error: 'bad_verification_code', error_description: 'The code passed is incorrect or expired.' }),
  redirect_uri: json(200, {
    error: 'redirect_uri_mismatch',
    error_description: 'The redirect_uri MUST match the registered callback URL.',
  }),
}

/** https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps, and `GET /user`, `GET /user/emails`. */
export const github =
  (grants: Grants) =>
  (asked: Asked): Answered | undefined => {
    switch (asked.path) {
      case '/login/oauth/authorize':
        return grants.authorize(asked, ['user:email'])
      case '/login/oauth/access_token': {
        const trouble = grants.trouble('token')
        if (trouble) return trouble
        const given = grants.exchange(asked)
        return 'wrong' in given
          ? WRONG[given.wrong]
          : json(200, { access_token: given.token, scope: 'read:user,user:email', token_type: 'bearer' })
      }
      case '/api/user':
      case '/api/user/emails': {
        const account = grants.holder(asked.authorization)
        if (!account) return json(401, { message: 'Bad credentials' })
        const { id, name, email, verified } = account
        const other = { email: `also-${email}`, primary: false, verified: true, visibility: null }
        if (asked.path === '/api/user/emails') return json(200, [other, { email, primary: true, verified, visibility: 'private' }])
        return (
          grants.trouble('profile') ??
          json(200, { id: Number(id), login: name.toLowerCase().replaceAll(' ', '-'), name: name || null, email: null })
        )
      }
      default:
        return undefined
    }
  }
