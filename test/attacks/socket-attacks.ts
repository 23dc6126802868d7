interface Poll {
  readonly name: string;
  readonly query: string;
  readonly status: number;
  readonly method?: string;
  readonly headers?: object;
  readonly body?: string;
}

/** `POLLING` and `WEBSOCKET` stand for the ids of two connections that there are. */
export const POLLS: readonly Poll[] = [
  { name: 'an old protocol', query: 'EIO=3&transport=polling', status: 400 },
  { name: 'a protocol to come', query: 'EIO=5&transport=polling', status: 400 },
  { name: 'no protocol', query: 'transport=polling', status: 400 },
  { name: 'no transport', query: 'EIO=4', status: 400 },
  { name: 'an unknown transport', query: 'EIO=4&transport=junk', status: 400 },
  { name: 'a transport named like a prototype', query: 'EIO=4&transport=__proto__', status: 400 },
  { name: 'a transport that is off', query: 'EIO=4&transport=webtransport', status: 400 },
  { name: 'a websocket that is none', query: 'EIO=4&transport=websocket', status: 400 },
  { name: 'a websocket that is none, by its id', query: 'EIO=4&transport=websocket&sid=WEBSOCKET', status: 400 },
  { name: 'an unknown id', query: 'EIO=4&transport=polling&sid=AAAAAAAAAAAAAAAAAAAA', status: 400 },
  { name: 'an id named like a prototype', query: 'EIO=4&transport=polling&sid=__proto__', status: 400 },
  { name: 'an id named like a method', query: 'EIO=4&transport=polling&sid=hasOwnProperty', status: 400 },
  { name: 'an id that is too long', query: `EIO=4&transport=polling&sid=${'x'.repeat(8_000)}`, status: 400 },
  { name: 'the id of a websocket', query: 'EIO=4&transport=polling&sid=WEBSOCKET', status: 400 },
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
    name: 'a foreign page',
    query: 'EIO=4&transport=polling',
    headers: { origin: 'https://evil.example.com' },
    status: 403,
  },
  { name: 'a page of nowhere', query: 'EIO=4&transport=polling', headers: { origin: 'null' }, status: 403 },
  { name: 'a page without a name', query: 'EIO=4&transport=polling', headers: { origin: '' }, status: 403 },
];

export const UPGRADES: readonly { name: string; query?: string; headers?: object; status: number; nameless?: true }[] =
  [
    { name: 'an unknown transport', query: 'EIO=4&transport=junk', status: 400 },
    { name: 'an unknown id', query: 'EIO=4&transport=websocket&sid=AAAAAAAAAAAAAAAAAAAA', status: 400 },
    { name: 'an id named like a prototype', query: 'EIO=4&transport=websocket&sid=constructor', status: 400 },
    { name: 'a foreign page', headers: { Origin: 'https://evil.example.com' }, status: 403 },
    { name: 'a page of nowhere', headers: { Origin: 'null' }, status: 403 },
    { name: 'a page of two origins', headers: { Origin: 'http://127.0.0.1, https://evil.example.com' }, status: 403 },
    // What is no websocket is answered where nobody asks Engine.IO.
    { name: 'no known websocket', headers: { 'Sec-WebSocket-Version': '99' }, status: 400, nameless: true },
    { name: 'an old protocol', query: 'EIO=3&transport=websocket', status: 101 },
    { name: 'polling by upgrade', query: 'EIO=4&transport=polling', status: 101 },
  ];

interface Packets {
  readonly name: string;
  readonly packets: readonly (string | Buffer)[];
  readonly framing?: { readonly opcode?: number; readonly fin?: boolean; readonly masked?: boolean };
  readonly outcome: 'thrown out' | 'ignored';
}

const out = (name: string, packets: Packets['packets'], framing: Packets['framing'] = {}): Packets => ({
  name,
  packets,
  framing,
  outcome: 'thrown out',
});
const ignored = (name: string, ...packets: Packets['packets']): Packets => ({ name, packets, outcome: 'ignored' });

