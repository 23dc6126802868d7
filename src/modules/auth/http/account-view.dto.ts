import { ApiProperty } from '@nestjs/swagger';
import { LISTED_STATUSES, type ListedStatus } from '../domain/account';

export class AccountView {
  /** Also the user's id. */
  @ApiProperty({ example: 42, type: 'integer' })
  authId!: number;

  @ApiProperty({ example: 'user@example.com' })
  email!: string;

  @ApiProperty({ example: '홍길동' })
  name!: string;
}

export class ListedAccountView {
  @ApiProperty({ type: 'integer', format: 'int64', example: 42, description: "also the user's id" })
  authId!: number;

  @ApiProperty({
    type: 'string',
    nullable: true,
    example: 'user@example.com',
    description: 'null when the sign-up was rolled back',
  })
  email!: string | null;

  @ApiProperty({ example: '홍길동', description: 'empty when the sign-up was rolled back' })
  name!: string;

  @ApiProperty({ enum: ['USER', 'ADMIN'], example: 'USER' })
  role!: 'USER' | 'ADMIN';

  @ApiProperty({ enum: LISTED_STATUSES, example: 'active' })
  status!: ListedStatus;

  @ApiProperty({ type: 'string', format: 'date-time', example: '2025-07-14T15:00:00.000Z' })
  createdAt!: Date;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    description: 'null unless the account is withdrawn',
  })
  withdrawnAt!: Date | null;
}
