import { decode } from 'iconv-lite';

const LETTER = /[a-z]/i;
/** `×` and `÷`, which stand among the letters. */
const MULTIPLICATION_SIGNS: readonly number[] = [0xd7, 0xf7];
const EXAMPLE_LENGTH = 20;

/**
 * Compares two readings of the same bytes, as UTF-8 and as CP949. `책 커튼` in CP949 is `å Ŀư` in UTF-8, and `café` in
 * UTF-8 is `caf챕` in CP949: both are valid in both.
 */
export class ReadingStatistics {
  hasNul = false;
  /** of the CP949 reading: pairs of bytes, and those among the 2,350 syllables that Korean texts consist of */
  private pairs = 0;
  private syllables = 0;
  /** of the UTF-8 reading: letters of Western languages beside an ASCII letter, and apart from one */
  private attached = 0;
  private apart = 0;
  /** letters that only few languages have, which hardly stand without an ASCII letter beside them */
  private rare = 0;
  private line = 1;
  private firstSeen: { line: number; utf8: string; cp949: string } | undefined;

  /** @param text the bytes as UTF-8, empty where they are not valid */
  add(bytes: Buffer, text: string): void {
    this.hasNul ||= bytes.includes(0);
    this.addPairs(bytes);
    for (const match of text.matchAll(/[^\0-\x7f]/gu)) this.addCharacter(match[0], text, match.index);
    if (this.firstSeen === undefined) this.findExample(bytes, text);
  }

  get isKorean(): boolean {
    return this.syllables > 0 && this.syllables >= this.pairs / 2;
  }

  /** The first line whose readings differ. */
  get example(): { readonly line: number; readonly utf8: string; readonly cp949: string } {
    return this.firstSeen ?? { line: 1, utf8: '', cp949: '' };
  }

  /** @returns undefined where neither reading is clearly the better one */
  morePlausible(): 'utf-8' | 'cp949' | undefined {
    if (!this.isKorean) return 'utf-8';
    const letters = this.attached + this.apart + this.rare;
    if (letters === 0 || (this.rare === 0 && this.attached >= letters / 2)) return 'utf-8';
    return this.rare > 0 && this.attached === 0 ? 'cp949' : undefined;
  }

  private addPairs(bytes: Buffer): void {
    for (let index = 0; index < bytes.length; index++) {
      const lead = bytes[index] ?? 0;
      if (lead < 0x80) continue;
      const trail = bytes[++index] ?? 0;
      // Rows 1 to 12 of the character set are signs, which say nothing about the language.
      if (lead >= 0xa1 && lead <= 0xac && trail >= 0xa1) continue;
      this.pairs++;
      if (lead >= 0xb0 && lead <= 0xc8 && trail >= 0xa1) this.syllables++;
    }
  }

  private addCharacter(character: string, text: string, index: number): void {
    const code = character.codePointAt(0) ?? 0;
    // Signs, as in `5 °C`, say nothing about the encoding.
    if (code < 0xc0 || MULTIPLICATION_SIGNS.includes(code)) return;
    const isAttached = LETTER.test(text[index - 1] ?? '') || LETTER.test(text[index + character.length] ?? '');
    if (isAttached) this.attached++;
    else if (code < 0x180) this.apart++;
    else this.rare++;
  }

  private findExample(bytes: Buffer, text: string): void {
    const index = text.search(/[^\0-\x7f]/);
    if (index === -1) {
      this.line += text.match(/\r\n|\n|\r/g)?.length ?? 0;
      return;
    }
    const before = text.slice(0, index).split(/\r\n|\n|\r/);
    const start = index - (before.at(-1)?.length ?? 0);
    const excerpt = (of: string): string => (of.slice(start).split(/[\r\n]/)[0] ?? '').slice(0, EXAMPLE_LENGTH);
    const cp949 = decode(bytes, 'cp949');
    this.firstSeen = { line: this.line + before.length - 1, utf8: excerpt(text), cp949: excerpt(cp949) };
  }
}