export const PACKETS: readonly Packets[] = [
  out('nothing at all', ['']),
  out('an unknown engine packet', ['9']),
  out('a ping in the wrong direction', ['2']),
  out('a letter', ['x']),
  out('an unknown packet', ['47']),
  out('a second socket', ['40{}']),
  out('a token that is a list', ['40[]']),
  out('a token that is a text', ['40"token"']),
  out('half a token', ['40{"token"']),
  out('an event of nothing', ['42[]']),
  out('an event that is an object', ['42{"0":"x"}']),
  out('an event that is no JSON', ['42[']),
  out('an event named by an object', ['42[{}]']),
  out('an event named by null', ['42[null]']),
  ...['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'].map((event) =>
    out(`an event called ${event}`, [`42["${event}","x"]`]),
  ),
  out('a refusal', ['44{"message":"x"}']),
  out('an end with a reason', ['41{}']),
  out('an event in a namespace that it is not in', ['42/admin,["x"]']),
  out('an attachment that is text', ['451-["x",{"_placeholder":true,"num":0}]', '42["x"]']),
  out('an attachment of nothing', ['4bAAAA', Buffer.from([0])], { opcode: 2 }),
  out('a negative number of attachments', ['45-1-["x"]']),
  out('half an attachment', ['450.5-["x"]']),
  out('no attachments', ['450-["x"]']),
  out('attachments without an end', ['45'.padEnd(1_000, '9')]),
  out('more attachments than anybody needs', ['4599-["x"]']),
  out('binary out of the blue', [Buffer.from([4, 0, 0xff])], { opcode: 2 }),
  out('a frame that is not masked', ['42["x"]'], { masked: false }),
  out('a frame of a reserved kind', ['x'], { opcode: 3 }),
  out('a control frame of a reserved kind', ['x'], { opcode: 11 }),
  out('a control frame in pieces', ['x'], { opcode: 9, fin: false }),
  out('a control frame that is too long', ['x'.repeat(126)], { opcode: 9 }),
  out('a continuation of nothing', ['x'], { opcode: 0 }),
  out('a text that is not UTF-8', [Buffer.from([0x34, 0x32, 0xff, 0xfe])]),
  out('a frame that is too large', [`42["${'x'.repeat(17 * 1_024)}"]`]),
  ignored('an event called error', '42["error","x"]', '42["error",{"message":"x"}]', '42["error"]'),
  ignored('events named like prototypes', '42["__proto__","x"]', '42["constructor"]', '42["toString"]'),
  ignored('events of the server', '42["new-hot-deal",{"seq":1}]', '42["session-expired"]', '42["order-settled",{}]'),
  ignored('an event named by a number', '42[7]', '42[-1]', '42[1e999]'),
  ignored('an event that waits for an answer', '420["x"]', '429007199254740993["x"]'),
  ignored('an answer that nobody asked for', '43[]', '430[]', '439007199254740993["x"]'),
  ignored('keys of prototypes', '42["x",{"__proto__":{"token":"x"},"constructor":{"prototype":{}}}]'),
  ignored('deep JSON', `42["x",${'['.repeat(7_000)}${']'.repeat(7_000)}]`),
  ignored('an attachment that never comes', '451-["x",{"_placeholder":true,"num":0}]'),
  ignored('a number of attachments in another notation', '450x1-["x"]'),
  ignored('half of a character', '42["\\ud800","\\u0000"]'),
  ignored('pongs that nobody waits for', '3', '3', '3'),
  ignored('an upgrade of what is one', '5', '6', '0{}'),
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
  { name: 'zero', token: () => 0 },
  { name: 'a refresh token', token: ({ refresh }) => refresh },
  { name: 'a header', token: ({ access }) => `Bearer ${access}` },
  { name: 'followed by a line', token: ({ access }) => `${access}\n` },
  { name: 'two in one', token: ({ access }) => `${access}.${access}` },
  { name: 'without a signature', token: ({ access }) => access.replace(/[^.]*$/, '') },
  {
    name: 'signed by nobody',
    token: ({ access }) => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${access.split('.')[1]}.`,
  },
  { name: 'of 15 KB', token: () => 'x'.repeat(15_000) },
];
