/** Injections for a database, a template, a shell, a browser or a log. */
export const INJECTIONS = [
  ...[`' OR '1'='1`, `'; DROP TABLE users; -- `, `" OR ""="`, `\\' OR 1=1 -- `, `1' AND SLEEP(5)-- -`, '1;SELECT 1'],
  ...[`' UNION SELECT 1,2,3 -- `, `%' OR name LIKE '%`, `'||(SELECT 1)||'`, '`id`', 'x"; --', '/*!50000 1*/', ':id ?'],
  ...[
    '%',
    '_',
    '|',
    '\\',
    '%_|\\%',
    '{{7*7}}',
    '${7*7}',
    '#{7*7}',
    '<script>alert(1)</script>',
    '%s%n%d',
    '$(sleep 5)',
  ],
  ...['../../etc/passwd', '${jndi:ldap://a.example/x}', '"}\\n{"level":"fatal"', '\\u0000', '&quot;', 'javascript:x'],
] as const;

/** Well-formed texts that look like others, change the direction of writing, or have more characters than they show. */
export const DECEPTIVE_TEXTS: readonly string[] = [
  ...[
    '\u202Emoc.live',
    'a\u2066b\u2069',
    `a${'\u0301'.repeat(10)}`,
    'p\u0430ypal',
    'l\u200Bamp',
    'a\u2028b',
    'a\uFEFFb',
  ],
  ...[
    '한글'.normalize('NFD'),
    'é'.normalize('NFD'),
    'ﬁ',
    'Ａ１',
    'İ',
    'ß',
    '\uFFFD',
    '\uFFFF',
    '\uE000',
    '👨‍👩‍👧‍👦',
    '\u{10FFFF}',
  ],
];

/** Those of them that a single line of text may not contain, and those that no text may. */
export const REFUSED_IN_A_LINE: readonly string[] = ['\u202Emoc.live', 'a\u2066b\u2069', 'a\u2028b', 'a\uFEFFb'];
export const REFUSED_EVERYWHERE: readonly string[] = ['\u202Emoc.live'];

/** Control characters in JSON escapes, which would start a new line of a log or a header. */
export const CONTROL_TEXTS = [
  ...['a\r\nSet-Cookie: a=b', 'a\n{"level":"fatal","time":1,"msg":"x"}', 'a\rb', 'a\tb', '\u001b[31ma', 'a\u007fb'],
  ...['a\bb', 'a\fb', 'a\u0085b', '\u009b31ma', 'a\u0001b'],
] as const;

/** Contents of JSON strings that are valid JSON, but cannot be stored or encoded, or are costly to normalize. */
export const INVALID_CHARACTERS = [
  ...['a\\u0000b', '\\u0000', '\\ud800', 'a\\udc00b', '\\udc00\\ud800', '\\ud800\\u0041', '\\uD83D', '\\ud83d\\ud83d'],
  ...['\\uDBFF\\uDBFF', '\\\\\\u0000'],
  ...[`a${'\u0301\u0316'.repeat(500)}`, '\\u0301'.repeat(11), `가${'\\u20dd'.repeat(11)}`],
] as const;

/** Contents of JSON strings that are not valid JSON. */
export const INVALID_BYTES: readonly Buffer[] = [
  ...[[0xff], [0x80], [0xc0, 0xaf], [0xc0, 0x80], [0xe0, 0x80, 0xaf], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80]],
  ...[[0xc3], [0xf0, 0x9f, 0x98], [0x00], [0x0a], [0x1b], [0x5c], [0x5c, 0x75, 0x30], [0x5c, 0x78, 0x34, 0x31]],
].map((bytes) => Buffer.from(bytes));

/** JSON values that are not texts. */
export const NON_TEXTS = [
  '1',
  '-1.5',
  'true',
  'false',
  'null',
  '[]',
  '["text"]',
  '[[]]',
  '{}',
  '{"length":8}',
  '{"$ne":""}',
];
