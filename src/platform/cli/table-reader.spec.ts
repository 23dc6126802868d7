import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImportProblems } from './import-problems';
import { readTable } from './table-reader';
import { detectEncoding, type TextEncoding } from './text-encoding';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hotdeal-tables-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

class Problems extends ImportProblems {
  readonly all: [line: number, message: string][] = [];

  override add(line: number, column: string, message: string): void {
    super.add(line, column, message);
    this.all.push([line, message]);
  }
}

function put(content: string | Buffer): string {
  const path = join(folder, 'table.csv');
  writeFileSync(path, content);
  return path;
}

/** The characters that the tests use in CP949. Node has no encoder for it. */
const CP949: Readonly<Record<string, string>> = {
  책: 'c3a5',
  커: 'c4bf',
  튼: 'c6b0',
  가: 'b0a1',
  방: 'b9e6',
  '℃': 'a1c9',
  똠: '8c63',
  漢: 'f9d3',
};
function cp949(text: string): Buffer {
  return Buffer.concat([...text].map((each) => Buffer.from(CP949[each] ?? Buffer.from(each).toString('hex'), 'hex')));
}

describe('the encoding of a table', () => {
  const found = async (content: string | Buffer): Promise<[TextEncoding | undefined, Problems['all']]> => {
    const problems = new Problems();
    return [await detectEncoding(put(content), problems), problems.all];
  };

  it.each<[string, string | Buffer, TextEncoding]>([
    ['without any bytes', '', 'utf-8'],
    ['of ASCII', 'name\nlamp\n', 'utf-8'],
    ['of Korean in UTF-8', 'name\n책 커튼\n', 'utf-8'],
    ['with a mark of UTF-8', '\ufeffname\n책 커튼\n', 'utf-8'],
    ['with a mark of UTF-8 and text that is valid CP949', '\ufeffname\ncafé\n', 'utf-8'],
    ['of Korean in CP949 with syllables that EUC-KR lacks', Buffer.from('b0a1b9e60a8c63c3a50a', 'hex'), 'cp949'],
    [
      'with a mark of UTF-8 and text that would be Korean in CP949',
      Buffer.concat([Buffer.from('\ufeffname\n'), cp949('책 커튼\n')]),
      'utf-8',
    ],
    ['with a mark of UTF-16, little end first', Buffer.from('\ufeffname\n책\n', 'utf16le'), 'utf-16le'],
    ['with a mark of UTF-16, big end first', Buffer.from('\ufeffname\n책\n', 'utf16le').swap16(), 'utf-16be'],
    ['of French in UTF-8, which is valid CP949', 'name\ncafé, crème\n', 'utf-8'],
    ['of signs in UTF-8, which are valid CP949', 'name\n-5 °C · 2 ×\n', 'utf-8'],
    ['of an emoji and a Japanese text', 'name\n✨ ひかり 灯\n', 'utf-8'],
    ['of Korean in CP949', cp949('name\n가방\n'), 'cp949'],
    ['of Korean in CP949 with a sign, a rare syllable and a Chinese character', cp949('가방 ℃ 똠 漢 가방 책'), 'cp949'],
    ['of Korean in CP949, which is valid UTF-8', cp949('name\n책 커튼\n'), 'cp949'],
    ['of Korean in CP949 with lines that end in CR', cp949('name\r책 커튼\r'), 'cp949'],
    ['of Korean in CP949 that only its last line shows', cp949(`${'lamp\n'.repeat(100_000)}책 커튼\n`), 'cp949'],
  ])('%s is found', async (_, content, encoding) => {
    expect(await found(content)).toEqual([encoding, []]);
  });

  it.each<[string, string | Buffer, number, string]>([
    ['is in doubt', cp949('name\r\n\r\nlamp\r\n책\r\n'), 4, '("å") and as CP949 ("책")'],
    ['is in doubt because of a letter beside it', cp949('name\nLED커튼\n'), 2, '("LEDĿư") and as CP949 ("LED커튼")'],
    ['is neither UTF-8 nor Korean', Buffer.from('name\nlamp\n\n"\nnéé"\n', 'latin1'), 5, 'is not UTF-8'],
    ['is broken behind much that is UTF-8', Buffer.from(`${'책\r'.repeat(50_000)}\xff`, 'binary'), 50_001, 'not UTF-8'],
    ['is UTF-8 by its mark but not by its bytes', Buffer.from('efbbbf6e0ab0a1', 'hex'), 2, 'is not UTF-8'],
    [
      'is UTF-8 by its mark and Korean in CP949 by its bytes',
      Buffer.concat([Buffer.from('\ufeffname\n'), cp949('가방 책상 커튼\n')]),
      2,
      'is not UTF-8',
    ],
    [
      'is not UTF-8 behind a line break in two chunks',
      Buffer.from(`${'a'.repeat(65_535)}\r\n\r\n\xff\n`, 'binary'),
      3,
      'is not UTF-8',
    ],
    ['is UTF-16 without a mark', Buffer.from('name\nlamp', 'utf16le'), 1, 'zero bytes'],
    ['has no line break for a megabyte', 'a'.repeat(1_200_000), 1, 'is too long'],
  ])('that %s is asked for', async (_, content, line, message) => {
    expect(await found(content)).toEqual([undefined, [[line, expect.stringContaining(message)]]]);
  });
});

