import { startSandbox } from '#paymega/sandbox/server.ts';

/** A Paymega in a process of its own, so that what it costs does not count for who asks: the history as it is told to. */
process.on('message', (history: { startsAt: number; endsAt: number; perDay: number }) => {
  const keys = { accountId: 'bench', apiKey: 'bench', liveSecret: 'live', testSecret: 'test' };
  startSandbox({ ...keys, ...history, seed: 1, scenarios: 'smooth', callbackUrl: null }).then(({ url }) =>
    process.send?.(url),
  );
});
process.once('disconnect', () => process.exit());
