import { PaymegaError, type PaymegaFault } from './errors.ts';

/** What a call asks for: one invoice, those of a reference, a page of the list. */
export type Question = 'invoice' | 'reference' | 'list';

/** Told after a call: what came between, null where an answer came (a 404 is one), and how long it took. */
export type CallObserver = (fault: PaymegaFault | null, seconds: number, question: Question) => void;

/** Carries out a call, and tells how it went. */
export async function observed<T>(
  observe: CallObserver | undefined,
  question: Question,
  work: () => Promise<T>,
): Promise<T> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  try {
    const answer = await work();
    observe?.(null, seconds(), question);
    return answer;
  } catch (error) {
    if (error instanceof PaymegaError)
      observe?.(error.status === 404 ? null : error.fault, seconds(), question);
    throw error;
  }
}
