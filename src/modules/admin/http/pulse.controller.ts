import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answers } from '#platform/http/answers';
import { AdminOnly } from '#platform/security/access';
import { TakePulse } from '../use-cases/take-pulse';
import { PulseView, pulseView } from './pulse-view.dto';

@ApiTags('admin')
@AdminOnly()
@Controller('admin/pulse')
export class PulseController {
  constructor(private readonly pulse: TakePulse) {}

  /** What every living instance is doing now; may be asked once a second. */
  @Get()
  @Answers(200, PulseView)
  async take(): Promise<PulseView> {
    return pulseView(await this.pulse.execute());
  }
}
