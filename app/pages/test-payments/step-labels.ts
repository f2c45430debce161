import { labelOf } from '../../ui/values/label-of.ts';

const LABELS: Readonly<Record<string, string>> = {
  draft: 'Not created yet',
  creating: 'Being created',
  not_created: 'Not created',
  creation_unknown: 'Creation unknown: it is being looked up',
  mismatched: 'Created otherwise than asked for',
  created: 'Created, not paid yet',
  paying: 'The card is on its way',
  sale_refused: 'Card refused by the gateway',
  sale_unknown: 'Unknown whether the card arrived',
  sent: 'Card sent',
  challenged: 'Waits for the payer at the bank',
  returned: 'The payer came back from the bank',
};

type Come = { state: string; isFinal: boolean | null };

/** How far a test payment came: its own step, until its invoice is final. */
export function stepLabel({ state, isFinal }: Come): string {
  return isFinal ? 'Finished' : (LABELS[state] ?? labelOf(state));
}
