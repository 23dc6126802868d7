const nfd = (text: string): string => text.normalize('NFD');

/** E-mail addresses, other spellings of the same address, and different addresses that look alike. */
export const EMAILS: readonly { own: string; same: readonly string[]; other: readonly string[] }[] = [
  {
    own: 'mina@example.com',
    same: [
      'MINA@EXAMPLE.COM',
      'Mina@Example.Com',
      ' mina@example.com ',
      '\tmina@example.com\r\n',
      '\uFEFFmina@example.com',
    ],
    other: [
      'm\u0456na@example.com',
      'mına@example.com',
      'ｍina@example.com',
      'mi.na@example.com',
      'mina+1@example.com',
    ],
  },
  {
    own: nfd('Josébé@example.com'),
    same: [
      'josébé@example.com',
      nfd('JOSÉBÉ@example.com'),
      'JOSE\u0301BÉ@EXAMPLE.com',
      '\u00a0josébé@example.com\u3000',
    ],
    other: ['josebe@example.com', 'jose\u0300be\u0301@example.com', 'josébè@example.com'],
  },
  {
    own: '\u212Ari\u212Bng@example.com',
    same: ['kriång@example.com', 'KRIÅNG@EXAMPLE.COM', nfd('kriång@example.com')],
    other: ['kriang@example.com'],
  },
  {
    own: 'straße@example.com',
    same: ['STRA\u1E9EE@example.com', 'Straße@example.com'],
    other: ['strasse@example.com', 'strase@example.com'],
  },
  { own: '홍길동@example.com', same: [nfd('홍길동@example.com')], other: ['홍길도@example.com', 'ㅎㅗㅇ@example.com'] },
];
/** Invalid addresses, some with invisible characters. */
export const INVALID_EMAILS = [
  ...[
    '\u202Emina@example.com',
    'mi\u200Bna@example.com',
    'mi\u00ADna@example.com',
    'mina@exa\u2066mple.com',
    'mi na@example.com',
  ],
  ...['mina@example.com\u0001', 'mina@\u200Dexample.com', 'mi\uFEFFna@example.com', 'mina@example.com,b@example.com'],
  ...[
    'mina@example.com\nBcc: b@example.com',
    'mina@example',
    '@example.com',
    'mina@',
    'mina@@example.com',
    '<mina@example.com>',
  ],
  ...[
    'Mina <mina@example.com>',
    'mina@[127.0.0.1]',
    'mina@127.0.0.1',
    'mailto:mina@example.com',
    'mina@example.com.',
    'mina..k@example.com',
  ],
  ...[
    '.mina@example.com',
    'mina.@example.com',
    `${'m'.repeat(65)}@example.com`,
    `mina@${'e'.repeat(64)}.com`,
    'mina@-example.com',
  ],
  ...[
    `mina@${'example.'.repeat(31)}com`,
    'mina@exam_ple.com',
    'mina@example.com\u3000x',
    'mina\u2028@example.com',
    'mina@example。com',
  ],
  ...['mina@\u2100.com', 'mina@a.b\u2024com', 'mina@xn--a.kr', 'mina@한글.xn--a', 'mina@한글.kr/1'],
];
/** Not spellings of `mina@example.com`, though a parser of host names would find it in them. */
export const HIDDEN_EMAILS = [
  ...['/1', '?1', '#1', ':80', '\\1', '/한', '?한', '#한'].map((rest) => `mina@example.com${rest}`),
  ...['mina@%65xample.com', 'mina@example。com/1', 'mina@example.com.'],
];
/** Names that are invisible or too long. */
export const INVALID_NAMES = [
  '',
  ' ',
  '\u3000',
  '\u200B',
  '\u202E',
  '\uFEFF',
  '\u00AD\u2060',
  ...['\u3164', '\u115F\u1160', '\uFFA0', '\u2800', '\uFE0F\u200D', '\u034F', '😀', '...'],
  ...['kim\u202Enim', 'kim\u2066', 'kim\u2028lee', 'kim\uFEFF\u2060lee'],
  'n'.repeat(51),
  nfd('é').repeat(51),
  '👍🏽'.repeat(26),
];
/** Too short, too long, or without a letter or a digit. */
export const INVALID_PASSWORDS = [
  ...[
    '',
    'passwo1',
    'password',
    '12345678',
    '!!!!!!!!1',
    'p1'.repeat(36) + 'p',
    `a1${'가'.repeat(24)}`,
    `1${'👍'.repeat(18)}`,
  ],
  ...[
    '        ',
    '\t\t\t\t\t\t\t1',
    `${nfd('é').repeat(24)}1`,
    nfd('가나1'),
    '١٢٣٤',
    'é1'.repeat(25),
    '1'.repeat(72),
    'p1'.repeat(1_000),
  ],
];
/** Passwords, and different ones that a lenient comparison would accept. */
export const PASSWORDS: readonly { own: string; other: readonly string[] }[] = [
  { own: ' Password 1\t', other: ['Password 1', ' password 1\t', ' Password 1', ' Password 1\t '] },
  { own: `a1${'가'.repeat(23)}x`, other: [`a1${'가'.repeat(23)}y`, `a1${'가'.repeat(23)}xx`, `a1${'가'.repeat(23)}`] },
  { own: "' OR '1'='1' -- a1", other: ["' OR '1'='1' -- a", '%', '$2b$10$'] },
];
