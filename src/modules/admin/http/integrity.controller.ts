import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers } from '#platform/http/api-answers';
import { AdminOnly } from '#platform/security/access';
import { VerifyIntegrity } from '../use-cases/verify-integrity';
import { IntegrityView, integrityView } from './integrity-view.dto';

@ApiTags('admin')
@AdminOnly()
@Controller('admin/audit')
export class IntegrityController {
  constructor(private readonly audit: VerifyIntegrity) {}

  /** Looks now whether what is stored keeps every rule, and names the rows that do not. */
  @Get()
  @ApiAnswers(200, IntegrityView)
  async run(): Promise<IntegrityView> {
    return integrityView(await this.audit.execute());
  }
}
