import { existsSync } from 'node:fs';
import path from 'node:path';
import { compile } from 'proxy-addr';
import { z } from 'zod';
import { AddressError, bare, readAddress } from '#db/address.ts';
import { PROCESSES } from '#db/values.ts';
import { isTimeZone } from '#identity/accounts/business-day.ts';
import { isUrl } from '#paymega/is-url.ts';

/** What the example payments are like: those of a shop, or one of everything that can go wrong. */
export const SANDBOX_SCENARIOS = ['shop', 'showcase'] as const;

const url = z.url({ protocol: /^https?$/, message: 'must be an http(s) URL' });
const SPOKEN_TO_COLLECTORS = 'must be http/json: traces go out as that, never by gRPC';
const timeZone = z.string().refine(isTimeZone, 'must be a time zone such as Europe/Berlin');

const Environment = z
  .object({
    PORT: z.coerce.number('must be a port number').int().min(1).max(65535).default(3000),
    HOST: z
      .string()
      .transform(bare)
      .refine((host) => /^[\w.:%-]+$/.test(host), 'must be an address or a name of this machine')
      .default('127.0.0.1'),
    PUBLIC_URL: url
      .refine(isOrigin, 'must be scheme and host alone: the console lies at the root')
      .optional(),
    DATABASE_URL: z.string().superRefine(databaseAddress).optional(),
    MIGRATION_DATABASE_URL: z.string().superRefine(databaseAddress).optional(),
    DATA_DIR: z.string().min(1).default('.data'),
    PAYMEGA_API_URL: url.optional(),
    PAYMEGA_CARDGATE_URL: url.optional(),
    PAYMEGA_PRE_REQUEST_PATH: z
      .string()
      .regex(/^[\w-]+(?:\/[\w-]+)*$/, 'must be a path without a leading slash')
      .optional(),
    PAYMEGA_ACCOUNT_ID: z.string().min(1).optional(),
    PAYMEGA_API_KEY: z.string().min(1).optional(),
    PAYMEGA_LIVE_SECRET: z.string().min(1).optional(),
    PAYMEGA_TEST_SECRET: z.string().min(1).optional(),
    SANDBOX_SCENARIO: z.enum(SANDBOX_SCENARIOS, 'must be shop or showcase').optional(),
    SECRET_KEY: z.string().min(32, 'must have at least 32 characters').optional(),
    SECRET_KEY_OLD: z
      .string()
      .transform((text) => text.split(',').map((key) => key.trim()))
      .refine(
        (keys) => keys.every(({ length }) => length >= 32),
        'must be keys of at least 32 characters, with commas between',
      )
      .optional(),
    SMTP_URL: z
      .url({ protocol: /^smtps?$/, message: 'must be an smtp(s):// URL' })
      .refine(isDecodable, 'has a % that is not one of an escape: write %25 for it')
      .optional(),
    SMTP_CA: z.string().min(1).optional(),
    MAIL_FROM: z.email('must be an e-mail address').optional(),
    REPORTS_FOLDER: z.string().min(1).optional(),
    KEEP_BODIES_MONTHS: z.coerce
      .number('must be a number of months')
      .int('must be a whole number of months')
      .min(1, 'must be a month at least')
      .max(1200)
      .optional(),
    HEARTBEAT_URL: url.optional(),
    WORKER_PORT: z.coerce.number('must be a port number').int().min(1).max(65535).optional(),
    OTEL_EXPORTER_OTLP_ENDPOINT: url.optional(),
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url.optional(),
    OTEL_EXPORTER_OTLP_PROTOCOL: z.enum(['http/json', 'http/protobuf'], SPOKEN_TO_COLLECTORS).optional(),
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: z
      .enum(['http/json', 'http/protobuf'], SPOKEN_TO_COLLECTORS)
      .optional(),
    OTEL_SDK_DISABLED: z.string().optional(),
    METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
    TRUST_PROXY: z
      .string()
      .refine(isProxyList, 'must be addresses or networks, with commas between')
      .optional(),
    SESSION_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
    ADMIN_EMAIL: z.email('must be an e-mail address').default('admin@example.com'),
    ADMIN_PASSWORD: z.string().min(10, 'must have at least 10 characters').optional(),
    TIME_ZONE: timeZone.default('Europe/Berlin'),
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).default('info'),
    PROCESS: z.enum(PROCESSES).default('all'),
    DRAIN_SECONDS: z.coerce.number('must be a number of seconds').min(0).max(300).default(0),
  })
  .superRefine((environment, context) => {
    if (environment.SMTP_URL && !environment.MAIL_FROM) {
      context.addIssue({ code: 'custom', path: ['MAIL_FROM'], message: 'is needed where SMTP_URL is set' });
    }
    if (environment.MIGRATION_DATABASE_URL && !environment.DATABASE_URL) {
      context.addIssue({
        code: 'custom',
        path: ['DATABASE_URL'],
        message: 'is needed where MIGRATION_DATABASE_URL is set',
      });
    }
    if (!environment.PUBLIC_URL && environment.HOST.includes('%')) {
      context.addIssue({
        code: 'custom',
        path: ['PUBLIC_URL'],
        message: 'is needed where HOST names a zone',
      });
    }
    if (!environment.PAYMEGA_API_URL) return;
    for (const name of NEEDED_WITH_PAYMEGA) {
      if (environment[name] === undefined) {
        context.addIssue({ code: 'custom', path: [name], message: 'is needed where PAYMEGA_API_URL is set' });
      }
    }
  });

