import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answers } from '#platform/http/answers';
import { AdminOnly } from '#platform/security/access';
import { RunAudit } from '../use-cases/run-audit';
import { AuditView, auditView } from './audit-view.dto';

@ApiTags('admin')
@AdminOnly()
@Controller('admin/audit')
export class AuditController {
  constructor(private readonly audit: RunAudit) {}

  /** Looks now whether what is stored keeps every rule, and names the rows that do not. */
  @Get()
  @Answers(200, AuditView)
  async run(): Promise<AuditView> {
    return auditView(await this.audit.execute());
  }
}
