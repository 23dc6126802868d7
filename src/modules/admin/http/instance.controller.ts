import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers } from '#platform/http/api-answers';
import { AdminOnly } from '#platform/security/access';
import { ListInstances } from '../use-cases/list-instances';
import { InstanceListView, instanceListView } from './instance-view.dto';

@ApiTags('admin')
@AdminOnly()
@Controller(['admin/instances', 'admin/pulse'])
export class InstanceController {
  constructor(private readonly listInstances: ListInstances) {}

  /** What every live instance is doing now. May be called once a second. */
  @Get()
  @ApiAnswers(200, InstanceListView, { deprecatedPath: '/api/admin/pulse' })
  async list(): Promise<InstanceListView> {
    return instanceListView(await this.listInstances.execute());
  }
}