const NEEDED_WITH_PAYMEGA = [
  'PAYMEGA_CARDGATE_URL',
  'PAYMEGA_ACCOUNT_ID',
  'PAYMEGA_API_KEY',
  'PAYMEGA_LIVE_SECRET',
  'PAYMEGA_TEST_SECRET',
  'PUBLIC_URL',
] as const;

export type Config = Readonly<z.infer<typeof Environment>>;

/** The configuration is wrong; the message has one line a mistake. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Reads the configuration from the environment, and from `.env` beside package.json where there is one (what is set in
 * the environment wins). An empty value counts as not set.
 * @throws ConfigError
 */
export function readConfig(environment: NodeJS.ProcessEnv, folder: string): Config {
  const file = path.join(folder, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const read = Environment.safeParse(set);
  if (read.success) {
    const { DATA_DIR, SMTP_CA, REPORTS_FOLDER } = read.data;
    const reports = REPORTS_FOLDER && { REPORTS_FOLDER: path.resolve(folder, REPORTS_FOLDER) };
    const ca = SMTP_CA && { SMTP_CA: path.resolve(folder, SMTP_CA) };
    return { ...read.data, ...ca, ...reports, DATA_DIR: path.resolve(folder, DATA_DIR) };
  }
  const lines = read.error.issues.map(({ path: [name], message }) => `  ${String(name)} ${message}`);
  throw new ConfigError(`The configuration is wrong (see .env.example):\n${lines.join('\n')}`);
}

/** Whether traces go to somebody. */
export function isTraced(config: Config): boolean {
  const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, OTEL_SDK_DISABLED } = config;
  return (
    OTEL_SDK_DISABLED?.toLowerCase() !== 'true' &&
    (OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? OTEL_EXPORTER_OTLP_ENDPOINT) !== undefined
  );
}

/** Where people and Paymega reach us: an origin, without a closing slash. */
export function publicUrlOf(config: Config): string {
  return new URL(config.PUBLIC_URL ?? localUrlOf(config)).origin;
}

// Cookies, links and callbacks are of the root: below a path, or with a name in it, nothing would be found again.
function isOrigin(text: string): boolean {
  return !isUrl(text) || /^[a-z]+:\/\/[^/?#\\@]+\/*$/i.test(text.trim());
}

/** Where this machine reaches us. */
export function localUrlOf({ HOST, PORT }: Pick<Config, 'HOST' | 'PORT'>): string {
  const host = EVERYWHERE.get(HOST) ?? HOST;
  return `http://${host.includes(':') ? `[${host}]` : host}:${PORT}`;
}

// Who listens everywhere is reached by the loopback of the same family.
const EVERYWHERE = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
]);

function databaseAddress(url: string, context: z.RefinementCtx): void {
  try {
    readAddress(url);
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
  }
}

function isDecodable(url: string): boolean {
  try {
    const { username, password } = new URL(url);
    decodeURIComponent(username);
    decodeURIComponent(password);
    return true;
  } catch {
    return false;
  }
}

function isProxyList(text: string): boolean {
  try {
    compile(text.split(',').map((part) => part.trim()));
    return true;
  } catch {
    return false;
  }
}
