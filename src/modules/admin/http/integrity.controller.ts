import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers } from '#platform/http/api-answers';
import { AdminOnly } from '#platform/security/access';
import { VerifyIntegrity } from '../use-cases/verify-integrity';
import { IntegrityView, integrityView } from './integrity-view.dto';

@ApiTags('admin')
@AdminOnly()
@Controller(['admin/integrity', 'admin/audit'])
export class IntegrityController {
  constructor(private readonly verifyIntegrity: VerifyIntegrity) {}

  /** Runs the integrity checks now. Returns the rows that violate one. */
  @Get()
  @ApiAnswers(200, IntegrityView, { deprecatedPath: '/api/admin/audit' })
  async verify(): Promise<IntegrityView> {
    return integrityView(await this.verifyIntegrity.execute());
  }
}
