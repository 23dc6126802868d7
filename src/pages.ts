import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { DynamicModule } from '@nestjs/common';
import { ServeStaticModule } from '@nestjs/serve-static';
import { setPageHeaders, setAssetHeaders } from '#platform/http/page-headers';

const BUILT = join(__dirname, '..', 'web', 'dist');

/**
 * Serves the storefront at `/` and the console at `/admin`. Where they were not built, both are unknown routes.
 * They come after all other routes: no request to the API looks for a file first.
 */
export function pages(): DynamicModule {
  return ServeStaticModule.forRoot({
    rootPath: BUILT,
    // Everything behind `#` is the page's own: no address but these two is a page.
    renderPath: '/',
    serveStaticOptions: {
      extensions: ['html'],
      redirect: false,
      setHeaders: (response: ServerResponse, path: string) =>
        path.endsWith('.html') ? setPageHeaders(response) : setAssetHeaders(response, path),
    },
  });
}
