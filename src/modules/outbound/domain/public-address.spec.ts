import { isLocalHost, isPublicAddress } from './public-address';

describe('an address', () => {
  it.each(['8.8.8.8', '93.184.216.34', '172.15.0.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450::1'])(
    '%s is of the public internet',
    (address) => {
      expect([isPublicAddress(address), isLocalHost(address)]).toEqual([true, false]);
    },
  );

  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
    '2001:db8::1',
  ])('%s is not', (address) => {
    expect([isPublicAddress(address), isLocalHost(address)]).toEqual([false, true]);
  });

  // As `URL` leaves them: numbers and odd dots become an address, brackets stay.
  it.each([
    'http://2130706433/',
    'http://0x7f.1/',
    'http://017700000001/',
    'http://127.1/',
    'http://[::1]/',
    'http://localhost/',
  ])('is found in %s', (url) => {
    expect(isLocalHost(new URL(url).hostname)).toBe(true);
  });

  it.each(['http://LOCALHOST./', 'http://shop.localhost/', 'http://[::ffff:10.0.0.1]/', 'http://①②⑦.0.0.1/'])(
    'is found in %s too',
    (url) => {
      expect(isLocalHost(new URL(url).hostname)).toBe(true);
    },
  );

  it('is not public when it is a name', () => {
    expect(isLocalHost('receiver.example')).toBe(false);
    expect(isPublicAddress('receiver.example')).toBe(false);
  });
});
