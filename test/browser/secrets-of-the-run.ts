import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { TEST_CARDS } from '#paymega/test-cards.ts';
import { PASSWORD, type Running, SECRET_KEY, SECRETS } from '../support/running.ts';
import type { Named } from '../support/secrets-found.ts';
import { secretsUsed } from '../support/secrets-used.ts';

const Recorded = z.object({
  port: z.number(),
  accountId: z.string(),
  apiKey: z.string(),
  liveSecret: z.string(),
  testSecret: z.string(),
});
type Recorded = z.infer<typeof Recorded>;

const Page = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      attributes: z.object({ flow_data: z.object({ metadata: z.object({ token: z.string() }) }) }),
    }),
  ),
  links: z.object({ next: z.string().nullable() }),
});
const LONGER_THAN_THE_EXAMPLE_SECONDS = 40 * 86_400;

/** Every secret and every card number that was used in a run of the browser tests. */
export async function secretsOfTheRun(
  product: Pick<Running, 'dataDir'>,
  usedIn: string,
  sessionSecret: string,
): Promise<Named[]> {
  const recorded = Recorded.parse(
    JSON.parse(await readFile(path.join(product.dataDir, 'sandbox.json'), 'utf8')),
  );
  return [
    ['the password of the first admin', PASSWORD],
    ['the key of the vault', SECRET_KEY],
    ['the secret of the cookies', sessionSecret],
    ['the live secret of the environment', SECRETS.live],
    ['the test secret of the environment', SECRETS.test],
    ['the API key of the example', recorded.apiKey],
    ['the live secret of the example', recorded.liveSecret],
    ['the test secret of the example', recorded.testSecret],
    ...TEST_CARDS.map(({ number, label }): Named => [`the card “${label}”`, number]),
    ...(await bearerTokens(recorded)),
    ...secretsUsed(usedIn),
  ];
}

/** The tokens for the card gateway that the sandbox has written into its documents, and into its callbacks. */
async function bearerTokens({ port, accountId, apiKey }: Recorded): Promise<Named[]> {
  const authorization = `Basic ${Buffer.from(`${accountId}:${apiKey}`).toString('base64')}`;
  const now = Math.floor(Date.now() / 1000);
  const search = new URLSearchParams({
    'filter[created][from]': String(now - LONGER_THAN_THE_EXAMPLE_SECONDS),
    'filter[created][to]': String(now),
    'page[size]': '500',
  });
  const tokens: Named[] = [];
  let next: string | null = `http://127.0.0.1:${port}/payment-invoices?${search}`;
  while (next !== null) {
    const { data, links } = Page.parse(await (await fetch(next, { headers: { authorization } })).json());
    for (const { id, attributes } of data) {
      // The part before the dot is the invoice's id, which is no secret.
      const [, secret = ''] = attributes.flow_data.metadata.token.split('.');
      tokens.push([`the bearer token of ${id}`, secret]);
    }
    next = links.next;
  }
  return tokens;
}
