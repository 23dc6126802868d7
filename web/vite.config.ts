import { fileURLToPath } from 'node:url';
import { defaultClientConditions, defineConfig } from 'vite';

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The pages, which share the client and the words; `npm run dev -w web` uses a shop that runs on port 8080. */
export default defineConfig({
  root: file('.'),
  // The client as its source says, not as it was published last.
  resolve: { conditions: ['@hotdeal/source', ...defaultClientConditions] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    // The content security policy of the pages knows no data: scripts or styles.
    assetsInlineLimit: 0,
    rolldownOptions: { input: ['index.html', 'admin/index.html', 'not-found.html'].map(file) },
  },
  server: {
    proxy: {
      '/api': 'http://localhost:8080',
      '/socket.io': { target: 'http://localhost:8080', ws: true },
    },
  },
});
