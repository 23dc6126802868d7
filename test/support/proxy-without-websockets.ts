import { listening, type Passage, TcpProxy } from './tcp-proxy';

/** As some networks are: HTTP comes through, and what wants to become a websocket is cut off or swallowed. */
export class ProxyWithoutWebsockets extends TcpProxy {
  private ends: 'CUT' | 'SWALLOWED' = 'CUT';

  static async through(host: string, port: number, ends: 'CUT' | 'SWALLOWED'): Promise<ProxyWithoutWebsockets> {
    return Object.assign(new ProxyWithoutWebsockets(await listening(), { host, port }), { ends });
  }

  protected override pass(chunk: Buffer, passage: Passage): void {
    if (!passage.asking || !/^upgrade: websocket/im.test(chunk.toString('latin1'))) super.pass(chunk, passage);
    else if (this.ends === 'CUT') passage.from.destroy();
  }
}
