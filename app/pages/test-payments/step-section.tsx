import type { ReactNode } from 'react';
import type { ShownStep } from '#reconciliation/test-payments/shown-steps.ts';
import { Section } from '../../ui/frame/section.tsx';
import { Exchanges } from './exchange.tsx';

type StepSectionProps = {
  heading: string;
  steps: readonly ShownStep[];
  zone: string;
  actions?: ReactNode;
  children?: ReactNode;
};

/** One step of a test payment: what can be done, what came of it, and its exchanges. */
export function StepSection({ heading, steps, zone, actions, children }: StepSectionProps) {
  return (
    <Section heading={heading} actions={actions}>
      {children}
      {steps.length > 0 ? <Exchanges steps={steps} zone={zone} /> : null}
    </Section>
  );
}
