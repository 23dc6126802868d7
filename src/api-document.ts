import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, getSchemaPath, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { completeDocument } from '#platform/http/complete-document';
import { SOCKETS_PATH } from '#platform/http/connections';
import { describeDocument } from './api-descriptions';
import { aboutSchemas, errorCodes } from './error-codes';

const ABOUT = `The API of a shop for hot deals: its products, its stock, its deals, its orders, and live signals about them.

- **Log in** with \`POST /api/auth/login\` and send \`Authorization: Bearer <accessToken>\`.
- **Lists** have pages: pass \`nextCursor\` as \`cursor\` to get the next one. It is \`null\` on the last page.
- **Errors** are \`application/problem+json\` (RFC 9457). Switch on \`code\`, and on \`errors[].rule\` for fields.
- **Times** are ISO 8601 in UTC. **Money** is a whole number of won.
- **Retries** of orders are safe with the same \`Idempotency-Key\`: they never make a second order.
- **Live signals** come over Socket.IO 4, on the path \`${SOCKETS_PATH}\`. See \`LiveSignals\` below.
- \`x-unicode-pattern\` is a regular expression that needs the flag \`u\`.`;

/**
 * The events of Socket.IO, where a reader of the document finds them: OpenAPI has no other place for what a server sends
 * by itself.
 */
const LIVE_SIGNALS: NonNullable<OpenAPIObject['webhooks']> = {
  LiveSignals: {
    post: {
      operationId: 'LiveSignals.receive',
      tags: ['events'],
      summary: 'What a Socket.IO client receives: the names of the events, and their payloads',
      description:
        `Not an HTTP request: connect a Socket.IO 4 client to \`${SOCKETS_PATH}\`.` +
        ' With `auth: { token: accessToken }` it also receives the events of its user.',
      security: [{}, { accessToken: [] }],
      requestBody: { content: { 'application/json': { schema: { $ref: getSchemaPath('LiveSignals') } } } },
      responses: { '200': { description: 'Socket.IO events are not answered.' } },
    },
  },
};

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
  document.webhooks = LIVE_SIGNALS;
  return describeDocument(completeDocument(document, { errorCodes, aboutSchemas }));
}
