/** A page that leads to the dashboard, for browsers follow no form from a school's host there (`form-action`). */
export const leadOn = (to: string, words: string, cookie: string): Response =>
  new Response(`<!doctype html><html lang="en"><title>${words}</title><a href="${to}">${words}</a></html>`, {
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store', Refresh: `0; url=${to}`, 'Set-Cookie': cookie },
  })
