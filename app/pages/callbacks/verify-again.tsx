import type { ReceivedCallback } from '#reconciliation/callbacks/received-callback.ts';
import { ActForm } from '../../ui/forms/act-form.tsx';
import { Button } from '../../ui/forms/button.tsx';
import { REFUSAL_WORDS, SECRET_WORDS } from './words.ts';

/** Whether a refused callback verifies by the secrets of now. */
export type Verifies =
  | { kind: 'verified'; signedWith: NonNullable<ReceivedCallback['signedWith']> }
  | { kind: 'refused'; reason: string }
  | { kind: 'no_bytes' | 'sealed_with_another_key' };

type VerifyAgainProps = {
  id: bigint;
  verifies: Verifies;
  account: string;
  here: string;
  mayTakeIn: boolean;
};

/** Whether a refused callback verifies by now, and the button that takes it in where it does. */
export function VerifyAgain({ id, verifies, account, here, mayTakeIn }: VerifyAgainProps) {
  switch (verifies.kind) {
    case 'no_bytes':
      return 'Its bytes are not kept, so it cannot be verified again. Ask Paymega to send it again.';
    case 'sealed_with_another_key':
      return 'Its bytes were encrypted with a SECRET_KEY that is gone, so it cannot be verified again.';
    case 'refused':
      return `It does not verify. ${REFUSAL_WORDS[verifies.reason] ?? ''}`;
    case 'verified':
      return (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span>It verifies with {SECRET_WORDS[verifies.signedWith].replace('was', 'is')}.</span>
          {mayTakeIn ? (
            <ActForm action={`/refused-callbacks/${id}/verifications?${new URLSearchParams({ account })}`}>
              <input type="hidden" name="to" value={here} />
              <Button tone="primary">Verify again and take in</Button>
            </ActForm>
          ) : (
            <span>An operator or an admin can take it in.</span>
          )}
        </div>
      );
  }
}
