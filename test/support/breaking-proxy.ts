import { listening, type Passage, TcpProxy } from './tcp-proxy';

/** A proxy whose connections break, or fall silent, after a number of bytes of answers: usually within one. */
export class BreakingProxy extends TcpProxy {
  /** bytes of answers that were passed on */
  answered = 0;
  private end: { readonly bytes: number; readonly how: 'CUT' | 'FROZEN' } | undefined;

  static override async to(host: string, port: number): Promise<BreakingProxy> {
    return new BreakingProxy(await listening(), { host, port });
  }

  endAfter(bytes: number, how: 'CUT' | 'FROZEN'): void {
    this.answered = 0;
    this.end = { bytes, how };
  }

  protected override pass(chunk: Buffer, passage: Passage): void {
    const { end } = this;
    const before = this.answered;
    if (!passage.isRequest) this.answered += chunk.length;
    if (passage.isRequest || end === undefined || this.answered < end.bytes) {
      super.pass(chunk, passage);
      return;
    }
    this.end = undefined;
    passage.to.write(chunk.subarray(0, end.bytes - before), () => (end.how === 'CUT' ? this.cut() : undefined));
    if (end.how === 'FROZEN') this.freeze();
  }
}
