import { Body, Controller, HttpCode, type OnApplicationShutdown, Post } from '@nestjs/common';
import { Config } from '#platform/config/config';
import { IsId, IsWhole } from '#platform/http/body/fields';
import { StockClient } from '#stock';
import { RowLocks } from '../comparisons/row-locks';

class DecrementsDto {
  @IsId()
  readonly productId!: number;

  /** the first id; the others follow it */
  @IsId()
  readonly orderId!: number;

  @IsWhole({ min: 1, max: 1_000 })
  readonly buyers!: number;
}

interface Sale {
  readonly ms: number;
  readonly sold: number;
}

interface Unit {
  readonly orderId: number;
  readonly productId: number;
  readonly quantity: number;
}

/** Many concurrent buyers of one unit each, without HTTP: measures the decision of the stock alone. */
@Controller('bench/decrements')
export class DecrementsController implements OnApplicationShutdown {
  private readonly rowLocks: RowLocks;

  constructor(
    private readonly stock: StockClient,
    config: Config,
  ) {
    const { host, port, scheme, username, password, pool } = config.database;
    this.rowLocks = new RowLocks({ host, port, user: username, password, database: scheme, pool });
  }

  @Post('client')
  @HttpCode(200)
  byClient(@Body() body: DecrementsDto): Promise<Sale> {
    return sale(body, async ({ orderId, productId, quantity }) => {
      const [decision] = await this.stock.take([{ orderId, lines: [{ productId, quantity }] }]);
      return decision?.outcome === 'TAKEN';
    });
  }

  @Post('row-locks')
  @HttpCode(200)
  byRowLocks(@Body() body: DecrementsDto): Promise<Sale> {
    return sale(body, (unit) => this.rowLocks.take(unit));
  }

  onApplicationShutdown(): Promise<void> {
    return this.rowLocks.close();
  }
}

async function sale(
  { productId, orderId, buyers }: DecrementsDto,
  take: (unit: Unit) => Promise<boolean>,
): Promise<Sale> {
  const units = Array.from({ length: buyers }, (_, index) => ({ orderId: orderId + index, productId, quantity: 1 }));
  const begin = performance.now();
  const taken = await Promise.all(units.map(take));
  return { ms: performance.now() - begin, sold: taken.filter(Boolean).length };
}
