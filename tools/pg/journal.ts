import { closeSync, existsSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { lockFile } from './file-lock';

/** The entries of books, in a file to which entries are only appended. */
export interface Journal {
  append(entry: object): void;
  /**
   * Resolves when every entry that was appended before is on the disk.
   * @throws Error when one of them could not be written; then nothing more is
   */
  flushed(): Promise<void>;
  close(): Promise<void>;
}

/** For books that end with the process. */
export const memoryJournal: Journal = {
  append: () => undefined,
  flushed: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

/**
 * One line of JSON for each entry. A process that is killed can leave a part of the last line behind: no client
 * has an answer about that entry, so it is dropped. Entries that wait at the same time share one write and one fsync.
 */
export class FileJournal implements Journal {
  private waiting: string[] = [];
  private writing: Promise<void> | undefined;

  private constructor(
    private readonly file: FileHandle,
    private readonly unlock: () => void,
  ) {}

  /**
   * @param replay called with each entry of the file, in order
   * @throws Error when another process has the file, or a line in its middle is damaged
   */
  static async open(path: string, replay: (entry: unknown) => void): Promise<FileJournal> {
    mkdirSync(dirname(path), { recursive: true });
    const unlock = lockFile(path);
    try {
      if (existsSync(path)) cutOff(path, replayWhole(path, replay));
      const file = await open(path, 'a', 0o600);
      syncFolder(dirname(path));
      return new FileJournal(file, unlock);
    } catch (failure) {
      unlock();
      throw failure;
    }
  }

  append(entry: object): void {
    this.waiting.push(`${JSON.stringify(entry)}\n`);
  }

  async flushed(): Promise<void> {
    // The write that is under way may have begun before the last entries came, so there are at most two.
    while (this.writing !== undefined || this.waiting.length > 0) await (this.writing ??= this.write());
  }

  async close(): Promise<void> {
    await this.flushed().catch(() => undefined);
    await this.file.close();
    this.unlock();
  }

  private async write(): Promise<void> {
    const text = this.waiting.join('');
    this.waiting = [];
    await this.file.appendFile(text);
    await this.file.datasync();
    // After a failure it stays: how much of the text is on the disk is not known.
    this.writing = undefined;
  }
}

/** @returns how many bytes of the file are whole entries */
function replayWhole(path: string, replay: (entry: unknown) => void): number {
  const content = readFileSync(path);
  let line = 0;
  let begin = 0;
  for (let end = content.indexOf(10); end !== -1; end = content.indexOf(10, begin)) {
    line += 1;
    const entry = parsed(content.toString('utf8', begin, end));
    if (entry === undefined && end + 1 < content.length) throw new Error(`Line ${line} of ${path} is damaged.`);
    if (entry === undefined) return begin;
    replay(entry);
    begin = end + 1;
  }
  return begin;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function cutOff(path: string, length: number): void {
  const file = openSync(path, 'r+');
  try {
    ftruncateSync(file, length);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** The name of a new file is durable only when its folder is. */
function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
