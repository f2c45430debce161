import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterAll, beforeAll } from 'vitest';

/** A mail as it arrived: the envelope, the header lines, and the text as its reader sees it. */
export type Arrived = { from: string; to: string[]; headers: Record<string, string>; text: string };

/** A mail server of this machine, and what came in. */
export type PostOffice = {
  url: string;
  arrived: Arrived[];
  /** Every pair of user and password that was told to it. */
  told: { user: string; password: string }[];
  /** The next mail that comes in after those that were asked for before. */
  next: () => Promise<Arrived>;
};

/** A real SMTP server for the test file that calls this at its top; unless told otherwise it knows no TLS and no users. */
export function usePostOffice(options: SMTPServerOptions = {}): PostOffice {
  const office = { arrived: [], told: [] } as unknown as PostOffice;
  const waiting: ((mail: Arrived) => void)[] = [];
  const unread: Arrived[] = [];
  office.next = () => {
    const [mail] = unread.splice(0, 1);
    return mail ? Promise.resolve(mail) : new Promise((resolve) => waiting.push(resolve));
  };
  const server = new SMTPServer({
    ...{ authOptional: true, disabledCommands: ['STARTTLS'], disableReverseLookup: true, logger: false },
    onAuth({ username, password }, _session, callback) {
      office.told.push({ user: username ?? '', password: password ?? '' });
      callback(null, { user: username ?? '' });
    },
    onData(stream, { envelope }, callback) {
      text(stream).then((raw) => {
        const from = envelope.mailFrom ? envelope.mailFrom.address : '';
        const mail = { from, to: envelope.rcptTo.map(({ address }) => address), ...readMail(raw) };
        office.arrived.push(mail);
        const reader = waiting.shift();
        if (reader) reader(mail);
        else unread.push(mail);
        callback();
      }, callback);
    },
    ...options,
  });
  // A client that goes away in the middle of a handshake is what some tests are about.
  server.on('error', () => undefined);
  beforeAll(async () => {
    const listening = server.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const address = listening.address();
    if (typeof address !== 'object' || !address) throw new Error('the mail server has no port');
    office.url = `${options.secure ? 'smtps' : 'smtp'}://127.0.0.1:${address.port}`;
  });
  afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return office;
}

function readMail(raw: string): Pick<Arrived, 'headers' | 'text'> {
  const end = raw.indexOf('\r\n\r\n');
  const lines = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );
  const body = raw.slice(end + 4);
  return {
    headers,
    text: decoded(body, headers['content-transfer-encoding'] ?? '7bit').replaceAll('\r\n', '\n'),
  };
}

function decoded(body: string, encoding: string): string {
  if (encoding === '7bit') return body;
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  if (encoding !== 'quoted-printable') throw new Error(`a mail in ${encoding} is not read here`);
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
