import { Module } from '@nestjs/common';
import { OrderModule } from '../order/order.module';
import { ProductModule } from '../product/product.module';
import { RankingCache } from './ranking-cache';
import { RankingController } from './ranking.controller';
import { ShowRanking } from './show-ranking';

/** Rankings of products by units sold. */
@Module({
  imports: [OrderModule, ProductModule],
  controllers: [RankingController],
  providers: [ShowRanking, RankingCache],
})
export class RankingModule {}
