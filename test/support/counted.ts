import { connect, createServer } from 'node:net';

/** A road to a database on which every statement is seen that a client has carried out. */
export type Counted = { port: number; statements: string[]; close: () => void };

/** A connection may begin with requests for encryption, which have no letter in front, as its start has none. */
const REQUESTS = [80_877_103, 80_877_104];
/** What goes with a transaction or with the session itself, and a question of the driver's own about types. */
const NOT_ASKED = /^\s*(begin|commit|rollback|savepoint|release|set|listen|select b\.oid)/i;

/** Opens a road to a port of this machine. */
export async function counted(targetPort: number): Promise<Counted> {
  const statements: string[] = [];
  const server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1');
    const hear = listener((statement) => {
      if (!NOT_ASKED.test(statement)) statements.push(statement.replace(/\s+/g, ' ').trim());
    });
    near.on('data', hear);
    near.pipe(far).pipe(near);
    near.on('error', () => far.destroy()).on('close', () => far.destroy());
    far.on('error', () => near.destroy()).on('close', () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('the road has no beginning');
  return { port: address.port, statements, close: () => void server.close() };
}

/** Reads what a client says (PostgreSQL, version 3 of the protocol), and tells the text of what is bound or asked at once. */
function listener(tell: (statement: string) => void): (said: Buffer) => void {
  const texts = new Map<string, string>();
  let waiting = Buffer.alloc(0);
  let hasBegun = false;
  return (said) => {
    waiting = Buffer.concat([waiting, said]);
    for (;;) {
      const head = hasBegun ? 1 : 0;
      if (waiting.length < head + 4) return;
      const length = head + waiting.readInt32BE(head);
      if (waiting.length < length) return;
      const message = waiting.subarray(0, length);
      waiting = waiting.subarray(length);
      if (hasBegun) heard(String.fromCharCode(message[0] ?? 0), words(message.subarray(5)));
      else hasBegun = !REQUESTS.includes(message.readInt32BE(4));
    }
  };

  function heard(kind: string, [first = '', second = '']: string[]): void {
    if (kind === 'Q') tell(first);
    if (kind === 'P') texts.set(first, second);
    // The portal comes first, then the name of the statement.
    if (kind === 'B') tell(texts.get(second) ?? second);
  }
}

function words(bytes: Buffer): string[] {
  const first = bytes.indexOf(0);
  const second = bytes.indexOf(0, first + 1);
  return [bytes.toString('utf8', 0, first), bytes.toString('utf8', first + 1, Math.max(second, first + 1))];
}
