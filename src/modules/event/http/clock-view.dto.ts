import { ApiProperty } from '@nestjs/swagger';

export class ClockView {
  @ApiProperty({ type: 'string', format: 'date-time', example: '2025-07-14T14:59:57.250Z' })
  readonly now!: Date;
}
