import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';

export const SECRETS: readonly string[] = [
  ...['PAYMEGA_API_KEY', 'PAYMEGA_LIVE_SECRET', 'PAYMEGA_TEST_SECRET', 'SECRET_KEY', 'SECRET_KEY_OLD'],
  ...['SESSION_SECRET', 'ADMIN_PASSWORD', 'DATABASE_URL', 'MIGRATION_DATABASE_URL', 'SMTP_URL'],
  ...['HEARTBEAT_URL', 'METRICS_TOKEN', 'OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_TRACES_HEADERS'],
];
const TAKE_CARE = 'if that is not part of it, take it out (see .env.example on quotes)';

/**
 * What looks as if a secret is not what somebody meant: one sentence each, by the name of the setting, without anything of
 * the secret. Called after readConfig, which has put what stands in `.env` into the environment.
 */
export function secretWarnings(environment: NodeJS.ProcessEnv, folder: string): string[] {
  const file = path.join(folder, '.env');
  const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  const text = bytes.toString('utf8');
  const parsed = parseEnv(text);
  return [
    ...unreadable(text),
    ...SECRETS.flatMap((name) => {
      const value = environment[name] ?? '';
      const line = parsed[name] === value ? lineOf(text, name) : undefined;
      return [...inValue(name, value), ...(line === undefined ? [] : inLine(name, line))];
    }),
  ];
}

function unreadable(text: string): string[] {
  if (text.includes('\0') || text.includes('\uFFFD'))
    return ['.env is not UTF-8: what stands in it is not read'];
  return text.startsWith('\uFEFF') ? ['.env begins with a byte order mark: its first line is not read'] : [];
}

function inValue(name: string, value: string): string[] {
  const suspicious = [
    ...(/[\r\n]/.test(value) ? ['a line end'] : []),
    ...(/[^\S\r\n]/.test(value) ? ['a blank'] : []),
    ...(/["'`]/.test(value) ? ['a quote'] : []),
  ];
  return suspicious.length > 0 ? [`${name} holds ${suspicious.join(' and ')}: ${TAKE_CARE}`] : [];
}

/** What stands after the `=`, in the line that counts: the last one. */
function lineOf(text: string, name: string): string | undefined {
  const line = new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=[ \\t]*(.*)$`);
  return text
    .split(/\r?\n/)
    .map((one) => line.exec(one)?.[1])
    .findLast((raw) => raw !== undefined);
}

function inLine(name: string, raw: string): string[] {
  const quote = /^["'`]/.exec(raw)?.[0];
  if (quote === undefined) {
    return raw.includes('#')
      ? [`${name} is cut off at a # in .env: where that is part of it, put it in quotes`]
      : [];
  }
  const end = raw.indexOf(quote, 1);
  const rest = end < 0 ? '' : raw.slice(end + 1).trim();
  return rest === '' || rest.startsWith('#')
    ? []
    : [`${name} is cut off at its second ${quote} in .env: use other quotes`];
}
