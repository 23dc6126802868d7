import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers } from '#platform/http/api-answers';
import { OptionalQueryInt, QueryChoice, QueryDay } from '#platform/http/parameters/query';
import { Reader } from '#platform/security/access';
import { type Period, PERIODS } from './ranking-period';
import { RankingView } from './ranking-view.dto';
import { ShowRanking } from './show-ranking';

const LIMIT = { min: 1, max: 100 };
const DAYS = { min: 1, max: 30 };

@ApiTags('rankings')
@Controller('rankings')
@Reader()
export class RankingController {
  constructor(private readonly ranking: ShowRanking) {}

  /**
   * The products that sold most in a day, a week or a month. The list of a day is at most one second old; that of a week
   * or a month may be a minute old in a large shop. Cancelled orders are taken off the day on which they were sold.
   */
  @Get('products')
  @ApiAnswers(200, RankingView)
  products(
    @QueryChoice('period', PERIODS) period: Period | undefined,
    @QueryDay('date') date: string | undefined,
    @OptionalQueryInt('limit', LIMIT, 10) limit: number,
  ): Promise<RankingView> {
    return this.ranking.ofPeriod(period ?? 'day', date, limit);
  }

  /** The products that sold most today and in the days before. */
  @Get('best-sellers')
  @ApiAnswers(200, RankingView)
  bestSellers(
    @OptionalQueryInt('days', DAYS, 3) days: number,
    @OptionalQueryInt('limit', LIMIT, 5) limit: number,
  ): Promise<RankingView> {
    return this.ranking.ofLastDays(days, limit);
  }
}
