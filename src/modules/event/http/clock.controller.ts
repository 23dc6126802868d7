import { Controller, Get } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import { DatabaseClock } from '#platform/database/database-clock';
import { ApiAnswers } from '#platform/http/api-answers';
import { Public } from '#platform/security/access';

class ClockView {
  @ApiProperty({ type: 'string', format: 'date-time', example: '2025-07-14T14:59:57.250Z' })
  readonly now!: Date;
}

/** Listed before the routes with an event's id, which would read `clock` as an id. */
@ApiTags('events')
@Controller('event/clock')
export class ClockController {
  constructor(private readonly clock: DatabaseClock) {}

  /** The time by which events begin and end. Count down by it, not by the clock of the device. */
  @Get()
  @Public()
  @ApiAnswers(200, ClockView)
  now(): ClockView {
    return { now: this.clock.now() };
  }
}
