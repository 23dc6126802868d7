import { ApiProperty } from '@nestjs/swagger';

export class TokensView {
  @ApiProperty({ example: 'eyJhbGciOiJIUzI1NiJ9…' })
  accessToken!: string;

  /** Valid for one use. */
  @ApiProperty({ example: 'PmRgWk5…' })
  refreshToken!: string;

  @ApiProperty({ enum: ['Bearer'] })
  tokenType!: 'Bearer';

  /** Of the access token, in seconds. */
  @ApiProperty({ example: 900, type: 'integer' })
  expiresIn!: number;
}
