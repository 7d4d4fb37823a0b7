import { vitePlugin as remix } from '@remix-run/dev'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig, type Plugin } from 'vite'

declare module '@remix-run/server-runtime' {
  interface Future {
    v3_singleFetch: true
  }
}

/**
 * One server bundle holds our HTTP server and Remix's build, so that both see the same modules (docs/decisions/0003).
 * Remix's plugin sets the entry itself, so this one comes after it.
 */
const ownServerEntry: Plugin = {
  name: 'lectern-server-entry',
  enforce: 'post',
  config: (_config, { isSsrBuild }) => (isSsrBuild ? { build: { rollupOptions: { input: './app/server/main.ts' } } } : undefined),
}

export default defineConfig(({ command }) => ({
  plugins: [
    tailwindcss(),
    remix({
      future: {
        v3_fetcherPersist: true,
        v3_relativeSplatPath: true,
        v3_throwAbortReason: true,
        v3_lazyRouteDiscovery: true,
        v3_singleFetch: true,
        v3_routeConfig: true,
      },
    }),
    ownServerEntry,
  ],
  // Schools answer on any host name, so the dev server cannot list them; our own server has checked the host by then.
  server: { allowedHosts: true },
  build: { target: 'es2022' },
  // Dozens of small files, which Node would open all at once when the server starts. In development Vite could not run them: they are CommonJS.
  ssr: { noExternal: command === 'build' ? ['lowlight', 'highlight.js'] : [] },
  // Server packages that Remix's scan of the routes meets before it drops the loaders.
  optimizeDeps: {
    // All at once: what is met later makes every page that is open load again, in two copies of React in between.
    entries: ['app/**/*.tsx', '!app/**/*.test.tsx'],
    exclude: ['@node-rs/argon2', 'better-sqlite3', 'sharp'],
  },
  cacheDir: '.cache/vite',
}))
