interface Poll {
  readonly name: string;
  readonly query: string;
  readonly status: number;
  readonly method?: string;
  readonly headers?: object;
  readonly body?: string;
}

/** `POLLING` and `WEBSOCKET` are replaced by the ids of two open connections. */
export const POLLS: readonly Poll[] = [
  { name: 'an old protocol', query: 'EIO=3&transport=polling', status: 400 },
  { name: 'a future protocol', query: 'EIO=5&transport=polling', status: 400 },
  { name: 'no protocol', query: 'transport=polling', status: 400 },
  { name: 'no transport', query: 'EIO=4', status: 400 },
  { name: 'an unknown transport', query: 'EIO=4&transport=junk', status: 400 },
  { name: 'a transport named __proto__', query: 'EIO=4&transport=__proto__', status: 400 },
  { name: 'a transport that is switched off', query: 'EIO=4&transport=webtransport', status: 400 },
  { name: 'the websocket transport, but no upgrade', query: 'EIO=4&transport=websocket', status: 400 },
  { name: 'the id of a websocket, but no upgrade', query: 'EIO=4&transport=websocket&sid=WEBSOCKET', status: 400 },
  { name: 'an unknown id', query: 'EIO=4&transport=polling&sid=AAAAAAAAAAAAAAAAAAAA', status: 400 },
  { name: 'the id __proto__', query: 'EIO=4&transport=polling&sid=__proto__', status: 400 },
  { name: 'the id hasOwnProperty', query: 'EIO=4&transport=polling&sid=hasOwnProperty', status: 400 },
  { name: 'an id that is too long', query: `EIO=4&transport=polling&sid=${'x'.repeat(8_000)}`, status: 400 },
  { name: 'the id of a websocket in a poll', query: 'EIO=4&transport=polling&sid=WEBSOCKET', status: 400 },
  { name: 'an id under an old protocol', query: 'EIO=3&transport=polling&sid=POLLING', status: 400 },
  { name: 'a handshake by POST', query: 'EIO=4&transport=polling', method: 'POST', body: '40', status: 400 },
  ...['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'].flatMap((method) => [
    { name: `a handshake by ${method}`, query: 'EIO=4&transport=polling', method, status: 400 },
    { name: `${method} on a connection`, query: 'EIO=4&transport=polling&sid=POLLING', method, status: 400 },
  ]),
  {
    name: 'a payload that is too large',
    query: 'EIO=4&transport=polling&sid=POLLING',
    method: 'POST',
    body: `4${'x'.repeat(17 * 1_024)}`,
    status: 413,
  },
  {
    name: 'a binary payload',
    query: 'EIO=4&transport=polling&sid=POLLING',
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: '\0\xff',
    status: 400,
  },
  {
    name: 'a foreign origin',
    query: 'EIO=4&transport=polling',
    headers: { origin: 'https://evil.example.com' },
    status: 403,
  },
  { name: 'the origin null', query: 'EIO=4&transport=polling', headers: { origin: 'null' }, status: 403 },
  { name: 'an empty origin', query: 'EIO=4&transport=polling', headers: { origin: '' }, status: 403 },
];

export const UPGRADES: readonly {
  name: string;
  query?: string;
  headers?: object;
  status: number;
  withoutRequestId?: true;
}[] = [
  { name: 'an unknown transport', query: 'EIO=4&transport=junk', status: 400 },
  { name: 'an unknown id', query: 'EIO=4&transport=websocket&sid=AAAAAAAAAAAAAAAAAAAA', status: 400 },
  { name: 'the id constructor', query: 'EIO=4&transport=websocket&sid=constructor', status: 400 },
  { name: 'a foreign origin', headers: { Origin: 'https://evil.example.com' }, status: 403 },
  { name: 'the origin null', headers: { Origin: 'null' }, status: 403 },
  { name: 'two origins', headers: { Origin: 'http://127.0.0.1, https://evil.example.com' }, status: 403 },
  // An invalid handshake is answered by the WebSocket library, which sets no request id.
  {
    name: 'an unknown WebSocket version',
    headers: { 'Sec-WebSocket-Version': '99' },
    status: 400,
    withoutRequestId: true,
  },
  { name: 'an old protocol', query: 'EIO=3&transport=websocket', status: 101 },
  { name: 'polling by upgrade', query: 'EIO=4&transport=polling', status: 101 },
];

interface Packets {
  readonly name: string;
  readonly packets: readonly (string | Buffer)[];
  readonly framing?: { readonly opcode?: number; readonly fin?: boolean; readonly masked?: boolean };
  readonly outcome: 'disconnected' | 'ignored';
}

const disconnected = (name: string, packets: Packets['packets'], framing: Packets['framing'] = {}): Packets => ({
  name,
  packets,
  framing,
  outcome: 'disconnected',
});
const ignored = (name: string, ...packets: Packets['packets']): Packets => ({ name, packets, outcome: 'ignored' });

