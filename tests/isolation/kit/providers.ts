/** Both providers of sign-in are set up, so that their routes are there to be asked; nobody answers for them. */
export const PROVIDERS_SET = {
  ...{ GOOGLE_CLIENT_ID: 'of-a-test', GOOGLE_CLIENT_SECRET: 'of-a-test', GITHUB_CLIENT_ID: 'of-a-test', GITHUB_CLIENT_SECRET: 'of-a-test' },
  OAUTH_STAND_IN_URL: 'http://127.0.0.1:9',
}
