import { accountBySlug } from '#identity/accounts/accounts.ts';
import { Refusal } from '#identity/refusal.ts';
import { checkSettings } from '#reconciliation/test-payments/addresses.ts';
import {
  beginIntegrationCheck,
  carryOutIntegrationCheck,
} from '#reconciliation/test-payments/integration-check/integration-check.ts';
import { failuresOf, type Report } from '#reconciliation/test-payments/integration-check/report.ts';
import { paymentToolsOf } from '#reconciliation/test-payments/payment-tools.ts';
import { type Config, publicUrlOf } from '../config.ts';
import { ACTOR, withBooks } from './visit.ts';

/**
 * `check-integration`: the whole scheme, for every class of outcome; the callbacks, and the bank's answers to us, come to
 * the server that runs at PUBLIC_URL. The exit code is 1 where anything does not work.
 */
export async function checkIntegration(
  config: Config,
  options: { account?: string; currency?: string; json?: boolean },
): Promise<void> {
  await withBooks(config, async (sql, connections) => {
    const account = await accountBySlug(sql, options.account);
    const publicUrl = publicUrlOf(config);
    await assertServed(publicUrl);
    const tools = await paymentToolsOf({ sql, connectionOf: connections.of }, account.id);
    const id = await beginIntegrationCheck(sql, ACTOR, account.id);
    const settings = checkSettings(publicUrl, account, options.currency);
    const report = await carryOutIntegrationCheck(tools, ACTOR, id, settings, abortedBySignal());
    const failures = failuresOf(report).length;
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ check: String(id), passed: failures === 0, ...report })}\n`
        : `${textOf(report)}\n${failures === 0 ? 'Passed: every step works' : `Failed: ${failures} not working`}\n`,
    );
    if (failures > 0) process.exitCode = 1;
  });
}

/** Without a server nobody takes the callbacks: that is said at once, and not after half a minute a payment. */
async function assertServed(publicUrl: string): Promise<void> {
  const answer = await fetch(`${publicUrl}/healthz`).catch(() => null);
  if (!answer?.ok)
    throw new Refusal(
      'not_served',
      `nothing answers at ${publicUrl}: callbacks come to the running server, so start it first (PUBLIC_URL, PORT)`,
    );
}

function abortedBySignal(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () =>
    controller.abort(new Refusal('interrupted', 'interrupted: the check was broken off')),
  );
  return controller.signal;
}

const MARKS = { passed: 'ok  ', failed: 'FAIL', skipped: '-   ' } as const;

function textOf({ cases }: Report): string {
  return cases
    .flatMap(({ title, steps }) => [
      title,
      ...steps.map(
        ({ name, state, message, tookMs }) =>
          `  ${MARKS[state]} ${name}${tookMs === null ? '' : ` (${tookMs} ms)`}${message ? `: ${message}` : ''}`,
      ),
    ])
    .join('\n');
}
