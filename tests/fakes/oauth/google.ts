import { type Answered, type Asked, type CodeTrouble, type Grants, json } from './grants.ts'

const WRONG: Readonly<Record<CodeTrouble, Answered>> = {
  client: json(401, { error: 'invalid_client', error_description: 'The provided client secret is invalid.' }),
  code: json(400, { error: 'invalid_grant', error_description: 'Bad Request' }),
  redirect_uri: json(400, { error: 'redirect_uri_mismatch', error_description: 'Bad Request' }),
}

/** https://developers.google.com/identity/protocols/oauth2/web-server and its OpenID userinfo. */
export const google =
  (grants: Grants) =>
  (asked: Asked): Answered | undefined => {
    switch (asked.path) {
      case '/o/oauth2/v2/auth':
        return grants.authorize(asked, ['openid', 'email', 'profile'])
      case '/token': {
        const trouble = grants.trouble('token')
        if (trouble) return trouble
        const given = grants.exchange(asked)
        if ('wrong' in given) return WRONG[given.wrong]
        return json(200, {
          access_token: given.token,
          expires_in: 3599,
          scope: 'openid email profile',
          token_type: 'Bearer',
          id_token: 'e30.e30.e30',
        })
      }
      case '/v1/userinfo': {
        const account = grants.holder(asked.authorization)
        if (!account) return json(401, { error: 'invalid_request', error_description: 'Invalid Credentials' })
        const { id, name, email, verified } = account
        return (
          grants.trouble('profile') ??
          json(200, { sub: id, name, given_name: name, picture: 'https://x.test/p', email, email_verified: verified })
        )
      }
      default:
        return undefined
    }
  }
