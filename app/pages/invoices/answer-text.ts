import type { Answer } from '#reconciliation/books/check-status.ts';
import type { Notice } from '../../http/domain-errors.server.ts';
import { statusLabel } from '../../ui/values/status.tsx';

const VERDICTS = {
  new: 'it was not in our book and is now',
  newer: 'our book is up to date now',
  same: 'our book has it so already',
  stale: 'our book knows something later',
  conflicting:
    'its amount, currency or mode is not that of our book: see its discrepancies after the next run',
} as const;

/** What Paymega answered to a status check, for the one who asked. */
export function answerText(answer: Answer): Notice {
  switch (answer.outcome) {
    case 'found': {
      const tone = answer.verdict === 'conflicting' ? 'warn' : 'good';
      const told = answer.verdict ? VERDICTS[answer.verdict] : 'noted';
      return { tone, message: `Paymega says ${statusLabel(answer.status)}; ${told}.` };
    }
    case 'not_found':
      return { tone: 'warn', message: 'Paymega does not know it, neither by id nor by its reference.' };
    case 'quarantined':
      return {
        tone: 'warn',
        message: `Paymega’s answer cannot be read exactly: ${answer.message}. It is in quarantine.`,
      };
    case 'no_answer':
      return {
        tone: 'bad',
        message: `No answer, so nothing has changed: ${answer.message}. Try again later.`,
      };
  }
}
