import { parseArgs } from 'node:util';
import { startSandbox } from './server.ts';

const HELP = `A sandbox Paymega: private API, card gateway, bank pages and callbacks, with a history of its own.

  --port 8801            --host 127.0.0.1
  --seed 1               the same seed tells the same history
  --days 35              how long ago the history begins
  --per-day 90           invoices a day
  --callback-url URL     where callbacks go (none: none are sent)
  --return-url URL       base of the shop's return address
  --state-file FILE      keeps what was created and changed over a restart
  --scenario showcase    one of everything that can go wrong; or shop: as of a small shop
  --smooth               nothing ever goes wrong
  --account-id, --api-key, --live-secret, --test-secret

Words in the card holder's name choose how the bank differs: 3DS1, GET, NUMBERS, NESTED, NOPARAMS, ODDNAMES,
PUT, OTP, REDIRECT, GETBACK.
Files of the portal: GET /portal/transactions?day=2026-11-03&currency=USD&zone=Europe/Berlin&dialect=plain, also of
trial_balance and invoices; dialects are plain, semicolon, windows, tab, pipe, xlsx. Faults are switched by PUT /__sandbox/faults: {"saleThenCut": {"count": 1}}.
`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8801' },
    host: { type: 'string', default: '127.0.0.1' },
    seed: { type: 'string', default: '1' },
    days: { type: 'string', default: '35' },
    'per-day': { type: 'string', default: '90' },
    'callback-url': { type: 'string' },
    'return-url': { type: 'string' },
    'state-file': { type: 'string' },
    scenario: { type: 'string', default: 'showcase' },
    smooth: { type: 'boolean', default: false },
    'account-id': { type: 'string', default: 'coma_sandbox' },
    'api-key': { type: 'string', default: 'sandbox-api-key' },
    'live-secret': { type: 'string', default: 'sandbox-live-secret' },
    'test-secret': { type: 'string', default: 'sandbox-test-secret' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(HELP);
else await run();

async function run(): Promise<void> {
  const today = Math.floor(Date.now() / 86_400_000) * 86_400;
  const sandbox = await startSandbox({
    seed: wholeNumber('seed', values.seed),
    accountId: values['account-id'],
    apiKey: values['api-key'],
    liveSecret: values['live-secret'],
    testSecret: values['test-secret'],
    // From a midnight on, so that a restart on the same day tells the same history.
    startsAt: today - wholeNumber('days', values.days) * 86_400,
    perDay: wholeNumber('per-day', values['per-day']),
    scenarios: values.smooth ? 'smooth' : choiceOf(values.scenario),
    host: values.host,
    port: wholeNumber('port', values.port),
    callbackUrl: values['callback-url'] ?? null,
    ...(values['return-url'] !== undefined && { returnUrlBase: values['return-url'] }),
    ...(values['state-file'] !== undefined && { stateFile: values['state-file'] }),
  });
  process.stdout.write(
    [
      `Sandbox Paymega   ${sandbox.url}`,
      `Card gateway      ${sandbox.cardgateUrl}`,
      `Account ID        ${values['account-id']}`,
      `API key           ${values['api-key']}`,
      `Live secret       ${values['live-secret']}`,
      `Test secret       ${values['test-secret']}`,
      `Callbacks         ${values['callback-url'] ?? 'none are sent'}`,
      '',
    ].join('\n'),
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close());
}

function choiceOf(scenario: string): 'all' | 'shop' {
  if (scenario !== 'shop' && scenario !== 'showcase')
    throw new Error(`--scenario is shop or showcase, not “${scenario}”`);
  return scenario === 'shop' ? 'shop' : 'all';
}

function wholeNumber(flag: string, text: string): number {
  if (!/^\d{1,12}$/.test(text)) throw new Error(`--${flag} takes a whole number, not “${text}”`);
  return Number(text);
}
