import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, getSchemaPath, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { completeDocument } from '#platform/http/complete-document';
import { SOCKETS_PATH } from '#platform/http/connections';
import { describeDocument } from './api-descriptions';
import { aboutSchemas, errorCodes } from './error-codes';

const ABOUT = `Hot deals for a crowd: products, stock sold to the last unit and never past it, live signals.

Lists are cursor-paged (\`limit\`, \`cursor\`), errors are RFC 9457 problems whose \`code\` is stable, times are ISO 8601
in UTC, money is an integer amount of won. What a Socket.IO client receives, on the path of \`x-live-signals\`, is the schema
\`LiveSignals\`: the names of the events and their payloads.`;

/** The OpenAPI document of the whole application. */
export function apiDocument(app: INestApplication): OpenAPIObject {
  const outline = new DocumentBuilder()
    .setTitle('HotDeal')
    .setDescription(ABOUT)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'the shop that serves this document')
    .setOpenAPIVersion('3.1.0')
    .addExtension('x-live-signals', { path: SOCKETS_PATH, events: { $ref: getSchemaPath('LiveSignals') } })
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'accessToken')
    .build();
  const operationIdFactory = (controller: string, method: string): string =>
    `${controller.replace(/Controller$/, '')}.${method}`;
  const document = SwaggerModule.createDocument(app, outline, { operationIdFactory });
  document.info.contact = { name: 'The operator of this shop' };
  return describeDocument(completeDocument(document, { errorCodes, aboutSchemas }));
}
