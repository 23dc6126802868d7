import { existsSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { DynamicModule } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ServeStaticModule } from '@nestjs/serve-static';
import type { NextFunction, Request, Response } from 'express';
import { setPageHeaders, setAssetHeaders } from '#platform/http/page-headers';

const BUILT = join(__dirname, '..', 'web', 'dist');
const NOT_FOUND = join(BUILT, 'not-found.html');

/** Below these addresses the answers are for programs. */
const NO_PAGES = /^\/(api|health|docs|docs-json|assets|socket\.io)(\/|$)/;

/**
 * Serves the storefront at `/`, and at the address to which a payment provider sends buyers back; and the console at
 * `/admin`, also as `/admin/` and with `index.html`. Where they were not built, all are unknown routes. They come after
 * all other routes: no request to the API looks for a file first.
 */
export function pages(): DynamicModule {
  const serveStaticOptions = { redirect: false, setHeaders };
  return ServeStaticModule.forRoot(
    { rootPath: BUILT, renderPath: '/orders/:orderId/payment', serveStaticOptions },
    { rootPath: join(BUILT, 'admin'), renderPath: '/admin', serveStaticOptions },
  );
}

function setHeaders(response: ServerResponse, path: string): void {
  if (path.endsWith('.html')) setPageHeaders(response);
  else setAssetHeaders(response, path);
}

/** Answers a browser that has followed a wrong link with a page; all other clients get a problem document. */
export function serveNotFoundPage(app: NestExpressApplication): void {
  if (!existsSync(NOT_FOUND)) return;
  const page = readFileSync(NOT_FOUND, 'utf8');
  const routes = app.getHttpAdapter().getInstance();
  routes.use((request: Request, response: Response, next: NextFunction) => {
    if (!wantsPage(request)) return next();
    setPageHeaders(response);
    response.status(404).vary('Accept').type('html').send(page);
  });
}

/** A browser names HTML. A program that accepts anything is answered like any other client. */
function wantsPage({ method, path, headers }: Request): boolean {
  const isRead = method === 'GET' || method === 'HEAD';
  return isRead && !NO_PAGES.test(path) && headers.accept?.includes('text/html') === true;
}
