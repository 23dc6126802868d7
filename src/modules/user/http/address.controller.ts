import { Body, Controller, Delete, Get, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiAnswers } from '#platform/http/api-answers';
import { MaxBody } from '#platform/http/body/body-limit';
import { CurrentUser } from '#platform/http/parameters/caller';
import { IdParam } from '#platform/http/parameters/ids';
import type { Principal } from '#platform/security/principal';
import { AddressRepository } from '../persistence/address.repository';
import { AddressView } from './address-view.dto';
import { AddressDto, draftOf } from './address.dto';

@ApiTags('users')
@Controller('users/me/addresses')
export class AddressController {
  constructor(private readonly addresses: AddressRepository) {}

  /** Your addresses: the default one first, then the newest. They are stored encrypted. */
  @Get()
  @ApiAnswers(200, [AddressView])
  list(@CurrentUser() { userId }: Principal): Promise<AddressView[]> {
    return this.addresses.list(userId);
  }

  /** Saves an address of yours, up to 10. The first one becomes the default. Repeating it saves it again. */
  @Post()
  @MaxBody(8)
  @ApiAnswers(201, AddressView, { errors: ['USER_NOT_FOUND', 'ADDRESS_LIMIT_EXCEEDED'] })
  add(@Body() address: AddressDto, @CurrentUser() { userId }: Principal): Promise<AddressView> {
    return this.addresses.add(userId, draftOf(address));
  }

  /** Replaces one of your addresses. What you have ordered goes to the address as it was when you ordered. */
  @Put(':addressId')
  @MaxBody(8)
  @ApiAnswers(200, AddressView, { errors: ['ADDRESS_NOT_FOUND'] })
  replace(
    @IdParam('addressId') addressId: number,
    @Body() address: AddressDto,
    @CurrentUser() { userId }: Principal,
  ): Promise<AddressView> {
    return this.addresses.replace(userId, addressId, draftOf(address));
  }

  /** Deletes one of your addresses. If it is the default, the newest of the others becomes it. Orders keep theirs. */
  @Delete(':addressId')
  @ApiAnswers(204, undefined, { errors: ['ADDRESS_NOT_FOUND'] })
  remove(@IdParam('addressId') addressId: number, @CurrentUser() { userId }: Principal): Promise<void> {
    return this.addresses.remove(userId, addressId);
  }
}
