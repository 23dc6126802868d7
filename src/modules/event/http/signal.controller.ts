import { Controller, Get } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';
import { ApiAnswers } from '#platform/http/api-answers';
import { OptionalQueryInt } from '#platform/http/parameters/query';
import { Public } from '#platform/security/access';
import { SignalQueries } from '../persistence/signal.queries';
import {
  HotDealChangedSignal,
  HotDealEndedSignal,
  HotDealOpenedSignal,
  LastSignalView,
  NewHotDealSignal,
  SignalsView,
} from './signals-view.dto';

const SEQ = { min: 0, max: Number.MAX_SAFE_INTEGER };
const LIMIT = { min: 1, max: 100 };
const LIMIT_IF_ABSENT = 20;

/** Listed before the routes with an event's id, which would read `signals` as an id. */
@ApiTags('events')
@ApiExtraModels(NewHotDealSignal, HotDealOpenedSignal, HotDealEndedSignal, HotDealChangedSignal)
@Controller('event/signals')
export class SignalController {
  constructor(private readonly queries: SignalQueries) {}

  /** The public signals after a number, oldest first. For clients that may have missed some. */
  @Get()
  @Public()
  @ApiAnswers(200, SignalsView)
  async signals(
    @OptionalQueryInt('after', SEQ, 0) after: number,
    @OptionalQueryInt('limit', LIMIT, LIMIT_IF_ABSENT) limit: number,
  ): Promise<SignalsView> {
    const items = await this.queries.after(after, limit);
    return { items, lastSeq: items.at(-1)?.seq ?? after };
  }

  /** The number of the last public signal. A client that connects later reads the signals after it. */
  @Get('last')
  @Public()
  @ApiAnswers(200, LastSignalView)
  async last(): Promise<LastSignalView> {
    return { lastSeq: await this.queries.last() };
  }
}
