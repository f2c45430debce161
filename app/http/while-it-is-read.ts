import type { Readable } from 'node:stream';

/**
 * What a source says, as far as it is asked for. A reader that stands still for so long ends it, and the answer with it:
 * whoever holds something for a reader does not hold it for ever.
 */
export function whileItIsRead(source: Readable, stallMs: number): ReadableStream<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = source[Symbol.asyncIterator]();
  let patience: NodeJS.Timeout | undefined;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        clearTimeout(patience);
        const { done, value } = await chunks.next();
        if (done) return controller.close();
        controller.enqueue(value);
        patience = setTimeout(() => {
          const why = new Error(`its reader stood still for ${stallMs} ms`);
          controller.error(why);
          source.destroy(why);
        }, stallMs);
      },
      cancel() {
        clearTimeout(patience);
        source.destroy();
      },
    },
    { highWaterMark: 0 },
  );
}
