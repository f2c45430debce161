import { connect } from '#db/connection.ts';
import { createPrivateApi } from '#paymega/private-api.ts';
import { exponentsOf } from '#reconciliation/books/currencies.ts';
import { carryOutRun } from '#reconciliation/comparison/run.ts';
import { keepHeapSmall } from '#runtime/heap.ts';
import { peakMb, seconds } from './report.ts';

keepHeapSmall();

/** What is to be carried out, and against whom. */
export type RunOrder = {
  databaseUrl: string;
  run: string;
  api: { url: string; accountId: string; apiKey: string };
};
/** Seconds, and what the process has held at its peak, megabytes. */
export type CarriedOut = { took: number; peak: number };

/** One run in a process of its own, as a worker is: what it holds in memory is nobody else's. */
process.on('message', ({ databaseUrl, run, api }: RunOrder) => {
  carryOut(databaseUrl, BigInt(run), api).then((done) => process.send?.(done));
});
process.once('disconnect', () => process.exit());

async function carryOut(databaseUrl: string, run: bigint, api: RunOrder['api']): Promise<CarriedOut> {
  const sql = connect(databaseUrl, { max: 8, name: 'bench' });
  const privateApi = createPrivateApi({ ...api, concurrency: 8, perSecond: 100_000 });
  // Each run has a process of its own, and all are to pass for one build.
  const tools = { sql, privateApi, exponentOf: await exponentsOf(sql), build: 'bench' };
  const took = await seconds(() => carryOutRun(tools, run));
  await sql.end();
  return { took, peak: peakMb(process.pid) };
}
