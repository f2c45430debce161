import { createServer, request, type ServerResponse } from 'node:http';
import { setInterval } from 'node:timers';

/** What can become of every call on the way to Paymega. */
export const TROUBLES = ['429', '500', 'silent', 'cut off', 'reset', 'drips', '401'] as const;
export type Trouble = (typeof TROUBLES)[number];

export type TroubledRoad = {
  url: string;
  /** What all calls meet with from now on; null: they go through. */
  meet(trouble: Trouble | null): void;
  calls(): number;
  close(): void;
};

const DRIP_MS = 50;

/** A road to a Paymega, by HTTP. */
export async function troubledRoad(target: string): Promise<TroubledRoad> {
  let met: Trouble | null = null;
  let calls = 0;
  const server = createServer((asked, answer) => {
    calls++;
    if (met) return troubled(met, answer);
    const { method, headers } = asked;
    const onward = request(new URL(asked.url ?? '/', target), { method, headers }, (from) => {
      answer.writeHead(from.statusCode ?? 500, from.headers);
      from.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the road has no beginning');
  return {
    url: `http://127.0.0.1:${address.port}`,
    meet(trouble) {
      met = trouble;
    },
    calls: () => calls,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function troubled(trouble: Trouble, answer: ServerResponse): void {
  switch (trouble) {
    case '429':
    case '500':
    case '401':
      return void answer
        .writeHead(Number(trouble), { 'content-type': 'application/json' })
        .end('{"errors":[]}');
    case 'silent':
      return;
    case 'cut off':
      answer.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
      answer.write('{"data":[', () => answer.destroy());
      return;
    case 'reset':
      return void answer.socket?.resetAndDestroy();
    case 'drips': {
      answer.writeHead(200, { 'content-type': 'application/json' }).write('{"data":[');
      const drip = setInterval(() => answer.write(' '), DRIP_MS);
      answer.once('close', () => clearInterval(drip));
    }
  }
}
