import { Module } from '@nestjs/common';
import { ProfileRepository } from './profile.repository';
import { ProfileClient, UserClient } from './user.contract';
import { UserController } from './user.controller';

@Module({
  controllers: [UserController],
  providers: [
    ProfileRepository,
    { provide: UserClient, useExisting: ProfileRepository },
    { provide: ProfileClient, useExisting: ProfileRepository },
  ],
  exports: [UserClient, ProfileClient],
})
export class UserModule {}
