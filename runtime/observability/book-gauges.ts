import { Gauge, type Registry } from 'prom-client';
import { isConnectionError, type Sql } from '#db/connection.ts';
import { QUEUE_SCHEMA } from '#db/roles.ts';

/** However often it is asked for: the books are read once in this time. */
const FRESH_MS = 10_000;
const PATIENCE_MS = '5s';
const DELAY_MINUTES = 15;

/**
 * Gauges of the books, the queue and the database, the same in every process. Where the database is away they are left
 * out, and `counterfoil_database_up` is 0.
 */
export function createBookGauges(sql: Sql, registers: Registry[]): { read(): Promise<void> } {
  const gauges = Object.fromEntries(
    Object.entries(GAUGES).map(([name, { help, labels }]) => [
      name,
      new Gauge({ name: `counterfoil_${name}`, help, labelNames: labels, registers }),
    ]),
  );
  const up = new Gauge({ name: 'counterfoil_database_up', help: 'Whether the database answers', registers });
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;

  async function readBooks(): Promise<void> {
    const samples = await samplesOf(sql).catch((error: unknown) => {
      if (!isConnectionError(error)) throw error;
      return null;
    });
    for (const gauge of Object.values(gauges)) gauge.reset();
    up.set(samples === null ? 0 : 1);
    for (const { name, labels, value } of samples ?? []) gauges[name]?.set(labels, value);
    readAt = performance.now();
  }

  return {
    async read() {
      if (performance.now() - readAt < FRESH_MS) return;
      reading ??= readBooks().finally(() => {
        reading = null;
      });
      await reading;
    },
  };
}

const OF_ACCOUNT = ['account'];
const GAUGES: Readonly<Record<string, { help: string; labels: string[] }>> = {
  queue_jobs: { help: 'Jobs by queue and state (waiting, active)', labels: ['queue', 'state'] },
  run_age_seconds: { help: 'Since a run of the account finished last', labels: OF_ACCOUNT },
  run_duration_seconds: { help: 'How long the last finished run took', labels: OF_ACCOUNT },
  runs_failed: { help: 'Runs that failed since the last finished one', labels: OF_ACCOUNT },
  discrepancies: { help: 'Unresolved, of live payments', labels: ['account', 'kind', 'severity'] },
  money_at_risk: { help: 'By unresolved discrepancies, in units', labels: ['account', 'currency'] },
  alerts: { help: 'Alerts that are not over', labels: ['rule', 'acknowledged'] },
  callbacks_received: { help: 'Callbacks of the last 15 minutes by verdict', labels: ['account', 'verdict'] },
  callbacks_refused: { help: 'Refused callbacks of the last 15 minutes by reason', labels: ['reason'] },
  callback_delay_seconds: {
    help: 'From Paymega’s “updated” to its arrival, of the last 15 minutes',
    labels: ['account', 'quantile'],
  },
  callback_age_seconds: { help: 'Since the last verified callback', labels: OF_ACCOUNT },
  database_connections: { help: 'Client connections of the server by state', labels: ['state'] },
  database_connections_max: { help: 'How many the server takes', labels: [] },
};

type Sample = { name: string; labels: Record<string, string>; value: number };

/** All in one statement and one snapshot: a row a sample. */
function samplesOf(sql: Sql): Promise<Sample[]> {
  return sql.begin('read only', async (transaction) => {
    // A scrape that waits is worth less than the lock that it holds.
    await transaction`select set_config('statement_timeout', ${PATIENCE_MS}, true)`;
    const lately = transaction`now() - make_interval(mins => ${DELAY_MINUTES}::int)`;
    return transaction<Sample[]>`
      select 'queue_jobs' as name, json_build_object('queue', name,
          'state', case state when 'active' then 'active' else 'waiting' end) as labels,
        count(*)::float8 as value
      from ${transaction(`${QUEUE_SCHEMA}.job`)} where state in ('created', 'retry', 'active')
      group by name, state = 'active', state
      union all
      select figure.name, json_build_object('account', slug), figure.value
      from accounts, lateral (
        select id, extract(epoch from now() - finished_at)::float8 as age,
          extract(epoch from finished_at - started_at)::float8 as duration
        from runs where account_id = accounts.id and state = 'finished' order by runs.id desc limit 1
      ) as run, lateral (
        select 'run_age_seconds' as name, age as value
        union all select 'run_duration_seconds', duration where duration is not null
        union all select 'runs_failed', (select count(*)::float8 from runs
          where account_id = accounts.id and state = 'failed' and runs.id > run.id)
      ) as figure where disabled_at is null
      union all
      select 'discrepancies', json_build_object('account', slug, 'kind', kind, 'severity', severity),
        count(*)::float8
      from discrepancies join accounts on accounts.id = account_id
      where mode = 'live' and state <> 'resolved' group by slug, kind, severity
      union all
      select 'money_at_risk', json_build_object('account', slug, 'currency', currency),
        (sum(at_risk) / 10 ^ max(exponent))::float8
      from discrepancies join accounts on accounts.id = account_id join currencies on code = currency
      where mode = 'live' and state <> 'resolved' group by slug, currency
      union all
      select 'alerts', json_build_object('rule', rule, 'acknowledged', (acknowledged_at is not null)::text),
        count(*)::float8
      from alerts where resolved_at is null group by rule, acknowledged_at is not null
      union all
      select 'callbacks_received', json_build_object('account', slug, 'verdict', verdict), count(*)::float8
      from callbacks join accounts on accounts.id = account_id
      where received_at > ${lately} group by slug, verdict
      union all
      select 'callbacks_refused', json_build_object('reason', reason), sum(1 + skipped)::float8
      from refused_callbacks where received_at > ${lately} group by reason
      union all
      select 'callback_delay_seconds', json_build_object('account', slug, 'quantile', quantile::text),
        percentile_cont(quantile) within group (
          order by greatest(0, extract(epoch from received_at - updated_at)))
      from callbacks join accounts on accounts.id = account_id, unnest(array[0.5, 0.95, 0.99]) as quantile
      where received_at > ${lately} and updated_at is not null and verdict in ('new', 'newer')
      group by slug, quantile
      union all
      select 'callback_age_seconds', json_build_object('account', slug),
        extract(epoch from now() - last.received_at)::float8
      from accounts, lateral (
        select received_at from callbacks where account_id = accounts.id
        order by received_at desc, id desc limit 1
      ) as last where disabled_at is null
      union all
      select 'database_connections', json_build_object('state', coalesce(state, 'other')), count(*)::float8
      from pg_stat_activity where backend_type = 'client backend' group by state
      union all
      select 'database_connections_max', '{}', current_setting('max_connections')::float8`;
  }) as Promise<Sample[]>;
}