describe('the rows of a table', () => {
  it('have every syllable of CP949, also those that EUC-KR lacks', async () => {
    const path = put(Buffer.from('610a8c63', 'hex'));
    const rows = [];
    for await (const chunk of readTable({ path, encoding: 'cp949' }, ['a'], new Problems())) rows.push(...chunk);
    expect(rows).toEqual([{ line: 2, cells: { a: '똠' } }]);
  });

  const read = async (content: string, encoding: TextEncoding = 'utf-8') => {
    const problems = new Problems();
    const rows = [];
    for await (const chunk of readTable({ path: put(content), encoding }, ['a', 'b', 'c'], problems))
      rows.push(...chunk);
    return { rows, problems: problems.all };
  };
  const lines = (count: number, row = ',,'): string => `${row}\n`.repeat(count);

  it.each([
    ['a quote within a cell, after many short rows', `${lines(2_000)},x"y,\n${lines(5_000)}`, 2_002],
    ['a quote that is never closed', `${lines(2_000)},"x,\n${lines(5_000)}`, 2_002],
    ['a quote that is never closed, in a long file', `${lines(2_000)},"x,\n${lines(60_000)}`, 2_002],
    ['a quote that closes too early', `${lines(2_000)},"x"y,\n${lines(5_000)}`, 2_002],
    ['a quote that the next quoted cell closes', `${lines(2_000)},"x,\n${lines(9)},"y",\n`, 2_002],
    ['a row that is too long', `${lines(2_000)},${'x'.repeat(110_000)},\n${lines(5)}`, 2_002],
    ['a quote after cells of several lines', `"1\r\n2\n\n3","""",\n,x"y,\n`, 6],
    ['a quote after empty lines', `\n\n,,\n\n,x"y,\n`, 6],
    ['a quote in the last cell of a file', `,,\n,,"`, 3],
  ])('are refused at the line of %s', async (_, content, line) => {
    for (const [from, to] of [
      ['\n', '\n'],
      [/\r\n|\n/g, '\r\n'],
      [/\r\n|\n/g, '\r'],
    ] as const) {
      const { problems } = await read(`\ufeffa,b,c\n${content}`.replaceAll(from, to));
      expect(problems).toEqual([[line, expect.stringMatching('quote')]]);
    }
  });

  it.each(['\n', '\r\n', '\r'])('have the lines where they begin, with line ends %j', async (end) => {
    const content = `\ufeffa,b,c\n\n1,,\n"two\n\nlines",,\n\n\n"""",",","\n"\n4,,\n,,,\n`.replaceAll('\n', end);
    const { rows, problems } = await read(content);
    expect(rows.map(({ line }) => line)).toEqual([3, 4, 9, 11]);
    expect(problems).toEqual([[12, 'has 4 cells, the header has 3']]);
  });

  it('are not read in an encoding that they do not have', async () => {
    const { problems } = await read('a,b,c\n책,,\n', 'utf-16le');
    expect(problems).not.toEqual([]);
  });
});
