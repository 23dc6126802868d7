import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers } from '#platform/http/api-answers';
import { AdminOnly } from '#platform/security/access';
import { ShowInstances } from '../use-cases/show-instances';
import { InstancesView, instancesView } from './instances-view.dto';

@ApiTags('admin')
@AdminOnly()
@Controller('admin/pulse')
export class InstancesController {
  constructor(private readonly pulse: ShowInstances) {}

  /** What every living instance is doing now; may be asked once a second. */
  @Get()
  @ApiAnswers(200, InstancesView)
  async take(): Promise<InstancesView> {
    return instancesView(await this.pulse.execute());
  }
}
