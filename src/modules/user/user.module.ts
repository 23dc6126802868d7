import { Module } from '@nestjs/common';
import { StoredProfiles } from './profile.repository';
import { UserClient } from './user.contract';
import { UserController } from './user.controller';

@Module({
  controllers: [UserController],
  providers: [StoredProfiles, { provide: UserClient, useExisting: StoredProfiles }],
  exports: [UserClient],
})
export class UserModule {}
