import PQueue from 'p-queue';

/**
 * Works on many things, so many at once. After the first failure nothing more is begun; it is thrown when all that was
 * under way has ended, so that nothing goes on behind the caller's back.
 */
export async function inParallel<Item>(
  items: readonly Item[],
  concurrency: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = new PQueue({ concurrency });
  const failures: unknown[] = [];
  for (const item of items) {
    queue.add(async () => {
      if (failures.length > 0) return;
      await work(item).catch((error) => failures.push(error));
    });
  }
  await queue.onIdle();
  if (failures.length > 0) throw failures[0];
}
