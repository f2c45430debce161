const STATES = {
  delivered: <span className="text-good">delivered</span>,
  failed: <span className="text-bad">failed for good</span>,
  due: <span className="text-warn">due</span>,
} as const;

/** What became of something that was to be handed over. */
export function DeliveryState({ state }: { state: keyof typeof STATES }) {
  return STATES[state];
}
