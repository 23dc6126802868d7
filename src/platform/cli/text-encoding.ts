import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { getDecoder } from 'iconv-lite';
import type { ImportProblems } from './import-problems';
import { ReadingStatistics } from './reading-statistics';

/** The encodings of spreadsheets. CP949 is what a Korean Windows writes. */
export const TEXT_ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'cp949'] as const;

export type TextEncoding = (typeof TEXT_ENCODINGS)[number];

interface Decoder {
  /** @throws an error at bytes that this encoding does not have */
  decode(bytes?: Uint8Array, options?: { readonly stream?: boolean }): string;
}

const SIGNATURES: readonly (readonly [TextEncoding, Buffer])[] = [
  ['utf-8', Buffer.from([0xef, 0xbb, 0xbf])],
  ['utf-16le', Buffer.from([0xff, 0xfe])],
  ['utf-16be', Buffer.from([0xfe, 0xff])],
];
const LF = 0x0a;
const CR = 0x0d;
const MAX_LINE_BYTES = 1_000_000;
const NAME_IT = `name the encoding with --encoding (${TEXT_ENCODINGS.join(', ')})`;

/** Drops a byte order mark, and throws at bytes that this encoding does not have. */
export function decoderOf(encoding: TextEncoding): Decoder {
  return encoding === 'cp949' ? new Cp949Decoder() : new TextDecoder(encoding, { fatal: true });
}

/** `TextDecoder` of Node 20 does not read 8,824 characters, such as 똠 and 펲: it returns control characters or fails (2026-11). */
class Cp949Decoder implements Decoder {
  private readonly decoder = getDecoder('cp949');

  decode(bytes: Uint8Array = new Uint8Array(), { stream = false }: { readonly stream?: boolean } = {}): string {
    const text = this.decoder.write(Buffer.from(bytes)) + (stream ? '' : (this.decoder.end() ?? ''));
    if (text.includes('\ufffd')) {
      throw Object.assign(new TypeError('The encoded data is not CP949'), {
        code: 'ERR_ENCODING_INVALID_ENCODED_DATA',
      });
    }
    return text;
  }
}

/**
 * The encoding by the byte order mark or, without one, by all bytes of the file. The same bytes can be valid in two
 * encodings, so the more plausible one counts.
 * @returns undefined where it is in doubt, after adding a problem that says so
 */
export async function detectEncoding(file: string, problems: ImportProblems): Promise<TextEncoding | undefined> {
  const marked = await markedEncoding(file);
  if (marked !== undefined && marked !== 'utf-8') return marked;
  const statistics = new ReadingStatistics();
  let line = 1;
  let invalidLine: number | undefined;
  let isCp949 = true;
  for await (const block of blocksOf(file)) {
    if (block.length > MAX_LINE_BYTES) {
      problems.add(line, '', 'is too long: a quote was not closed');
      return undefined;
    }
    const text = decode(block, 'utf-8');
    if (text === undefined) invalidLine ??= line + firstInvalid(block);
    isCp949 &&= decode(block, 'cp949') !== undefined;
    statistics.add(block, text ?? '');
    line += linesIn(block);
  }
  return conclusion({ isMarked: marked !== undefined, invalidLine, isCp949, statistics }, problems);
}

interface Findings {
  readonly isMarked: boolean;
  /** the first line that is not UTF-8 */
  readonly invalidLine: number | undefined;
  readonly isCp949: boolean;
  readonly statistics: ReadingStatistics;
}

function conclusion(findings: Findings, problems: ImportProblems): TextEncoding | undefined {
  const { isMarked, invalidLine, isCp949, statistics } = findings;
  if (statistics.hasNul) {
    problems.add(1, '', `is not text in UTF-8: the file contains zero bytes, as UTF-16 does; ${NAME_IT}`);
    return undefined;
  }
  if (invalidLine !== undefined) {
    if (!isMarked && isCp949 && statistics.isKorean) return 'cp949';
    problems.add(invalidLine, '', `is not UTF-8, and the file is no Korean text in CP949 either; ${NAME_IT}`);
    return undefined;
  }
  if (isMarked || !isCp949) return 'utf-8';
  const plausible = statistics.morePlausible();
  if (plausible === undefined) {
    const { line, utf8, cp949 } = statistics.example;
    problems.add(line, '', `can be read as UTF-8 ("${utf8}") and as CP949 ("${cp949}"); ${NAME_IT}`);
  }
  return plausible;
}

async function markedEncoding(file: string): Promise<TextEncoding | undefined> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(3), 0, 3, 0);
    return SIGNATURES.find(([, mark]) => buffer.subarray(0, mark.length).equals(mark))?.[0];
  } finally {
    await handle.close();
  }
}

/** Whole lines: neither encoding has a line break among the bytes of another character. */
async function* blocksOf(file: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    // A CR at the end may be the first half of a line break.
    const end = Math.max(bytes.lastIndexOf(LF), bytes.lastIndexOf(CR, -2)) + 1;
    if (end > 0) yield bytes.subarray(0, end);
    rest = bytes.subarray(end);
    if (rest.length > MAX_LINE_BYTES) break;
  }
  if (rest.length > 0) yield rest;
}

function decode(bytes: Uint8Array, encoding: TextEncoding): string | undefined {
  try {
    return decoderOf(encoding).decode(bytes);
  } catch {
    return undefined;
  }
}

/** How many lines of the block come before the first one that is not UTF-8. */
function firstInvalid(block: Buffer): number {
  let start = 0;
  let line = 0;
  for (let index = 0; index < block.length; index++) {
    if (!endsLine(block, index)) continue;
    if (decode(block.subarray(start, index + 1), 'utf-8') === undefined) return line;
    start = index + 1;
    line++;
  }
  return line;
}

function linesIn(block: Buffer): number {
  let lines = 0;
  for (let index = 0; index < block.length; index++) if (endsLine(block, index)) lines++;
  return lines;
}

function endsLine(block: Buffer, index: number): boolean {
  return block[index] === LF || (block[index] === CR && block[index + 1] !== LF);
}
