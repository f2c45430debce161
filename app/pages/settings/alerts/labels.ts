import type { Channel } from '#reconciliation/alerts/channels.ts';

/** What a channel of alerts is called on the screen. */
export const CHANNEL_LABELS = {
  email: 'E-mail',
  slack: 'Slack, or what reads its webhooks',
  webhook: 'Webhook, signed',
} as const;

/** From which severity on a channel is told. */
export const SEVERITY_LABELS: Record<Channel['leastSeverity'], string> = {
  low: 'of any severity',
  medium: 'medium or higher',
  high: 'high or critical',
  critical: 'critical only',
};
