import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class LifeView {
  @ApiProperty({ enum: ['ok'] })
  status!: 'ok';
}

export class HealthView {
  @ApiProperty({ enum: ['ok', 'degraded', 'failed', 'draining'] })
  status!: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string', enum: ['ok', 'failed'] },
    example: { database: 'ok', migrations: 'ok', redis: 'ok' },
  })
  checks!: Record<string, string>;

  /** Of failed checks whose service answers, but cannot do its work: what is wrong with it. */
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { database: 'The database takes no writes.' },
  })
  reasons?: Record<string, string>;
}
