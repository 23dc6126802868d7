import { ApiProperty } from '@nestjs/swagger';
import type { Profile, UserRole } from '../user.contract';

export class ProfileView implements Profile {
  @ApiProperty({ type: 'integer', format: 'int64', example: 42 })
  userId!: number;

  @ApiProperty({ example: 'user@example.com' })
  email!: string;

  @ApiProperty({ example: '홍길동' })
  name!: string;

  @ApiProperty({ enum: ['USER', 'ADMIN'], example: 'USER' })
  role!: UserRole;

  @ApiProperty({ type: 'string', format: 'date-time', example: '2025-07-14T15:00:00.000Z' })
  createdAt!: Date;
}
