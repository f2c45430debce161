import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { connect } from '#db/connection.ts';
import { openEmbedded } from '#db/embedded.ts';
import { EMAIL, type Running, startProduct } from '../support/running.ts';
import { foundInDatabase, huntFor, type Named } from '../support/secrets-found.ts';
import { keepSecretsIn } from '../support/secrets-used.ts';
import { secretsOfTheRun } from './secrets-of-the-run.ts';

const ERROR_LEVEL = 50;
const LAST_LINES = 30;
/** No secret, and known to stand in the database and in the greeting: a hunt that does not find it finds nothing. */
const CANARY: Named = ['the canary', EMAIL];

/** The product that the browser tests of one worker look at, and how it is ended. */
export type UnderTest = {
  url: string;
  /** @throws where it has logged an error, or where a secret of the run stands in its database or in what it has written */
  end: () => Promise<void>;
};

/** Starts the product with its example month for the browser tests of this process. */
export async function startForBrowsers(): Promise<UnderTest> {
  const SESSION_SECRET = randomBytes(24).toString('hex');
  const product = await startProduct({ LOG_LEVEL: 'trace', SESSION_SECRET });
  const usedIn = path.join(product.dataDir, 'secrets-used.jsonl');
  await writeFile(usedIn, '');
  keepSecretsIn(usedIn);
  return { url: product.url, end: () => endOf(product, usedIn, SESSION_SECRET) };
}

async function endOf(product: Running, usedIn: string, sessionSecret: string): Promise<void> {
  let code: number | null = null;
  let secrets: Named[] = [];
  let stored: string[] = [];
  try {
    secrets = await secretsOfTheRun(product, usedIn, sessionSecret);
    stored = await foundInStore(product, secrets);
  } finally {
    code = await product.stop();
  }
  const written = product.output();
  const wrong = [
    ...(code === 0 ? [] : [`the product ended with ${code}:`, ...written.split('\n').slice(-LAST_LINES)]),
    ...errorsOf(written).map((line) => `the product has logged an error: ${line}`),
    ...[...stored, ...foundIn('the output', written, secrets)].map((where) => `a secret stands in ${where}`),
  ];
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}

/** Where a secret stands in the embedded database, which the product still runs, or in the log of its server. */
async function foundInStore({ dataDir }: Running, secrets: readonly Named[]): Promise<string[]> {
  const { url } = await openEmbedded(dataDir);
  const sql = connect(url, { max: 1, name: 'secret hunt' });
  try {
    const { found } = await foundInDatabase(sql, huntFor([...secrets, CANARY]));
    const log = await readFile(path.join(dataDir, 'postgres', 'server.log'), 'utf8');
    const inLog = huntFor(secrets)(log).map((name) => `the log of the database server: ${name}`);
    return [...withoutCanary('the database', found), ...inLog];
  } finally {
    await sql.end();
  }
}

function foundIn(where: string, text: string, secrets: readonly Named[]): string[] {
  const names = huntFor([...secrets, CANARY])(text);
  return withoutCanary(
    where,
    names.map((name) => `${where}: ${name}`),
  );
}

function withoutCanary(where: string, found: readonly string[]): string[] {
  const others = found.filter((place) => !place.endsWith(`: ${CANARY[0]}`));
  if (others.length === found.length) throw new Error(`the hunt does not find what stands in ${where}`);
  return others;
}

function errorsOf(written: string): string[] {
  const isError = (line: string) =>
    line.startsWith('{') && (JSON.parse(line) as { level: number }).level >= ERROR_LEVEL;
  return written.split('\n').filter(isError);
}
