import type { Figures } from '../history/figures.ts';
import type { InvoiceView } from './invoice-view.ts';

/** What whoever creates an invoice says of it. */
export type Order = Pick<
  InvoiceView,
  | 'id'
  | 'mode'
  | 'currency'
  | 'exponent'
  | 'referenceId'
  | 'service'
  | 'description'
  | 'createdAt'
  | 'customerId'
  | 'callbackUrl'
  | 'returnUrl'
  | 'returnUrls'
  | 'metadata'
  | 'leftOut'
>;

/** An invoice of which nothing is known yet but its order. */
export function newInvoice(order: Order, figures: Figures): InvoiceView {
  // Written out, not spread: a list builds hundreds of thousands of them.
  return {
    id: order.id,
    mode: order.mode,
    currency: order.currency,
    exponent: order.exponent,
    amount: figures.amount,
    paymentAmount: figures.paymentAmount,
    fee: figures.fee,
    deposit: figures.deposit,
    processedAmount: null,
    processedFee: null,
    processedDeposit: null,
    refundedAmount: 0n,
    refundedFee: 0n,
    chargedBackAmount: 0n,
    status: 'created',
    resolution: null,
    referenceId: order.referenceId,
    service: order.service,
    description: order.description,
    createdAt: order.createdAt,
    updatedAt: order.createdAt,
    processedAt: null,
    refundedAt: null,
    failedAt: null,
    customerId: order.customerId,
    callbackUrl: order.callbackUrl,
    returnUrl: order.returnUrl,
    returnUrls: order.returnUrls,
    metadata: order.metadata,
    leftOut: order.leftOut,
  };
}
