import { Module } from '@nestjs/common';
import { ProfileRepository } from './profile.repository';
import { UserClient } from './user.contract';
import { UserController } from './user.controller';

@Module({
  controllers: [UserController],
  providers: [ProfileRepository, { provide: UserClient, useExisting: ProfileRepository }],
  exports: [UserClient],
})
export class UserModule {}