export const PACKETS: readonly Packets[] = [
  disconnected('nothing at all', ['']),
  disconnected('an unknown engine packet', ['9']),
  disconnected('a ping, which only the server sends', ['2']),
  disconnected('a letter', ['x']),
  disconnected('an unknown packet', ['47']),
  disconnected('a second socket', ['40{}']),
  disconnected('a token that is a list', ['40[]']),
  disconnected('a token that is a text', ['40"token"']),
  disconnected('an incomplete token', ['40{"token"']),
  disconnected('an event without a name', ['42[]']),
  disconnected('an event that is an object', ['42{"0":"x"}']),
  disconnected('an event that is not JSON', ['42[']),
  disconnected('an event named by an object', ['42[{}]']),
  disconnected('an event named by null', ['42[null]']),
  ...['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'].map((event) =>
    disconnected(`an event called ${event}`, [`42["${event}","x"]`]),
  ),
  disconnected('a connect error, which only the server sends', ['44{"message":"x"}']),
  disconnected('a disconnect with a payload', ['41{}']),
  disconnected('an event in a namespace that it has not joined', ['42/admin,["x"]']),
  disconnected('an attachment that is text', ['451-["x",{"_placeholder":true,"num":0}]', '42["x"]']),
  disconnected('an attachment without an event', ['4bAAAA', Buffer.from([0])], { opcode: 2 }),
  disconnected('a negative number of attachments', ['45-1-["x"]']),
  disconnected('a fractional number of attachments', ['450.5-["x"]']),
  disconnected('no attachments', ['450-["x"]']),
  disconnected('an endless number of attachments', ['45'.padEnd(1_000, '9')]),
  disconnected('too many attachments', ['4599-["x"]']),
  disconnected('unannounced binary data', [Buffer.from([4, 0, 0xff])], { opcode: 2 }),
  disconnected('a frame that is not masked', ['42["x"]'], { masked: false }),
  disconnected('a frame with a reserved opcode', ['x'], { opcode: 3 }),
  disconnected('a control frame with a reserved opcode', ['x'], { opcode: 11 }),
  disconnected('a fragmented control frame', ['x'], { opcode: 9, fin: false }),
  disconnected('a control frame that is too long', ['x'.repeat(126)], { opcode: 9 }),
  disconnected('a continuation frame without a beginning', ['x'], { opcode: 0 }),
  disconnected('a text that is not UTF-8', [Buffer.from([0x34, 0x32, 0xff, 0xfe])]),
  disconnected('a frame that is too large', [`42["${'x'.repeat(17 * 1_024)}"]`]),
  ignored('an event called error', '42["error","x"]', '42["error",{"message":"x"}]', '42["error"]'),
  ignored(
    'events named __proto__, constructor and toString',
    '42["__proto__","x"]',
    '42["constructor"]',
    '42["toString"]',
  ),
  ignored(
    'events that only the server sends',
    '42["new-hot-deal",{"seq":1}]',
    '42["session-expired"]',
    '42["order-settled",{}]',
  ),
  ignored('an event named by a number', '42[7]', '42[-1]', '42[1e999]'),
  ignored('an event that asks for an acknowledgement', '420["x"]', '429007199254740993["x"]'),
  ignored('an unrequested acknowledgement', '43[]', '430[]', '439007199254740993["x"]'),
  ignored(
    'the keys __proto__ and constructor in a payload',
    '42["x",{"__proto__":{"token":"x"},"constructor":{"prototype":{}}}]',
  ),
  ignored('deeply nested JSON', `42["x",${'['.repeat(7_000)}${']'.repeat(7_000)}]`),
  ignored('an attachment that never comes', '451-["x",{"_placeholder":true,"num":0}]'),
  ignored('a hexadecimal number of attachments', '450x1-["x"]'),
  ignored('a lone surrogate', '42["\\ud800","\\u0000"]'),
  ignored('unrequested pongs', '3', '3', '3'),
  ignored('an upgrade of a WebSocket', '5', '6', '0{}'),
  ignored('other namespaces', '40/admin,{}', '40/__proto__,', '40/,{}'.replace('/,', '/x,'), '40/../,'),
];

interface Tokens {
  readonly access: string;
  readonly refresh: string;
}

export const TOKENS: readonly { name: string; token: (of: Tokens) => unknown }[] = [
  { name: 'a list', token: ({ access }) => [access] },
  { name: 'an object', token: ({ access }) => ({ toString: access }) },
  { name: 'true', token: () => true },
  { name: 'false', token: () => false },
  { name: '0', token: () => 0 },
  { name: 'a refresh token', token: ({ refresh }) => refresh },
  { name: 'an Authorization header', token: ({ access }) => `Bearer ${access}` },
  { name: 'followed by a line break', token: ({ access }) => `${access}\n` },
  { name: 'two tokens in one', token: ({ access }) => `${access}.${access}` },
  { name: 'without a signature', token: ({ access }) => access.replace(/[^.]*$/, '') },
  {
    name: 'unsigned',
    token: ({ access }) => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${access.split('.')[1]}.`,
  },
  { name: 'of 15 KB', token: () => 'x'.repeat(15_000) },
];
