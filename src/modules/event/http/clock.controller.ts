import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DatabaseClock } from '#platform/database/database-clock';
import { ApiAnswers } from '#platform/http/api-answers';
import { Public } from '#platform/security/access';
import { ClockView } from './clock-view.dto';

/** Listed before the routes with an event's id, which would take `clock` for one. */
@ApiTags('events')
@Controller('event/clock')
export class ClockController {
  constructor(private readonly clock: DatabaseClock) {}

  /** The clock by which events begin and end: what a shop counts down by. */
  @Get()
  @Public()
  @ApiAnswers(200, ClockView)
  now(): ClockView {
    return { now: this.clock.now() };
  }
}
