import type { AddressInfo } from 'node:net';
import type { Writable } from 'node:stream';
import { Body, Controller, Delete, Get, Module, Param, Post, Put, Res } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { CurrentUser } from '#platform/http/parameters/caller';
import { DomainError, type RefusalKind, Unavailable } from '#platform/domain-error';
import { ApiAnswers } from '#platform/http/api-answers';
import { CheckedBy, IsId, IsIds, IsListOf, IsWhole } from '#platform/http/body/fields';
import { MaxBody } from '#platform/http/body/body-limit';
import { IdempotencyKey, type RequestKey } from '#platform/http/idempotency/request-key';
import { decodeCursor, encodeCursor } from '#platform/http/parameters/cursor';
import { IdParam, OptionalQueryId } from '#platform/http/parameters/ids';
import { Page, type Paged, type PageRequest, toPage } from '#platform/http/parameters/page';
import { PreferWait, type WaitPreference } from '#platform/http/parameters/prefer-wait';
import { QueryChoice, QueryFlag, QueryInt, QueryText } from '#platform/http/parameters/query';
import { PlatformModule } from '#platform/platform.module';
import { AdminOnly, Public } from '#platform/security/access';
import { AccessTokens } from '#platform/security/access-tokens';
import { type Principal, unauthenticated } from '#platform/security/principal';
import { SessionCheck } from '#platform/security/session-check';
import { createApplication } from '../../src/app';
import { schema } from '../../src/schema';
import { configFor, createScheme, dropScheme } from './scheme';

class LineDto {
  @IsId()
  productId!: number;

  @IsWhole({ min: 1, max: 1000 })
  quantity!: number;
}

class BasketDto {
  @CheckedBy('isBasketName', (value) =>
    typeof value === 'string' && value.length >= 1 && value.length <= 10
      ? undefined
      : { rule: 'TOO_LONG', message: 'must have 1 to 10 characters' },
  )
  name!: string;

  @IsListOf(() => LineDto, { least: 1, most: 3 })
  lines!: LineDto[];
}

class IdsDto {
  @IsIds({ most: 5 })
  productIds!: number[];
}

class BasketView {
  basketId!: number;
}

/** What a route received, as its answer. */
type Echo = Readonly<Record<string, unknown>>;

@Controller('trial')
export class SampleController {
  static waiting: Promise<unknown> = Promise.resolve();

  @Public()
  @Get('open')
  open(): Echo {
    return { open: true };
  }

  @Get('me')
  me(@CurrentUser() user: Principal): Echo {
    return { ...user };
  }

  @Get('mine')
  @AdminOnly()
  mine(): Echo {
    return { mine: true };
  }

  @Public()
  @Get('refused/:kind')
  refused(@Param('kind') kind: RefusalKind): never {
    throw new DomainError(kind, 'PRODUCT_NOT_FOUND', 'There is no product 7.', {
      retryAfter: 3,
      about: { productIds: [7] },
    });
  }

  @Public()
  @Get('broken')
  broken(): never {
    throw new Error('SELECT password FROM accounts');
  }

  @Public()
  @Get('halfway')
  halfway(@Res() response: Writable): never {
    response.write('[1, 2,');
    throw new Error('the rest failed');
  }

  @Public()
  @Get('away')
  away(): never {
    throw new Unavailable('The database', new Error('connect ECONNREFUSED 10.0.0.7'));
  }

  @Public()
  @Get('things/:thingId')
  thing(@IdParam('thingId') thingId: number): Echo {
    return { thingId };
  }

  @Public()
  @Get('search')
  search(
    @QueryInt('quantity', { min: 0, max: 100 }) quantity: number,
    @OptionalQueryId('productId') productId: number | undefined,
    @QueryChoice('status', ['open', 'closed']) status: string | undefined,
    @QueryFlag('unread') unread: boolean | undefined,
    @QueryText('q', { most: 5 }) q: string | undefined,
  ): Echo {
    return { quantity, productId, status, unread, q };
  }

  @Public()
  @Get('numbers')
  numbers(@Page() { limit, cursor }: PageRequest): Paged<number> {
    const [after] = decodeCursor(cursor, ['number']) ?? [0];
    const rows = Array.from({ length: 45 }, (_, index) => index + 1).filter((n) => n > after);
    return toPage(
      rows.slice(0, limit + 1),
      limit,
      (n) => encodeCursor([n]),
      (n) => n,
    );
  }

  @Post('baskets')
  @MaxBody(1_024)
  @ApiAnswers(201, BasketView, { location: '/api/trial/baskets/{basketId}' })
  basket(@Body() basket: BasketDto): Echo {
    return { basketId: 7, ...basket };
  }

  @Post('ids')
  ids(@Body() { productIds }: IdsDto): Echo {
    return { productIds };
  }

  @Post('wait')
  @ApiAnswers(202, BasketView, { also: 201 })
  async wait(@PreferWait() wait: WaitPreference): Promise<Echo> {
    await SampleController.waiting;
    if (wait.seconds !== undefined) wait.honoured();
    return { seconds: wait.seconds };
  }

  @Put('keyed')
  keyed(@IdempotencyKey() { userId, key }: RequestKey): Echo {
    return { userId, key };
  }

  @Delete('gone')
  @ApiAnswers(204)
  gone(): void {
    return undefined;
  }
}

/** Logins that are live until a test revokes them. */
class SampleSessions extends SessionCheck {
  readonly revoked = new Set<string>();

  override async assertLive({ sessionId }: Principal): Promise<void> {
    if (this.revoked.has(sessionId)) throw unauthenticated();
    await Promise.resolve();
  }
}

@Module({})
class SampleModule {}

/** The HTTP platform with sample routes instead of modules. */
export interface SampleApplication {
  readonly app: NestExpressApplication;
  readonly address: string;
  readonly port: number;
  readonly sessions: SampleSessions;
  token(role?: Principal['role'], sessionId?: string): string;
  call(path: string, init?: RequestInit & { readonly as?: string }): Promise<Response>;
  close(): Promise<void>;
}

export async function openSampleApplication(variables: Record<string, string> = {}): Promise<SampleApplication> {
  const scheme = await createScheme();
  const sessions = new SampleSessions();
  const app = await createApplication({
    module: SampleModule,
    imports: [PlatformModule.forRoot(configFor(scheme, variables), schema)],
    controllers: [SampleController],
    providers: [{ provide: SessionCheck, useValue: sessions }],
  });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const tokens = app.get(AccessTokens);
  return {
    app,
    port,
    address: `http://127.0.0.1:${port}`,
    sessions,
    token: (role = 'USER', sessionId = 's1') => tokens.sign({ userId: 42, role, sessionId, generation: 0 }).token,
    call(path, { as, ...init } = {}) {
      const headers = new Headers(init.headers);
      if (as !== undefined) headers.set('authorization', `Bearer ${as}`);
      if (init.body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
      return fetch(`http://127.0.0.1:${port}${path}`, { ...init, headers });
    },
    async close() {
      await app.close();
      await dropScheme(scheme);
    },
  };
}
