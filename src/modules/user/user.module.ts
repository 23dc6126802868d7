import { Module } from '@nestjs/common';
import { AddressController } from './http/address.controller';
import { UserController } from './http/user.controller';
import { AddressRepository } from './persistence/address.repository';
import { ProfileRepository } from './persistence/profile.repository';
import { ContactBook, ProfileClient, UserClient } from './user.contract';

@Module({
  controllers: [UserController, AddressController],
  providers: [
    ProfileRepository,
    { provide: UserClient, useExisting: ProfileRepository },
    { provide: ProfileClient, useExisting: ProfileRepository },
    AddressRepository,
    { provide: ContactBook, useExisting: AddressRepository },
  ],
  exports: [UserClient, ProfileClient, ContactBook],
})
export class UserModule {}
