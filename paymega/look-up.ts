import { errorsIn } from './error-document.ts';
import { PaymegaError } from './errors.ts';
import { type Exchanged, failureText } from './exchange.ts';
import { NoDocument, type Resource, readResource, readResources, textOf } from './resource.ts';

const WHO = 'Paymega';
const [OK, NO_CONTENT, NOT_FOUND] = [200, 204, 404];

/** The invoice in the answer to a question by id; null where Paymega itself says that it knows none. @throws PaymegaError */
export function invoiceIn(exchanged: Exchanged): Resource | null {
  const { status } = exchanged.exchange;
  if (status === NOT_FOUND && errorsIn(exchanged.text).length > 0) return null;
  return readable(exchanged, readResource);
}

/** The invoices in the answer to a question by reference that do bear it. @throws PaymegaError */
export function invoicesIn(exchanged: Exchanged, reference: string): Resource[] {
  const { status } = exchanged.exchange;
  if (status === NO_CONTENT || (status === NOT_FOUND && errorsIn(exchanged.text).length > 0)) return [];
  const { resources } = readable(exchanged, readResources);
  return resources.filter(({ attributes }) => textOf(attributes.reference_id) === reference);
}

function readable<T>({ exchange, text }: Exchanged, read: (text: string) => T): T {
  const { failure, status } = exchange;
  if (failure) throw new PaymegaError(failure.fault, failure.message);
  if (status !== OK || text === null)
    throw new PaymegaError('server_error', failureText(WHO, exchange), status);
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof NoDocument)) throw error;
    throw new PaymegaError('unreadable', `Paymega’s answer: ${error.message}`);
  }
}
