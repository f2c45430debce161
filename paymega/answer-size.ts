import { type CancelableRequest, CancelError } from 'got';
import { PaymegaError } from './errors.ts';

/** More than any page of a list can be, after it was unpacked. */
export const MOST_BYTES = 32 * 1024 * 1024;

/**
 * An answer of at most so many bytes, counted after it was unpacked: a few packed kilobytes may hold gigabytes.
 * @throws PaymegaError `unreadable` where there is more
 */
export async function atMost<T>(request: CancelableRequest<T>, mostBytes = MOST_BYTES): Promise<T> {
  request.on('downloadProgress', ({ transferred }) => {
    if (transferred > mostBytes) request.cancel();
  });
  try {
    return await request;
  } catch (error) {
    if (!(error instanceof CancelError)) throw error;
    throw new PaymegaError('unreadable', `the answer is larger than ${mostBytes / 1024 / 1024} MB`, null);
  }
}
