import { existsSync } from 'node:fs';
import got from 'got';
import { readAddress } from '#db/address.ts';
import { PACKAGE_ROOT } from '#db/package-root.ts';
import { diskOf, isDiskLow } from '#reconciliation/alerts/installation-findings.ts';
import { type Config, publicUrlOf } from '../config.ts';
import { SECRETS, secretWarnings } from '../environment-warnings.ts';
import { verifyMail } from '../mailer.ts';
import { bad, good, type Symptom, warn } from './symptom.ts';

const GIB = 1024 ** 3;
const PATIENCE_MS = 5000;

/** All settings as they were read; of what is secret only that it is set. */
export function maskedSettings(config: Config): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [name, SECRETS.includes(name) ? '(set)' : String(value)]),
  );
}

/** The configuration, the disk, the mail server and the callback address, as this machine sees them. */
export async function machineSymptoms(config: Config): Promise<Symptom[]> {
  return [
    ...configuration(config),
    await disk(config),
    await mail(config),
    await callbackAddress(config),
    heartbeat(config),
  ];
}

function configuration(config: Config): Symptom[] {
  const about = 'configuration';
  const warnings = secretWarnings(process.env, PACKAGE_ROOT);
  const found = warnings.map((says) => warn(about, says, 'See .env.example on quotes.'));
  if (publicUrlOf(config).startsWith('https:') && !config.TRUST_PROXY)
    found.push(
      warn(about, 'TRUST_PROXY is not set, and PUBLIC_URL is https', 'Set it to the address of the proxy.'),
    );
  if (isPooled(config.DATABASE_URL) && isPooled(config.MIGRATION_DATABASE_URL ?? config.DATABASE_URL))
    found.push(
      warn(
        about,
        'migrations, too, would go through the pooler',
        'Name the server itself in MIGRATION_DATABASE_URL.',
      ),
    );
  if (config.PROCESS === 'web' && config.DRAIN_SECONDS === 0)
    found.push(
      warn(
        about,
        'this web process ends without saying so before',
        'Set DRAIN_SECONDS to what the proxy needs to notice /readyz.',
      ),
    );
  if (config.PROCESS !== 'all' && !config.SECRET_KEY)
    found.push(
      bad(about, 'several processes, and no SECRET_KEY', 'Set the same SECRET_KEY for all of them.'),
    );
  return found.length > 0 ? found : [good(about, 'it was read, and contradicts itself nowhere')];
}

function isPooled(url: string | undefined): boolean {
  return url !== undefined && !readAddress(url).options.prepare;
}

async function disk({ DATA_DIR }: Config): Promise<Symptom> {
  const about = 'disk';
  if (!existsSync(DATA_DIR)) return warn(about, `${DATA_DIR} is not there yet`, 'The first start makes it.');
  const found = await diskOf(DATA_DIR);
  const says = `${(found.freeBytes / GIB).toFixed(1)} GiB are left for ${DATA_DIR}`;
  return isDiskLow(found) ? bad(about, says, 'Make room: a full disk refuses callbacks.') : good(about, says);
}

async function mail(config: Config): Promise<Symptom> {
  const about = 'mail';
  try {
    const isThere = await verifyMail(config);
    if (isThere) return good(about, 'the mail server lets us in; nothing was sent');
    return warn(
      about,
      'no mail server is configured',
      'Set SMTP_URL and MAIL_FROM, so that alerts can go out.',
    );
  } catch (error) {
    const { code, responseCode } = error as { code?: string; responseCode?: number };
    const why = [code, responseCode].filter(Boolean).join(' ') || 'no reason told';
    return bad(about, `the mail server does not let us in (${why})`, 'Mend SMTP_URL, or SMTP_CA.');
  }
}

/** Asked from here: whether it is reached from outside, the next callback tells. */
async function callbackAddress(config: Config): Promise<Symptom> {
  const about = 'callback address';
  // To read there is nothing below it, of whatever account: the answer is ours alone.
  const url = `${publicUrlOf(config)}/callbacks/doctor`;
  const options = { throwHttpErrors: false, followRedirect: false, retry: { limit: 0 } } as const;
  try {
    const { statusCode, headers } = await got(url, { ...options, timeout: { request: PATIENCE_MS } });
    if (statusCode === 405 && headers.allow === 'POST')
      return good(about, `${publicUrlOf(config)}/callbacks is ours, asked from here`);
    const says = `${url} answers ${statusCode}, which is not Counterfoil’s answer`;
    return bad(about, says, 'Look at the proxy: /callbacks must come here, without a redirect.');
  } catch (error) {
    const says = `${url} does not answer (${(error as { code?: string }).code ?? 'no reason told'})`;
    return bad(about, says, 'Start the server; look at DNS, proxy and certificate of PUBLIC_URL.');
  }
}

function heartbeat({ HEARTBEAT_URL }: Config): Symptom {
  if (HEARTBEAT_URL) return good('heartbeat', 'HEARTBEAT_URL is called each minute by a worker that works');
  const act = 'Set HEARTBEAT_URL to a service that calls you when it stays away.';
  return warn('heartbeat', 'nobody outside notices when the product is silent', act);
}
