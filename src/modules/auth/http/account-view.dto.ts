import { ApiProperty } from '@nestjs/swagger';

export class AccountView {
  /** Also the user's id. */
  @ApiProperty({ example: 42, type: 'integer' })
  authId!: number;

  @ApiProperty({ example: 'user@example.com' })
  email!: string;

  @ApiProperty({ example: '홍길동' })
  name!: string;
}
