import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { renderToString } from 'react-dom/server'
import { I18nextProvider } from 'react-i18next'
import { createStaticHandler, createStaticRouter, StaticRouterProvider } from 'react-router-dom/server.js'
import { catalogue } from '#app/locales/catalogue.ts'
import App, { type RootData } from '#app/root.tsx'
import Lesson from '#app/school/learn/lesson.tsx'
import { accentStyle } from '#lib/accent.ts'

// What a Node server costs that does nothing but draw this page: the app's root component and the lesson's route component, as the
// route files export them, with the props the shipped server gave them, by renderToString on each request. It looks nobody up, reads
// no file, matches no route (the router is made once) and sends no script or data, so it could not hydrate. The document around
// the two is written out here, because Remix's Meta, Links and Scripts draw what only Remix has.

const { path, data } = JSON.parse(readFileSync(process.env.INPUT ?? '', 'utf8')) as {
  path: string
  data: { root: RootData; lesson: object }
}

const { query, dataRoutes } = createStaticHandler([
  {
    id: 'root',
    loader: () => data.root,
    element: <App />,
    children: [{ id: 'lesson', path: 'learn/:course/:lesson', loader: () => data.lesson, element: <Lesson /> }],
  },
])
const context = await query(new Request(`http://reference${path}`))
if (context instanceof Response) throw new Error(`the reference's router answered ${context.status}`)
const router = createStaticRouter(dataRoutes, context)
const { locale, school } = data.root

createServer((_req, res) => {
  const html = renderToString(
    <html lang={locale} style={school ? accentStyle(school.accent) : undefined}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <title>Reference</title>
      </head>
      <body>
        <I18nextProvider i18n={catalogue(locale)}>
          <StaticRouterProvider router={router} context={context} hydrate={false} />
        </I18nextProvider>
      </body>
    </html>,
  )
  res.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
  res.end(`<!doctype html>${html}`)
}).listen(Number(process.env.PORT), '127.0.0.1')
