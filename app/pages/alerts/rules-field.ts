import { z } from 'zod';
import { type AlertRule, RULES } from '#reconciliation/alerts/rules.ts';

/** The rules that are ticked in a form. */
export const Rules = z.array(z.enum(Object.keys(RULES) as AlertRule[], 'choose rules of the list'));
