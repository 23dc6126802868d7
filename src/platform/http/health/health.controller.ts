import { Controller, Get, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { SkipThrottle } from '@nestjs/throttler';
import type { Response } from 'express';
import { ApiAnswers } from '#platform/http/api-answers';
import { ADDRESS } from '#platform/limits/limit.guard';
import { Public } from '#platform/security/access';
import { Health, type HealthReport } from '../../observability/health';
import { HealthView, LifeView } from './health-view.dto';

@ApiTags('health')
@Public()
@SkipThrottle({ [ADDRESS]: true })
@Controller('health')
export class HealthController {
  constructor(private readonly health: Health) {}

  /** Whether the process runs. */
  @Get('live')
  @ApiAnswers(200, LifeView)
  live(): LifeView {
    return { status: 'ok' };
  }

  /** Whether this instance can serve requests. 503 during its shutdown, or without a service that it needs. */
  @Get('ready')
  @ApiAnswers(200, HealthView, { also: 503 })
  async ready(@Res({ passthrough: true }) response: Response): Promise<HealthReport> {
    const report = await this.health.report();
    response.status(report.status === 'ok' || report.status === 'degraded' ? 200 : 503);
    return report;
  }
}
