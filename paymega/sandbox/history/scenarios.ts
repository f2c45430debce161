/** What a correct reconciliation finds about an invoice. */
export type Finding = { kind: string; cause: string | null; ends: 'open' | 'healed' };

type ScenarioFacts = {
  /** Share of all invoices where all are chosen; each occurs in every block of the history then. */
  weight: number;
  /** Invoices in a row that the scenario takes. With two, the findings are those of the second. */
  parts: 1 | 2;
  /** How long after its creation Paymega may still speak of the invoice. */
  tail: 'hours' | 'days';
  expects: readonly Finding[];
};

function calm(weight: number, parts: 1 | 2 = 1, tail: ScenarioFacts['tail'] = 'hours'): ScenarioFacts {
  return { weight, parts, tail, expects: [] };
}

function odd(kind: string, more: Partial<ScenarioFacts & Finding> = {}): ScenarioFacts {
  const { weight = 0.0016, parts = 1, tail = 'hours', cause = null, ends = 'open' } = more;
  return { weight, parts, tail, expects: [{ kind, cause, ends }] };
}

const MISSED = { cause: 'callback_missed' };
const REFUSED = { cause: 'callback_refused' };
const HEALED = { ends: 'healed' } as const;
const IN_DAYS = { tail: 'days' } as const;

/** Everything that can happen to a procedural invoice. */
export const SCENARIOS = {
  smooth: calm(0.63),
  failed: calm(0.1),
  expired: calm(0.03),
  doubled: calm(0.03),
  reordered: calm(0.03),
  late: calm(0.01),
  refunded: calm(0.016, 1, 'days'),
  partially_refunded: calm(0.01, 1, 'days'),
  retry_after_failure: calm(0.02, 2),
  other_mode_same_reference: calm(0.004, 2),
  no_reference: calm(0.01),
  fee_on_top: calm(0.05),
  final_lost: odd('status_differs', { weight: 0.006, ...MISSED, ...HEALED }),
  refused_final: odd('status_differs', { weight: 0.003, ...REFUSED, ...HEALED }),
  refund_lost: odd('status_differs', { ...MISSED, ...HEALED, ...IN_DAYS }),
  never_notified: odd('missing_ours', { weight: 0.003, ...MISSED }),
  never_notified_refused: odd('missing_ours', REFUSED),
  vanished: odd('missing_theirs'),
  amount_edited: odd('amount_differs'),
  currency_edited: odd('currency_differs'),
  mode_edited: odd('mode_differs'),
  reference_edited: odd('reference_differs'),
  fee_edited: odd('fee_differs'),
  processed_edited: odd('processed_differs'),
  refund_edited: odd('refund_differs', IN_DAYS),
  stuck: odd('stuck_pending', { weight: 0.003 }),
  double_payment: odd('double_payment', { weight: 0.004, parts: 2 }),
  underpaid: odd('underpaid'),
  overpaid: odd('overpaid'),
  charged_back: odd('chargeback', IN_DAYS),
  charged_back_in_field: odd('chargeback', IN_DAYS),
  over_returned: {
    ...odd('over_returned', IN_DAYS),
    expects: [
      { kind: 'over_returned', cause: null, ends: 'open' },
      { kind: 'chargeback', cause: null, ends: 'open' },
    ],
  },
  late_success: odd('late_success'),
  unknown_status: odd('unknown_status'),
  went_back: odd('status_went_back'),
  figures_off: odd('figures_do_not_add_up'),
  unknown_currency: odd('quarantined'),
  too_fine: odd('quarantined'),
} as const satisfies Record<string, ScenarioFacts>;

export type ScenarioName = keyof typeof SCENARIOS;

/** The scenarios' names, in the order of the table. */
export const SCENARIO_NAMES = Object.keys(SCENARIOS).filter((name): name is ScenarioName =>
  Object.hasOwn(SCENARIOS, name),
);

/** What is known of a scenario. */
export function scenarioFacts(name: ScenarioName): ScenarioFacts {
  return SCENARIOS[name];
}

/**
 * How often what happens in a shop: most payments go well, a callback is missed now and then, a few kinds of
 * trouble come every week, and most once in months. Hence not each of them occurs in every block.
 */
const IN_A_SHOP: Partial<Record<ScenarioName, number>> = {
  ...{ smooth: 0.711, failed: 0.085, expired: 0.05, retry_after_failure: 0.03 },
  ...{ refunded: 0.02, partially_refunded: 0.008, no_reference: 0.002, other_mode_same_reference: 0.0008 },
  ...{ doubled: 0.03, reordered: 0.02, late: 0.008 },
  ...{ final_lost: 0.008, refused_final: 0.0015, refund_lost: 0.0015 },
  ...{ never_notified: 0.007, fee_edited: 0.004, stuck: 0.002, charged_back: 0.0025 },
  ...{ double_payment: 0.0012, late_success: 0.0008, never_notified_refused: 0.0008, amount_edited: 0.0006 },
  ...{ underpaid: 0.0006, refund_edited: 0.0006, unknown_currency: 0.0006, vanished: 0.0005 },
  ...{ figures_off: 0.0004, reference_edited: 0.0004, went_back: 0.0003, overpaid: 0.0003 },
  ...{ processed_edited: 0.0003, unknown_status: 0.0003, charged_back_in_field: 0.0003, mode_edited: 0.0002 },
  ...{ currency_edited: 0.0002, over_returned: 0.0002 },
};

/**
 * Which scenarios a history uses: all, those of a shop as often as there, none but the smooth one, or some
 * with weights of the caller's own.
 */
export type ScenarioChoice = 'all' | 'shop' | 'smooth' | Partial<Record<ScenarioName, number>>;

/** Each chosen scenario's share of the invoices; the shares sum to 1. */
export function sharesOf(choice: ScenarioChoice): Map<ScenarioName, number> {
  const weights = SCENARIO_NAMES.map((name) => [name, weightIn(choice, name)] as const);
  const sum = weights.reduce((total, [, weight]) => total + weight, 0);
  if (sum <= 0) throw new Error('no scenario has a weight');
  return new Map(weights.filter(([, weight]) => weight > 0).map(([name, weight]) => [name, weight / sum]));
}

function weightIn(choice: ScenarioChoice, name: ScenarioName): number {
  if (choice === 'all') return SCENARIOS[name].weight;
  if (choice === 'shop') return IN_A_SHOP[name] ?? 0;
  if (choice === 'smooth') return name === 'smooth' ? 1 : 0;
  return choice[name] ?? 0;
}
