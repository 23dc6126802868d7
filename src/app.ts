import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { SwaggerModule } from '@nestjs/swagger';
import { Config } from '#platform/config/config';
import { handleUnmatchedRequests, setUpWeb } from '#platform/http/web';
import { WebAdapter } from '#platform/http/web-adapter';
import { JsonLogger } from '#platform/observability/json-logger';
import { apiDocument } from './api-document';
import { serveNotFoundPage } from './pages';

/** The logo and the name of the product instead of those of Swagger. */
const DOCS_LOGO = `.topbar-wrapper .link svg { display: none }
.topbar-wrapper .link { gap: 0.5rem }
.topbar-wrapper .link::before { content: url('/icon.svg'); width: 2rem; height: 2rem }
.topbar-wrapper .link::after { content: 'HotDeal API'; font: 700 1.5rem system-ui, sans-serif; color: #fff }`;

/** The application, complete but not listening yet. */
export async function createApplication(root: DynamicModule): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(root, new WebAdapter(), {
    bodyParser: false,
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(JsonLogger));
  setUpWeb(app);
  if (app.get(Config).docs) {
    SwaggerModule.setup('docs', app, () => apiDocument(app), {
      jsonDocumentUrl: 'docs-json',
      raw: ['json'],
      customSiteTitle: 'HotDeal API',
      customCss: DOCS_LOGO,
    });
  }
  await app.init();
  serveNotFoundPage(app);
  handleUnmatchedRequests(app);
  return app;
}
