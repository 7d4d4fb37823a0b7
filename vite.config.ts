import { vitePlugin as remix } from '@remix-run/dev'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig } from 'vite'

declare module '@remix-run/node' {
  interface Future {
    v3_singleFetch: true
  }
}

export default defineConfig(({ isSsrBuild }) => ({
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
  ],
  // Schools answer on any host name, so the dev server cannot list them; our own server checks the host first.
  server: { allowedHosts: true, fs: { allow: ['.'] } },
  build: {
    target: 'es2022',
    // One server bundle holds our HTTP server and Remix's build, so that both see the same modules (docs/decisions/0003).
    rollupOptions: isSsrBuild ? { input: './app/server/main.ts' } : {},
  },
}))
