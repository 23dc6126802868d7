import type { IncomingMessage } from 'node:http';
import express from 'express';
import { addressOf, clientNetwork } from './network';

describe('the address of a text', () => {
  it.each([
    ['203.0.113.2', '203.0.113.2'],
    ['203.0.113.2:5001', '203.0.113.2'],
    ['[203.0.113.2]:80', '203.0.113.2'],
    ['::ffff:203.0.113.2', '203.0.113.2'],
    ['::ffff:cb00:7102', '203.0.113.2'],
    ['[::ffff:203.0.113.2]:443', '203.0.113.2'],
    ['2001:db8::1', '2001:db8::1'],
    ['2001:0DB8:0:0::0001', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['[2001:db8::1]:4001', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['[fe80::1%25eth0]:80', 'fe80::1'],
  ])('%s is %s', (text, address) => {
    expect([addressOf(text), addressOf(text)]).toEqual([address, address]);
  });

  it.each([
    ...['', ' ', 'unknown', '_hidden', 'shop.example', 'for=203.0.113.2', 'for="[2001:db8::1]:4001"', '203.0.113.2:x'],
    ...['203.0.113.2:123456', '203.0.113.2:', '203.0.113', '203.0.113.256', '010.0.0.1', '0x7f.0.0.1', '2130706433'],
    ...['127.1', '[]', '[2001:db8::1', '2001:db8::1]', '[2001:db8::1]x', '[[2001:db8::1]]', '2001:db8::1::2', '%eth0'],
    ...['12345::', '::ffff:203.0.113.256', '1'.repeat(10_000), ':'.repeat(10_000), `[${'0:'.repeat(40)}1]`],
  ])('%j is none', (text) => {
    expect([addressOf(text), addressOf(text)]).toEqual([undefined, undefined]);
  });
});

describe('the network of a client', () => {
  const network = (
    trusted: number | readonly string[] | false,
    peer: string | undefined,
    forwarded?: string,
  ): string => {
    const app = express();
    app.set('trust proxy', trusted);
    const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
    return clientNetwork({ app, socket: { remoteAddress: peer }, headers } as unknown as IncomingMessage);
  };
  const PRIVATE = ['loopback', 'uniquelocal'];

  it.each<[string, ...Parameters<typeof network>, string]>([
    ['no proxy is trusted', false, '198.51.100.1', '203.0.113.2', '198.51.100.1'],
    ['the peer is mapped to IPv6', false, '::ffff:198.51.100.1', undefined, '198.51.100.1'],
    ['the peer has a zone', false, 'fe80::1%eth0', undefined, 'fe80::/64'],
    ['the connection is closed', 1, undefined, '203.0.113.2', '203.0.113.2'],
    ['one proxy is trusted', 1, '10.0.0.1', '192.0.2.9, 203.0.113.2', '203.0.113.2'],
    ['the proxy reports a port', 1, '10.0.0.1', '192.0.2.9, 203.0.113.2:5001', '203.0.113.2'],
    ['the proxy reports an IPv6 address', 1, '10.0.0.1', '[2001:db8:1:2:3::1]:4001', '2001:db8:1:2::/64'],
    ['the proxy reports garbage', 1, '10.0.0.1', '203.0.113.2, for=203.0.113.9', '10.0.0.1'],
    ['the proxy reports nothing', 1, '10.0.0.1', '', '10.0.0.1'],
    ['the list ends with a comma', 1, '10.0.0.1', '203.0.113.2,', '10.0.0.1'],
    ['two proxies are trusted', 2, '10.0.0.1', '192.0.2.9, 203.0.113.2:80, 10.0.0.2:80', '203.0.113.2'],
    ['the second proxy reports garbage', 2, '10.0.0.1', '203.0.113.2, unknown, 10.0.0.2', '10.0.0.2'],
    ['there are fewer addresses than trusted proxies', 5, '10.0.0.1', '203.0.113.2, 10.0.0.2', '203.0.113.2'],
    ['private networks are trusted', PRIVATE, '10.0.0.1', '192.0.2.9, 203.0.113.2, 10.0.0.3:99', '203.0.113.2'],
    ['a proxy in a private network reports garbage', PRIVATE, '::ffff:10.0.0.1', 'x, 10.0.0.3', '10.0.0.3'],
    ['the peer is not in them', PRIVATE, '198.51.100.1', '203.0.113.2', '198.51.100.1'],
    ['the list is endless', PRIVATE, '10.0.0.1', '10.0.0.9,'.repeat(2_000) + '10.0.0.8', '10.0.0.9'],
  ])('when %s', (_, trusted, peer, forwarded, expected) => {
    expect(network(trusted, peer, forwarded)).toBe(expected);
  });
});
