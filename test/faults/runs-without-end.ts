import { setTimeout as after } from 'node:timers/promises';
import { vi } from 'vitest';
import type { Sql } from '#db/connection.ts';

const LOOK_MS = 250;
const PATIENCE_MS = 10_000;

type Ordering = {
  sql: Sql;
  token: string;
  address: () => string;
  days: { from: string; to: string };
};

/** One run after the other, ordered as a program does: as soon as one is over, the next. */
export type RunsWithoutEnd = {
  /** The numbers of all that the product said it had taken. */
  ordered: string[];
  stop(): Promise<void>;
};

export function startRuns(ordering: Ordering): RunsWithoutEnd {
  const ordered: string[] = [];
  let isOver = false;
  async function keepOrdering(): Promise<void> {
    while (!isOver) {
      if (await isFree(ordering.sql)) {
        const id = await orderRun(ordering);
        if (id !== null) ordered.push(id);
      }
      await after(LOOK_MS);
    }
  }
  const ordering_ = keepOrdering();
  return {
    ordered,
    async stop() {
      isOver = true;
      await ordering_;
    },
  };
}

/** Orders a run. @returns its number; null where nobody took it */
export async function orderRun({ token, address, days }: Ordering): Promise<string | null> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const order = { method: 'POST', headers, body: JSON.stringify(days) };
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(`${address()}/api/v1/runs`, { ...order, signal });
    const told = (await answer.json()) as { data?: { id: string } };
    if (answer.status !== 202 && answer.status < 500)
      throw new TypeError(`a run was refused: ${answer.status}`);
    return told.data?.id ?? null;
  } catch (error) {
    // Nobody there, or half an answer: a program asks again. (A refusal would be a fault of the test.)
    if (error instanceof TypeError && error.message.startsWith('a run was refused')) throw error;
    return null;
  }
}

/** Orders a run and waits for its end. @returns what it counted */
export async function finishedRun(
  ordering: Ordering,
  timeout: number,
): Promise<{ opened: number; healed: number; closed: number; stillOpen: number }> {
  let id: string | null = null;
  return vi.waitFor(
    async () => {
      id ??= await orderRun(ordering);
      const [run] = await ordering.sql<
        { opened: number; healed: number; closed: number; stillOpen: number }[]
      >`select opened, healed, closed, still_open from runs where id = ${id} and state = 'finished'`;
      if (!run) throw new Error(`run ${id} is not finished`);
      return { ...run };
    },
    { timeout, interval: 200 },
  );
}

async function isFree(sql: Sql): Promise<boolean> {
  // Where the database is away, none can be ordered.
  return sql`select from runs where state in ('queued', 'running') limit 1`.then(
    ({ count }) => count === 0,
    () => false,
  );
}
